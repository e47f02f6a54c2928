package io.github.accountflows.registration.ask;

import io.github.accountflows.keycloak.BoundFlow;
import io.github.accountflows.keycloak.Invitation;
import io.github.accountflows.keycloak.SignUpProfile;
import io.github.accountflows.keycloak.Terms;
import io.github.accountflows.registration.ConfirmStep;
import io.github.accountflows.registration.Consent;
import io.github.accountflows.registration.RegistrationSettings;
import io.github.accountflows.registration.SignUp;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.keycloak.authentication.FormAction;
import org.keycloak.authentication.FormContext;
import org.keycloak.authentication.ValidationContext;
import org.keycloak.authentication.forms.RegistrationPassword;
import org.keycloak.authentication.forms.RegistrationUserCreation;
import org.keycloak.events.Errors;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.AuthenticationExecutionModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.FormMessage;

/**
 * Takes the place of stock's user creation and password in the realm's own registration form. It checks what was typed by
 * itself alone, looks nobody up and creates nothing; the step after the form writes the ask. So the form answers alike
 * whoever has an account (ENU-2).
 */
public final class SignUpForm implements FormAction {
    public static final String ID = "account-flows-registration";

    private static final Logger LOG = Logger.getLogger(SignUpForm.class);
    private static final String MISCONFIGURED = "registration.error.misconfigured";

    /** Stock's actions that make a user or a password of what a stranger typed. */
    private static final Set<String> NOT_BESIDE =
            Set.of(RegistrationUserCreation.PROVIDER_ID, RegistrationPassword.PROVIDER_ID);

    private final Clock clock = Clock.systemUTC();
    private SignUp signUp;

    @Override
    public void buildPage(FormContext context, LoginFormsProvider form) {
        SignUpNotes notes = notes(context);
        notes.forgetWhoWasTried();
        Invitation.sentWith(context.getSession())
                .ifPresent(token -> Invitation.carry(context.getAuthenticationSession(), token));
        form.setFormData(ShownAgain.in(context.getSession())
                .orElseGet(() -> ShownAgain.of(notes.prefill()))
                .fields());
        if (isMisconfigured(context)) {
            form.setError(MISCONFIGURED);
        }
    }

    @Override
    public void validate(ValidationContext context) {
        notes(context).forgetWhoWasTried();
        MultivaluedMap<String, String> sent = context.getHttpRequest().getDecodedFormParameters();
        ShownAgain again = ShownAgain.of(sent);
        again.keep(context.getSession());
        List<FormMessage> faults = isMisconfigured(context) ? misconfigured(context) : faults(context, sent);
        if (faults.isEmpty()) {
            context.success();
        } else {
            context.error(Errors.INVALID_REGISTRATION);
            context.validationError(again.fields(), faults);
        }
    }

    @Override
    public void success(FormContext context) {
        notes(context).type(signUp);
    }

    private List<FormMessage> faults(ValidationContext context, MultivaluedMap<String, String> sent) {
        KeycloakSession session = context.getSession();
        Typed typed = Typed.in(session, sent);
        Optional<String> invitation = Invitation.sentWith(session);
        signUp = typed.keep(consent(session, sent), invitation.orElse(null));
        if (typed.isReadable()) {
            invitation.ifPresent(token -> typed.checkInvitation(Invitation.parse(session, token)));
            typed.faults().addAll(SignUpProfile.of(session, typed.values()).faultsOfInput());
        }
        return typed.faults();
    }

    // Whether it is needed, stock's own action says.
    private Consent consent(KeycloakSession session, MultivaluedMap<String, String> sent) {
        if (!sent.containsKey(Terms.FIELD)) {
            return null;
        }
        Locale language = session.getContext().resolveLocale(null);
        return Terms.of(session, language)
                .map(terms -> new Consent(terms.version(), clock.instant(), language.toLanguageTag()))
                .orElse(null);
    }

    private static List<FormMessage> misconfigured(FormContext context) {
        LOG.errorf(
                "Nobody can sign up to realm '%s'. Its registration flow must begin with '%s' as an alternative, beside"
                        + " another alternative that has the form and then '%s'; in the form, '%s' must not stand beside %s,"
                        + " which would make users and passwords before an address is proven; and its user profile must let"
                        + " people write their email",
                context.getRealm().getName(), ConfirmStep.ID, RegistrationSettings.STEP, ID, NOT_BESIDE);
        return List.of(new FormMessage(MISCONFIGURED));
    }

    private static boolean isMisconfigured(FormContext context) {
        BoundFlow flow = BoundFlow.ofRegistration(context.getRealm());
        return !flow.opensWith(ConfirmStep.ID)
                || !flow.requires(RegistrationSettings.STEP)
                || !SignUpProfile.asksFor(context.getSession(), UserModel.EMAIL)
                || context.getRealm()
                        .getAuthenticationExecutionsStream(
                                context.getExecution().getParentFlow())
                        .filter(AuthenticationExecutionModel::isEnabled)
                        .anyMatch(one -> NOT_BESIDE.contains(one.getAuthenticator()));
    }

    private static SignUpNotes notes(FormContext context) {
        return SignUpNotes.of(context.getAuthenticationSession());
    }

    @Override
    public boolean requiresUser() {
        return false;
    }

    @Override
    public boolean configuredFor(KeycloakSession session, RealmModel realm, UserModel user) {
        return true;
    }

    @Override
    public void setRequiredActions(KeycloakSession session, RealmModel realm, UserModel user) {}

    @Override
    public void close() {}
}

package io.github.accountflows.keycloak;

import io.github.accountflows.keycloak.OngoingSignIn.PassedStep;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keycloak.authentication.AuthenticatorUtil;
import org.keycloak.authentication.RequiredActionContext;
import org.keycloak.authentication.authenticators.browser.CookieAuthenticatorFactory;
import org.keycloak.authentication.authenticators.browser.SpnegoAuthenticatorFactory;
import org.keycloak.common.util.Time;
import org.keycloak.events.Details;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.Constants;
import org.keycloak.models.IdentityProviderModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.credential.OTPCredentialModel;
import org.keycloak.models.credential.PasswordCredentialModel;
import org.keycloak.models.credential.RecoveryAuthnCodesCredentialModel;
import org.keycloak.models.credential.WebAuthnCredentialModel;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.saml.SamlProtocol;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.resources.LoginActionsService;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * How fresh and how complete the sign-in is in which a required action stands. What cannot be told is not fresh: the
 * person at the screen may be somebody else by now, or have nothing but a stolen cookie.
 */
public final class FreshSignIn {
    /** In the user's session, when its last whole sign-in began, and which kinds of credentials it has checked. */
    private static final String PASSED = "account-flows-passed";

    /** In a tab that was sent to sign in again, when that was, and which factors were to be asked for. */
    private static final String ASKED_AGAIN = "account-flows-asked-again";

    private static final long SIGN_IN_MAX_AGE = 300;
    private static final String PASS_MAX_AGE = "passMaxAge";

    private static final Set<String> FOREIGN = Set.of("cross-site", "same-site");

    /** Steps that ask nothing of whoever sits there: the browser's session, and the ticket of the desk's own sign-in. */
    private static final Set<String> ASKING_NOTHING =
            Set.of(CookieAuthenticatorFactory.PROVIDER_ID, SpnegoAuthenticatorFactory.PROVIDER_ID);

    private static final Set<String> OF_STOCK = Set.of(
            PasswordCredentialModel.TYPE,
            OTPCredentialModel.TYPE,
            RecoveryAuthnCodesCredentialModel.TYPE,
            WebAuthnCredentialModel.TYPE_TWOFACTOR,
            WebAuthnCredentialModel.TYPE_PASSWORDLESS);

    private final KeycloakSession session;
    private final AuthenticationSessionModel tab;
    private final UserModel user;
    private final OngoingSignIn signIn;

    public FreshSignIn(RequiredActionContext context) {
        this.session = context.getSession();
        this.tab = context.getAuthenticationSession();
        this.user = context.getUser();
        this.signIn = new OngoingSignIn(session, tab);
    }

    /**
     * Lets the session that this sign-in makes tell later tabs what it has passed. To be called when the triggers of
     * required actions are evaluated, which is right after the flow. Keycloak's own date of a sign-in is of its very end:
     * a page of a required action that was left open all day makes it none the younger.
     */
    public void note() {
        if (!leansOnSession()) {
            own().map(PassedSignIn::format)
                    .filter(passed -> !passed.equals(tab.getUserSessionNotes().get(PASSED)))
                    .ifPresent(passed -> tab.setUserSessionNote(PASSED, passed));
        }
    }

    /** Counted from the first thing that the sign-in has checked; by single sign-on, of the sign-in that it goes by. */
    public boolean isYoungerThan(Duration age) {
        return passed().filter(passed -> passed.isYoungerThan(age)).isPresent();
    }

    /** Also a factor that was set up only after the sign-in has to be shown, in another one. */
    public boolean provedSecondFactorIfAny() {
        Set<String> had = FactorTypes.of(session, user);
        return had.isEmpty()
                || passed().filter(passed -> provesOneOf(had, passed)).isPresent();
    }

    /** And whether that has been in vain: asking once more would lead in a circle. */
    public boolean wasAskedAgain() {
        return Optional.ofNullable(tab.getAuthNote(ASKED_AGAIN))
                .map(PassedSignIn::parse)
                .filter(asked -> asked.checked().equals(FactorTypes.of(session, user)) && !hasHelped(asked))
                .isPresent();
    }

    private boolean hasHelped(PassedSignIn asked) {
        return passed().filter(passed -> !passed.since().isBefore(asked.since()))
                        .isPresent()
                && provedSecondFactorIfAny();
    }

    /**
     * Lets the person sign in once more, with all that the realm's flow asks for, in this tab, so that it comes back to
     * what the app has asked for.
     *
     * @param messageKey what the sign-in page says about it, unless Keycloak says there that it asks again
     */
    public Response again(String messageKey) {
        String asked = PassedSignIn.now(FactorTypes.of(session, user)).format();
        Set<String> actions = Set.copyOf(tab.getRequiredActions());
        if (OIDCLoginProtocol.LOGIN_PROTOCOL.equals(tab.getProtocol())) {
            signIn.forget();
            askForEverything();
        } else {
            signIn.beginAgain();
        }
        actions.forEach(tab::addRequiredAction); // a mailed link has put them there, and nothing else remembers
        tab.setAuthNote(LoginActionsService.FORWARDED_ERROR_MESSAGE_NOTE, messageKey);
        tab.setAuthNote(ASKED_AGAIN, asked);
        return Response.seeOther(Page.tab(session, tab, Page.SIGN_IN_PATH)).build();
    }

    /**
     * The browser's session stays, but its cookie is not enough: with {@code prompt=login} Keycloak knows whom to ask, and
     * asks for all levels of its flow. The age lets an identity provider that is told it say when it has asked.
     */
    private void askForEverything() {
        String prompts = tab.getClientNote(OIDCLoginProtocol.PROMPT_PARAM);
        tab.setClientNote(
                OIDCLoginProtocol.PROMPT_PARAM,
                Stream.concat(words(prompts), Stream.of(OIDCLoginProtocol.PROMPT_VALUE_LOGIN))
                        .filter(prompt -> !OIDCLoginProtocol.PROMPT_VALUE_NONE.equals(prompt))
                        .distinct()
                        .collect(Collectors.joining(" ")));
        long age = maxAge().filter(asked -> asked < SIGN_IN_MAX_AGE).orElse(SIGN_IN_MAX_AGE);
        tab.setClientNote(OIDCLoginProtocol.MAX_AGE_PARAM, Long.toString(age));
        tab.removeClientNote(AuthenticationManager.AUTH_TIME_BROKER);
    }

    private static Stream<String> words(String text) {
        return text == null ? Stream.empty() : Arrays.stream(text.split(" ")).filter(word -> !word.isEmpty());
    }

    /**
     * Whether nobody in this browser need have wanted it. Any site can have a browser send a form with a name and a password
     * in it, or hand on the unasked answer of a SAML provider, for an account of its own (login CSRF). Browsers say where a
     * form came from (W3C Fetch Metadata); of one that does not, nothing is known.
     */
    public boolean mayBeAnothersDoing() {
        return isByIdentityProvider() ? isUnasked() : isForeignForm();
    }

    private boolean isUnasked() {
        return Boolean.parseBoolean(tab.getClientNote(SamlProtocol.SAML_IDP_INITIATED_LOGIN))
                && tab.getAuthNote(ASKED_AGAIN) == null;
    }

    private boolean isForeignForm() {
        HttpRequest request = session.getContext().getHttpRequest();
        String from = request.getHttpHeaders().getHeaderString("Sec-Fetch-Site");
        return "POST".equals(request.getHttpMethod()) && from != null && FOREIGN.contains(from);
    }

    private Optional<PassedSignIn> passed() {
        return leansOnSession() ? ofSession() : own();
    }

    /** By single sign-on, or asked for one more factor on top of it: Keycloak has added up the steps of all sign-ins. */
    public boolean leansOnSession() {
        return signIn.isSingleSignOn()
                || signIn.passedSteps()
                        .anyMatch(step -> CookieAuthenticatorFactory.PROVIDER_ID.equals(step.authenticator()));
    }

    private Optional<PassedSignIn> ofSession() {
        return SignedIn.in(session)
                .filter(signedIn -> signedIn.is(user))
                .map(signedIn -> signedIn.userSession().getNote(PASSED))
                .map(PassedSignIn::parse);
    }

    private Optional<PassedSignIn> own() {
        Optional<Instant> at = isByIdentityProvider() ? toldByIdentityProvider() : firstStep();
        return at.map(since -> new PassedSignIn(since, checked()));
    }

    private boolean isByIdentityProvider() {
        return tab.getUserSessionNotes().containsKey(Details.IDENTITY_PROVIDER);
    }

    /**
     * What it does not tell is unknown: it may have a session of its own, and have asked nobody. Steps that were passed
     * here before may have been another user's, and so may a time that another provider has told.
     */
    private Optional<Instant> toldByIdentityProvider() {
        return Optional.ofNullable(tab.getClientNote(AuthenticationManager.AUTH_TIME_BROKER))
                .filter(told -> hadToTell())
                .map(Long::valueOf)
                .map(Instant::ofEpochSecond);
    }

    /**
     * Whether Keycloak has taken no answer of this very provider but one with a time, and so has noted that one. A missing
     * time counts as 1970 there, and is too old for any age that was asked for but one of decades.
     */
    private boolean hadToTell() {
        IdentityProviderModel provider =
                session.identityProviders().getByAlias(tab.getUserSessionNotes().get(Details.IDENTITY_PROVIDER));
        return provider != null
                && Boolean.parseBoolean(provider.getConfig().get(PASS_MAX_AGE))
                && maxAge().filter(age -> age < Time.currentTimeSeconds()).isPresent();
    }

    private Optional<Long> maxAge() {
        return Optional.ofNullable(tab.getClientNote(OIDCLoginProtocol.MAX_AGE_PARAM))
                .map(Long::valueOf);
    }

    private Optional<Instant> firstStep() {
        return signIn.passedSteps()
                .filter(step -> !step.isOurs() && !ASKING_NOTHING.contains(step.authenticator()))
                .map(PassedStep::second)
                .min(Integer::compare)
                .map(Instant::ofEpochSecond);
    }

    /** Other extensions' steps seldom name the credential they have checked. Stock's do; unnamed, one was skipped. */
    private Set<String> checked() {
        Set<String> all = new TreeSet<>(AuthenticatorUtil.getAuthnCredentials(tab));
        Set<String> others = new HashSet<>(FactorTypes.passedIn(session, tab));
        others.removeAll(OF_STOCK);
        if (!others.isEmpty()) { // for most sign-ins nobody has to be asked what counts as a factor
            others.retainAll(FactorTypes.of(session, user));
        }
        all.addAll(others);
        return all;
    }

    /** A passkey is two factors by itself if the realm has it know its owner: the device, and a finger or a PIN. */
    private boolean provesOneOf(Set<String> had, PassedSignIn passed) {
        boolean passkey = passed.checked().contains(WebAuthnCredentialModel.TYPE_PASSWORDLESS)
                && Constants.WEBAUTHN_POLICY_OPTION_REQUIRED.equals(
                        tab.getRealm().getWebAuthnPolicyPasswordless().getUserVerificationRequirement());
        return passkey || had.stream().anyMatch(passed.checked()::contains);
    }
}

package io.github.accountflows.registration;

import io.github.accountflows.address.AddressOwner;
import io.github.accountflows.keycloak.Page;
import io.github.accountflows.keycloak.SignUpFields;
import io.github.accountflows.keycloak.SignUpProfile;
import io.github.accountflows.keycloak.Stranger;
import io.github.accountflows.keycloak.Tabs;
import io.github.accountflows.keycloak.Terms;
import io.github.accountflows.outbox.ask.AskPages;
import io.github.accountflows.password.Attempt;
import io.github.accountflows.password.PasswordRules;
import io.github.accountflows.registration.LandedSignUp.Browser;
import io.github.accountflows.registration.LandedSignUp.Open;
import io.github.accountflows.registration.ask.Typed;
import io.github.accountflows.token.OneTimeTokens;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keycloak.authentication.AuthenticationFlowContext;
import org.keycloak.events.Details;
import org.keycloak.events.EventType;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The page on which a proved mailbox becomes an account: what was typed, or an empty form in any other browser; the
 * password, which nobody has chosen before (REG-2); and "I didn't ask for this".
 */
final class Confirmation {
    /** Taken names that a link survives: enough to find one's own, too few to list other people's (ENU-2). */
    private static final int NAMES = 10;

    private static final String NAME_TAKEN = "usernameExistsMessage";
    private static final String ADDRESS_TAKEN = "emailExistsMessage";

    private final AuthenticationFlowContext context;
    private final KeycloakSession session;
    private final LandedSignUp landed;
    private final ConfirmNotes notes;
    private final Page page;

    Confirmation(AuthenticationFlowContext context) {
        this.context = context;
        this.session = context.getSession();
        this.landed = new LandedSignUp(context);
        this.notes = new ConfirmNotes(context.getAuthenticationSession());
        this.page = new Page(context);
    }

    void enter() {
        Optional<Open> open = landed.open();
        if (open.isEmpty()) {
            landed.leaveAsInvalid();
        } else if (AddressOwner.of(open.get().address(), session).isPresent()) {
            Ending.EXISTS.leaveAt(context, open.get().address().typed());
        } else {
            page.show(new ConfirmPage(context, open.get(), landed.browser())::draw);
        }
    }

    void answer() {
        Optional<Open> open = landed.open();
        MultivaluedMap<String, String> form = context.getHttpRequest().getDecodedFormParameters();
        if (open.isEmpty()) {
            landed.leaveAsInvalid();
        } else if (form.containsKey("not-me")) {
            Declined.by(session, open.get());
            Ending.DECLINED.leaveAt(context, open.get().address().typed());
        } else if (form.containsKey("confirm")) {
            confirm(open.get(), form);
        } else {
            page.again();
        }
    }

    private void confirm(Open open, MultivaluedMap<String, String> form) {
        Typed typed = Typed.in(session, withAddress(form, open));
        SignUp kept = typed.keep(null, open.signUp().invitation());
        List<FormMessage> faults = new ArrayList<>(typed.faults());
        if (!typed.isReadable()) {
            refuse(Map.of(), faults, "");
            return;
        }
        faults.addAll(SignUpProfile.of(session, kept.profile()).faults());
        if (AddressOwner.of(open.address(), session).isPresent()) {
            Ending.EXISTS.leaveAt(context, open.address().typed());
            return;
        }
        if (isNameTaken(faults) && !leavesTries(open)) {
            landed.leaveAsInvalid();
            return;
        }
        Agreement agreement = new Agreement(session, open.signUp(), landed.browser());
        Optional<Consent> consent = agreement.in(form);
        if (agreement.isMissing() && consent.isEmpty()) {
            faults.add(agreement.fault());
        }
        Attempt attempt = Attempt.in(form);
        String broken = new PasswordRules(session).failures(attempt, stranger(kept, open));
        if (faults.isEmpty() && broken.isEmpty()) {
            create(open, new Chosen(kept.profile(), consent.orElse(null), attempt.password()));
        } else {
            refuse(kept.profile(), faults, broken);
        }
    }

    private void refuse(Map<String, List<String>> typed, List<FormMessage> faults, String password) {
        notes.keep(typed, faults.stream().map(this::whereItIsSeen).toList(), password);
        page.again();
    }

    /** A fault of a field that this page does not draw is said above it. */
    private FormMessage whereItIsSeen(FormMessage fault) {
        String field = fault.getField();
        if (field == null
                || Terms.FIELD.equals(field)
                || SignUpFields.names(session).contains(field)) {
            return fault;
        }
        // Only as somebody's name can this address be taken: it is no account's address.
        return NAME_TAKEN.equals(fault.getMessage()) || ADDRESS_TAKEN.equals(fault.getMessage())
                ? new FormMessage("registration.error.addressIsName")
                : new FormMessage(fault.getMessage(), fault.getParameters());
    }

    private boolean isNameTaken(List<FormMessage> faults) {
        return faults.stream()
                .anyMatch(fault -> NAME_TAKEN.equals(fault.getMessage())
                        && SignUpFields.names(session).contains(fault.getField()));
    }

    private void create(Open open, Chosen chosen) {
        Outcome outcome = new NewAccount(context).create(open, chosen);
        if (outcome instanceof Outcome.Created created) {
            finish(open, created.userId());
        } else if (outcome instanceof Outcome.AddressTaken) {
            Ending.EXISTS.leaveAt(context, open.address().typed());
        } else if (outcome instanceof Outcome.Busy) {
            context.forceChallenge(AskPages.busy(
                    Page.tab(session, context.getAuthenticationSession(), Page.SIGN_IN_PATH), context.form()));
        } else if (outcome instanceof Outcome.Refused refused) {
            refuse(chosen.profile(), refused.faults(), refused.password());
        } else {
            landed.leaveAsInvalid();
        }
    }

    private void finish(Open open, String userId) {
        AuthenticationSessionModel tab = context.getAuthenticationSession();
        if (landed.browser() != Browser.LIVE || new Tabs(session).isTaken(tab)) {
            Ending.DONE.leaveAt(context, open.address().typed());
            return;
        }
        open.invitation(session).ifPresent(invitation -> tab.setRedirectUri(invitation.redirectUri()));
        context.setUser(session.users().getUserById(context.getRealm(), userId));
        context.newEvent()
                .event(EventType.LOGIN)
                .client(tab.getClient())
                .detail(Details.REDIRECT_URI, tab.getRedirectUri())
                .detail(Details.AUTH_METHOD, tab.getProtocol());
        context.success();
    }

    /** A name that is taken takes one; the last one ends the link. */
    private boolean leavesTries(Open open) {
        OneTimeTokens tokens = new OneTimeTokens(session, Clock.systemUTC());
        boolean left = tokens.takeTry(open.token(), NAMES) && tokens.triesTaken(open.token()) < NAMES;
        if (!left) {
            tokens.voidOne(open.token());
        }
        return left;
    }

    /** The address is the proved one, whatever was posted; so nothing else can be confirmed by this proof (REG-8). */
    private static Map<String, List<String>> withAddress(Map<String, List<String>> form, Open open) {
        Map<String, List<String>> values = new HashMap<>(form);
        values.put(UserModel.EMAIL, List.of(open.signUp().email()));
        values.remove(Constants.USER_ATTRIBUTES_PREFIX + UserModel.EMAIL); // its other name, in forms of older themes
        return values;
    }

    private UserModel stranger(SignUp typed, Open open) {
        List<String> names = typed.profile().getOrDefault(UserModel.USERNAME, List.of());
        String username = context.getRealm().isRegistrationEmailAsUsername() || names.isEmpty()
                ? open.address().typed()
                : names.get(0);
        return Stranger.called(username, open.address().typed(), session);
    }

    /** What somebody has chosen here, at last with a password. */
    record Chosen(Map<String, List<String>> profile, Consent consent, String password) {
        @Override
        public String toString() {
            return "Chosen";
        }
    }
}

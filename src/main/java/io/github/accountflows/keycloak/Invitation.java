package io.github.accountflows.keycloak;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.keycloak.TokenVerifier;
import org.keycloak.authentication.actiontoken.inviteorg.InviteOrgActionToken;
import org.keycloak.common.VerificationException;
import org.keycloak.crypto.SignatureProvider;
import org.keycloak.crypto.SignatureVerifierContext;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.OrganizationInvitationModel;
import org.keycloak.models.OrganizationModel;
import org.keycloak.models.UserModel;
import org.keycloak.organization.OrganizationProvider;
import org.keycloak.organization.utils.Organizations;
import org.keycloak.services.Urls;
import org.keycloak.sessions.AuthenticationSessionModel;

/** An organization's invitation to sign up, as stock mails it: a signed token, and a row that ends with its use. */
public final class Invitation {
    private static final String NOTE = "account-flows-invitation";

    private final String id;
    private final String organizationId;
    private final String organization;
    private final String email;
    private final String redirectUri;

    private Invitation(InviteOrgActionToken token, OrganizationModel organization) {
        this.id = token.getId();
        this.organizationId = organization.getId();
        this.organization = organization.getName();
        this.email = token.getEmail();
        this.redirectUri = token.getRedirectUri();
    }

    /** What came with this request; Keycloak keeps it in the address of the form. Not looked at yet. */
    public static Optional<String> sentWith(KeycloakSession session) {
        return Organizations.isEnabled(session)
                ? Optional.ofNullable(session.getContext()
                                .getUri()
                                .getQueryParameters()
                                .getFirst(Constants.TOKEN))
                        .filter(token -> token.matches("[\\w.-]+"))
                : Optional.empty();
    }

    /**
     * Keeps it with a tab, so that the addresses of its sign-up carry it: where a realm lets nobody sign up but who was
     * invited, Keycloak asks for it on each page.
     */
    public static void carry(AuthenticationSessionModel tab, String token) {
        tab.setAuthNote(NOTE, token);
    }

    static Optional<String> carriedBy(AuthenticationSessionModel tab) {
        return Optional.ofNullable(tab.getAuthNote(NOTE));
    }

    /**
     * Leaves it in a tab whose other notes are reset: that is not of the flow, but why it may be gone through. So is
     * stock's own note of it, by which Keycloak still shows that tab a page once the invitation is used.
     */
    static void outlasting(AuthenticationSessionModel tab, Runnable reset) {
        Map<String, String> kept = new HashMap<>();
        Stream.of(NOTE, OrganizationModel.ORGANIZATION_ATTRIBUTE)
                .filter(name -> tab.getAuthNote(NOTE) != null && tab.getAuthNote(name) != null)
                .forEach(name -> kept.put(name, tab.getAuthNote(name)));
        reset.run();
        kept.forEach(tab::setAuthNote);
    }

    /** Empty when it is not, or not any more, good: broken, expired, taken back, used, its organization gone or disabled. */
    public static Optional<Invitation> parse(KeycloakSession session, String token) {
        try {
            InviteOrgActionToken verified = verify(session, token);
            if (!Organizations.isEnabled(session)
                    || !InviteOrgActionToken.TOKEN_TYPE.equals(verified.getActionId())
                    || verified.getEmail() == null) {
                return Optional.empty();
            }
            return organization(session, verified.getOrgId())
                    .filter(organization -> isOpen(session, verified.getId()))
                    .map(organization -> new Invitation(verified, organization));
        } catch (VerificationException broken) {
            return Optional.empty();
        }
    }

    /** Whom it was sent to. */
    public String email() {
        return email;
    }

    /** The organization's name. */
    public String organization() {
        return organization;
    }

    /** Where the organization wants its new members to go. */
    public String redirectUri() {
        return redirectUri;
    }

    /**
     * Makes a new user a member, as stock does at the end of a registration, and uses the invitation up.
     *
     * @param session the one of the transaction that made the user
     * @return false when it was used or taken back meanwhile; then nothing was done
     */
    public boolean join(KeycloakSession session, UserModel user, EventBuilder event) {
        Optional<OrganizationModel> joined =
                organization(session, organizationId).filter(organization -> isOpen(session, id));
        if (joined.isEmpty()) {
            return false;
        }
        OrganizationProvider organizations = session.getProvider(OrganizationProvider.class);
        organizations.addManagedMember(joined.get(), user);
        organizations.getInvitationManager().remove(id);
        event.clone()
                .event(EventType.INVITE_ORG)
                .user(user)
                .detail(Details.ORG_ID, organizationId)
                .success();
        return true;
    }

    private static Optional<OrganizationModel> organization(KeycloakSession session, String id) {
        return Optional.ofNullable(id)
                .map(session.getProvider(OrganizationProvider.class)::getById)
                .filter(OrganizationModel::isEnabled);
    }

    private static boolean isOpen(KeycloakSession session, String id) {
        OrganizationInvitationModel invitation = id == null
                ? null
                : session.getProvider(OrganizationProvider.class)
                        .getInvitationManager()
                        .getById(id);
        return invitation != null && !invitation.isExpired();
    }

    private static InviteOrgActionToken verify(KeycloakSession session, String token) throws VerificationException {
        TokenVerifier<InviteOrgActionToken> verifier = TokenVerifier.create(token, InviteOrgActionToken.class)
                .withChecks(
                        TokenVerifier.IS_ACTIVE,
                        new TokenVerifier.RealmUrlCheck(Urls.realmIssuer(
                                session.getContext().getUri().getBaseUri(),
                                session.getContext().getRealm().getName())));
        var algorithm = verifier.getHeader().getAlgorithm();
        SignatureProvider signatures =
                algorithm == null ? null : session.getProvider(SignatureProvider.class, algorithm.name());
        if (signatures == null) {
            throw new VerificationException("Signed in no known way");
        }
        SignatureVerifierContext signature =
                signatures.verifier(verifier.getHeader().getKeyId());
        return verifier.verifierContext(signature).verify().getToken();
    }
}

package io.github.accountflows.testing;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Sends what no page offers: steps that are not current, "try another way", tabs and codes of other tabs, browsers and
 * realms, fields of other pages, in any mixture.
 */
public final class Forger {
    /** The password that it would like to set. */
    public static final String PASSWORD = "a password of somebody else";

    private static final List<String> PATHS = List.of(
            "authenticate",
            "reset-credentials",
            "registration",
            "required-action",
            "restart",
            "consent",
            "first-broker-login",
            "post-broker-login",
            "action-token");
    private static final List<String> BUTTONS = List.of(
            "resend",
            "other-address",
            "confirm",
            "not-me",
            "sign-out",
            "sign-in",
            "change-address",
            "change-password",
            "cancel",
            "cancel-aia",
            "accept",
            "submitAction",
            "help");
    private static final List<String> ACTIONS = List.of(
            "UPDATE_PASSWORD",
            "CONFIGURE_TOTP",
            "UPDATE_PROFILE",
            "UPDATE_EMAIL",
            "VERIFY_EMAIL",
            "OAUTH_GRANT",
            "account-flows-unfinished-sign-in",
            Proving.VERIFY,
            Proving.CHANGE);

    private record Pair(String name, String value) {
        static Pair of(String encoded) {
            String[] parts = encoded.split("=", 2);
            return new Pair(parts[0], parts.length == 1 ? "" : parts[1]);
        }

        @Override
        public String toString() {
            return name + "=" + value;
        }
    }

    private final Realm realm;
    private final Realm other;
    private final List<String> executions = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final List<String> codes = new ArrayList<>(List.of("000000", "AAAA-AAAA", ""));

    /** Parameters of all pages that were seen, in whichever browser. */
    private final List<Pair> seen = new ArrayList<>();

    /** Knows the steps of all flows of the realm. */
    public Forger(Realm realm, Realm other) {
        this.realm = realm;
        this.other = other;
        realm.admin().get(realm.path("/authentication/flows")).forEach(flow -> realm.executions(
                        flow.path("alias").textValue())
                .forEach(step -> executions.add(step.path("id").textValue())));
        Visitor stranger = new Visitor();
        remember(stranger, other.app().signIn().open(stranger));
    }

    /** A name or an address that goes into fields from now on. */
    public void know(String name) {
        names.add(name);
    }

    /** A code that goes into fields from now on, such as one that was mailed for another tab. */
    public void knowCode(String code) {
        codes.add(code);
    }

    /** Parameters and session of this page's browser, for others to steal. */
    public void remember(Visitor visitor, Page page) {
        Stream.concat(
                        Stream.of(page.url()),
                        page.has("form[action]")
                                ? Stream.of(page.form("form[action]").action())
                                : Stream.empty())
                .map(URI::getRawQuery)
                .filter(query -> query != null)
                .flatMap(query -> Arrays.stream(query.split("&")))
                .map(Pair::of)
                .forEach(seen::add);
        visitor.cookies()
                .named("AUTH_SESSION_ID")
                .ifPresent(cookie -> seen.add(new Pair("auth_session_id", cookie.value())));
    }

    /**
     * Sends one forged request, and follows where it leads.
     *
     * @param way what was sent and met, for the message of a failing test
     */
    public Page forge(Visitor visitor, Page page, Random random, List<String> way) {
        String base = page.has("form[action]")
                ? page.form("form[action]").action().toString()
                : page.url().toString();
        String[] parts = base.split("\\?", 2);
        List<Pair> query = new ArrayList<>(
                parts.length == 1
                        ? List.of()
                        : Arrays.stream(parts[1].split("&")).map(Pair::of).toList());
        for (int times = Math.max(0, random.nextInt(5) - 2); times > 0; times--) {
            tamper(query, random);
        }
        String target = path(parts[0], random) + "?" + joined(query);
        List<Pair> fields = new ArrayList<>();
        for (int times = random.nextInt(5); times > 0; times--) {
            fields.addAll(fields(random));
        }
        boolean get = random.nextInt(5) == 0;
        way.add((get ? "GET " : "POST ") + target + " " + joined(fields));
        Page answer = get
                ? visitor.get(URI.create(target + "&" + joined(fields)))
                : visitor.post(URI.create(target), "application/x-www-form-urlencoded", joined(fields));
        Page end = answer.follow();
        way.add(end.toString());
        // Most pages of refusal have no form, and leave the one before as it was.
        return end.has("form[action]") ? end : page.refresh();
    }

    private String path(String path, Random random) {
        String another = path.contains("/login-actions/") && random.nextInt(6) == 0
                ? path.replaceFirst("login-actions/.*", "login-actions/" + any(PATHS, random))
                : path;
        return random.nextInt(40) == 0 ? another.replace(realm.name(), other.name()) : another;
    }

    private void tamper(List<Pair> query, Random random) {
        String name = any(
                List.of(
                        "execution",
                        "execution",
                        "execution",
                        "tab_id",
                        "client_id",
                        "session_code",
                        "client_data",
                        "auth_session_id",
                        "kc_action",
                        "skip_logout"),
                random);
        int how = random.nextInt(6);
        if (how == 0) {
            query.removeIf(pair -> pair.name().equals(name));
            return;
        }
        if (how > 1) { // else it is there twice
            query.removeIf(pair -> pair.name().equals(name));
        }
        query.add(random.nextInt(query.size() + 1), new Pair(name, value(name, random)));
    }

    private String value(String name, Random random) {
        List<String> values = seen.stream()
                .filter(pair -> pair.name().equals(name))
                .map(Pair::value)
                .toList();
        if (random.nextInt(8) == 0) {
            return any(List.of("", "x", "%00", "null", "..%2F..", "a%20b", "0".repeat(500)), random);
        }
        if (name.equals("execution")) {
            return random.nextInt(6) == 0 ? any(ACTIONS, random) : any(executions, random);
        }
        if (name.equals("client_id") && random.nextBoolean()) {
            return any(List.of("demo-app", "account", "account-console", "security-admin-console"), random);
        }
        if (name.equals("kc_action")) {
            return any(ACTIONS, random);
        }
        return values.isEmpty() ? "true" : any(values, random);
    }

    private List<Pair> fields(Random random) {
        switch (random.nextInt(16)) {
            case 0 -> {
                return List.of(new Pair("authenticationExecution", any(executions, random)));
            }
            case 1 -> {
                return List.of(new Pair("tryAnotherWay", "on"));
            }
            case 2, 3 -> {
                String forged = Http.encoded(PASSWORD);
                return List.of(new Pair("password-new", forged), new Pair("password-confirm", forged));
            }
            case 4 -> {
                return List.of(new Pair(any(BUTTONS, random), "true"));
            }
            case 5 -> {
                return List.of(new Pair("username", any(names, random)));
            }
            case 6 -> {
                return List.of(new Pair("password", Http.encoded(PASSWORD)));
            }
            case 7 -> {
                return List.of(new Pair(any(List.of("otp", "totp"), random), "000000"));
            }
            case 8 -> {
                return List.of(new Pair("recoveryCodeInput", "AAAAAAAAAAAA"));
            }
            case 9 -> {
                return List.of(new Pair(
                        any(List.of("credentialId", "selectedCredentialId"), random), any(executions, random)));
            }
            case 10 -> {
                return List.of(
                        new Pair("email", any(names, random)),
                        new Pair("firstName", "Forged"),
                        new Pair("lastName", "Forged"),
                        new Pair("emailVerified", "true"));
            }
            case 11, 12 -> {
                return List.of(new Pair("code", any(codes, random)), new Pair("confirm", "true"));
            }
            default -> {
                return List.of(new Pair("execution", any(executions, random)), new Pair("email", any(names, random)));
            }
        }
    }

    private static String joined(List<Pair> pairs) {
        return pairs.stream().map(Pair::toString).collect(Collectors.joining("&"));
    }

    private static <T> T any(List<T> choices, Random random) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** As whom a browser is signed in. */
    public static Optional<String> identity(Visitor visitor) {
        return visitor.cookies().named("KEYCLOAK_IDENTITY").map(Cookie::value);
    }
}

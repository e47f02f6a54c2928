package io.github.accountflows.testing;

import java.net.URI;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A jar for one host; like a browser's on localhost it sends Secure cookies over http too. */
public final class Cookies {
    private final Map<String, Cookie> byNameAndPath = new LinkedHashMap<>();

    void take(List<Cookie> set) {
        for (Cookie cookie : set) {
            String key = cookie.name() + " " + cookie.path();
            if (cookie.isRemoval()) {
                byNameAndPath.remove(key);
            } else {
                byNameAndPath.put(key, cookie);
            }
        }
    }

    String headerFor(URI uri) {
        return byNameAndPath.values().stream()
                .filter(cookie -> uri.getPath().startsWith(cookie.path()))
                .map(cookie -> cookie.name() + "=" + cookie.value())
                .collect(Collectors.joining("; "));
    }

    public Collection<Cookie> all() {
        return List.copyOf(byNameAndPath.values());
    }

    public Optional<Cookie> named(String name) {
        return byNameAndPath.values().stream()
                .filter(cookie -> cookie.name().equals(name))
                .findFirst();
    }

    /** Puts a cookie in by hand, as somebody does who tampers with them. */
    public void set(Cookie cookie) {
        take(List.of(cookie));
    }

    /** Forgets the cookies of that name. */
    public void drop(String name) {
        byNameAndPath.values().removeIf(cookie -> cookie.name().equals(name));
    }

    public void clear() {
        byNameAndPath.clear();
    }
}

package io.github.accountflows.address;

import java.util.Optional;

/**
 * A host name as people read it and as mail servers get it. UTS-46 without transitional mapping, and stricter: what
 * it would map to something else than lower-case NFC is refused (ADR-2). {@code java.net.IDN} is IDNA2003 and would
 * make {@code straße.de} the other people's {@code strasse.de}.
 */
record Domain(String unicode, String ascii) {

    private static final int OCTETS = 255;

    static Optional<Domain> ofPerson(String typed) {
        return ofSender(typed).filter(domain -> domain.ascii.indexOf('.') >= 0);
    }

    static Optional<Domain> ofSender(String typed) {
        if (!typed.codePoints().allMatch(letter -> letter == '.' || Label.mayStand(letter))) {
            return Optional.empty();
        }
        StringBuilder unicode = new StringBuilder();
        StringBuilder ascii = new StringBuilder();
        for (String text :
                Letters.composed(Letters.lowerCase(Letters.composed(typed))).split("\\.", -1)) {
            Optional<Label> label = Label.of(text);
            if (label.isEmpty()) {
                return Optional.empty();
            }
            unicode.append('.').append(label.get().unicode());
            ascii.append('.').append(label.get().ascii());
        }
        return Optional.of(new Domain(unicode.substring(1), ascii.substring(1)))
                .filter(domain -> domain.ascii.length() <= OCTETS && !domain.isNumber());
    }

    /** 127.0.0.1 and its other spellings: no top-level domain begins with a digit. */
    private boolean isNumber() {
        return Letters.isAsciiDigit(ascii.charAt(ascii.lastIndexOf('.') + 1));
    }
}

package dev.airtableroutes.mapping;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.Locale;

/**
 * What a record is found by.
 *
 * @param field the logical field
 * @param value its value as {@link #normalise} writes it
 */
public record MatchKey(String field, String value) {

    /**
     * A value in the form in which keys are compared: blanks around it gone and those inside kept, case folded in no
     * language in particular, in NFC, numbers in plain notation. Null when nothing is left: an empty key matches nothing.
     */
    public static String normalise(Object value) {
        String text = trim(plain(value));
        if (text.isEmpty()) {
            return null;
        }
        return ascii(text) ? text.toLowerCase(Locale.ROOT) : fold(text);
    }

    /** Whether a value of which only the text is known may have this key: the text itself, or the number that it says. */
    public static boolean is(String text, String key) {
        return key.equals(normalise(text)) || key.equals(normalise(Numbers.parse(text)));
    }

    private static String plain(Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof BigDecimal number) {
            return Numbers.plain(number);
        }
        return value instanceof Double || value instanceof Float
                ? Numbers.plain(Numbers.canonical(new BigDecimal(value.toString())))
                : value.toString();
    }

    /** Down, up and down again: one way alone leaves pairs apart, such as the two small sigmas, or a capital sharp s. */
    private static String fold(String text) {
        String folded = Normalizer.normalize(text, Normalizer.Form.NFC)
                .toLowerCase(Locale.ROOT)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
        return trim(Normalizer.normalize(folded, Normalizer.Form.NFC));
    }

    private static boolean ascii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 127) {
                return false;
            }
        }
        return true;
    }

    private static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && blank(text.charAt(start))) {
            start++;
        }
        while (end > start && blank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /** Blanks that a person does not see: besides white space the no-break and the zero-width ones that copying brings. */
    private static boolean blank(char character) {
        return character <= ' '
                || (character > 127
                        && (Character.isWhitespace(character)
                                || Character.isSpaceChar(character)
                                || character == '\u200B'
                                || character == '\uFEFF'));
    }
}

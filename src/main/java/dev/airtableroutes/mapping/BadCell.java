package dev.airtableroutes.mapping;

/**
 * A value that the field cannot hold.
 *
 * @param field the logical field
 * @param value the offending value as text, cut to 200 characters
 * @param reason one sentence: what was found and what would have been right
 */
public record BadCell(String field, String value, String reason) {

    private static final int SHOWN = 200;

    public BadCell {
        value = cut(value, SHOWN);
    }

    /** The beginning of a text, never half a character. */
    static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
    }
}

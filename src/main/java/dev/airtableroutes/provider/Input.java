package dev.airtableroutes.provider;

/**
 * One value of a request.
 *
 * @param from path into the subject, or null for a constant
 * @param value the constant
 * @param otherwise what stands in when the subject says nothing, or null
 * @param optional sent when it is there, and not needed
 * @param as {@code slug}: only the last part of a LinkedIn address, {@code number}: a text of digits as a number; or null
 * @param text what the value is sent in, wherever {@code {}} stands; or null
 */
record Input(String from, Object value, Object otherwise, boolean optional, String as, String text) {

    static Input constant(Object value) {
        return new Input(null, value, null, false, null, null);
    }

    static Input path(String from) {
        return new Input(from, null, null, false, null, null);
    }

    boolean needed() {
        return from != null && otherwise == null && !optional;
    }

    /** The value that is sent; null when there is none. */
    Object in(Inputs inputs) {
        if (from == null) {
            return value;
        }
        Object found = inputs.get(from);
        return found == null ? otherwise : within(as(found));
    }

    /** A quotation mark in the value would end a quotation of the text. */
    private Object within(Object found) {
        return text == null || found == null
                ? found
                : text.replace("{}", found.toString().replace("\"", ""));
    }

    private Object as(Object found) {
        if (as == null || !(found instanceof String text)) {
            return found;
        }
        if (as.equals("slug")) {
            return text.substring(text.lastIndexOf('/') + 1);
        }
        return text.matches("\\d{1,18}") ? (Object) Long.valueOf(text) : null;
    }
}

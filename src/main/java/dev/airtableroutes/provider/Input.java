package dev.airtableroutes.provider;

/**
 * One value of a request.
 *
 * @param from path into the subject, or null for a constant
 * @param value the constant
 * @param otherwise what stands in when the subject says nothing, or null
 * @param optional sent when it is there, and not needed
 * @param as what is made of it before it is sent; null: nothing
 */
record Input(String from, Object value, Object otherwise, boolean optional, As as) {

    /** What is made of a value. */
    enum As {
        /** Only the last part of a LinkedIn address. */
        slug,
        /** A whole number, for what is a text here: {@code 123}. A text that is none is as good as missing. */
        number
    }

    static Input constant(Object value) {
        return new Input(null, value, null, false, null);
    }

    static Input path(String from) {
        return new Input(from, null, null, false, null);
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
        Object made = found == null || as == null ? found : made(found);
        return made == null ? otherwise : made;
    }

    private Object made(Object found) {
        String text = found.toString();
        if (as == As.slug) {
            return text.substring(text.lastIndexOf('/') + 1);
        }
        return text.matches("\\d{1,18}") ? (Object) Long.valueOf(text) : null;
    }
}

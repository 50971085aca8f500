package dev.airtableroutes.provider;

/**
 * One value of a request.
 *
 * @param from path into the subject, or null for a constant
 * @param value the constant
 * @param otherwise what stands in when the subject says nothing, or null
 * @param optional sent when it is there, and not needed
 * @param slug only the last part of a LinkedIn address
 */
record Input(String from, Object value, Object otherwise, boolean optional, boolean slug) {

    static Input constant(Object value) {
        return new Input(null, value, null, false, false);
    }

    static Input path(String from) {
        return new Input(from, null, null, false, false);
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
        if (slug && found instanceof String url) {
            return url.substring(url.lastIndexOf('/') + 1);
        }
        return found == null ? otherwise : found;
    }
}

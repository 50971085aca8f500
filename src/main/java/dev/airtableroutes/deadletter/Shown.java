package dev.airtableroutes.deadletter;

import java.util.List;
import java.util.regex.Pattern;

/** Makes values fit to be shown: long text is cut, secrets are left out. */
public final class Shown {

    static final int LONGEST_VALUE = 200;
    static final int LONGEST_REASON = 1000;

    private static final String HIDDEN = "[hidden]";

    /** Fields whose whole value is a secret, by their names. */
    private static final Pattern SECRET_FIELD = Pattern.compile(
            "(?i).*(password|passwd|secret|token|api[-_ ]?key|private[-_ ]?key|credential|authorization).*");

    /** Airtable's tokens and old API keys, keys of providers, bearer tokens, JSON web tokens, passwords in URIs. */
    private static final List<Pattern> SECRETS = List.of(
            Pattern.compile("\\bpat[A-Za-z0-9]{8,}(\\.[A-Za-z0-9]+)?"),
            Pattern.compile("\\bkey[A-Za-z0-9]{14}\\b"),
            Pattern.compile("\\b(sk|pk|tvly|rk)[-_][A-Za-z0-9_-]{12,}"),
            Pattern.compile("(?i)\\bbearer\\s+[A-Za-z0-9._~+/=-]{8,}"),
            Pattern.compile("\\beyJ[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*"),
            Pattern.compile("(?<=://)[^/\\s:@]+:[^/\\s@]+(?=@)"));

    private Shown() {}

    /**
     * A cell's value; null stays null.
     *
     * @param field its logical field, whose name may tell of a secret; or null
     */
    public static String value(String field, String value) {
        if (value == null) {
            return null;
        }
        return field != null && SECRET_FIELD.matcher(field).matches() ? HIDDEN : cut(masked(value), LONGEST_VALUE);
    }

    /** A sentence. */
    static String reason(String reason) {
        return reason == null ? null : cut(masked(reason), LONGEST_REASON);
    }

    private static String masked(String text) {
        // a secret may not be missed because it is cut in two, nor may a text of a megabyte take long
        String masked = text.length() > 2 * LONGEST_REASON ? text.substring(0, 2 * LONGEST_REASON) : text;
        for (Pattern secret : SECRETS) {
            masked = secret.matcher(masked).replaceAll(HIDDEN);
        }
        return masked;
    }

    private static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
        return text.substring(0, end) + "…";
    }
}

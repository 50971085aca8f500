package dev.airtableroutes.mapping;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The text of a piece of HTML: tags gone, entities read, blocks on lines of their own. */
final class Html {

    private static final Map<String, String> ENTITIES = Map.ofEntries(
            Map.entry("amp", "&"),
            Map.entry("lt", "<"),
            Map.entry("gt", ">"),
            Map.entry("quot", "\""),
            Map.entry("apos", "'"),
            Map.entry("nbsp", " "),
            Map.entry("ndash", "\u2013"),
            Map.entry("mdash", "\u2014"),
            Map.entry("hellip", "\u2026"),
            Map.entry("lsquo", "\u2018"),
            Map.entry("rsquo", "\u2019"),
            Map.entry("ldquo", "\u201C"),
            Map.entry("rdquo", "\u201D"),
            Map.entry("bull", "\u2022"),
            Map.entry("euro", "\u20AC"),
            Map.entry("copy", "\u00A9"));
    private static final Set<String> LINES = Set.of(
            "br", "p", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "section", "hr");
    private static final Set<String> HIDDEN = Set.of("script", "style", "head", "title");
    private static final int LONGEST_ENTITY = 10;

    private final String html;
    private final StringBuilder text;
    private int at;

    private Html(String html) {
        this.html = html;
        this.text = new StringBuilder(html.length());
    }

    /** The text, lines and runs of blanks folded as a browser does; a {@code <} that opens no tag stays. */
    static String strip(String html) {
        return html.indexOf('<') < 0 && html.indexOf('&') < 0 ? html : new Html(html).read();
    }

    private String read() {
        while (at < html.length()) {
            char character = html.charAt(at);
            if (character == '<' && opensTag()) {
                tag();
            } else if (character == '&') {
                entity();
            } else {
                append(character);
                at++;
            }
        }
        return text.toString().strip();
    }

    private void append(char character) {
        if (!Character.isWhitespace(character)) {
            text.append(character);
        } else if (!text.isEmpty() && !Character.isWhitespace(text.charAt(text.length() - 1))) {
            text.append(' ');
        }
    }

    private boolean opensTag() {
        if (at + 1 >= html.length()) {
            return false;
        }
        char next = html.charAt(at + 1);
        return Character.isLetter(next) || next == '/' || next == '!' || next == '?';
    }

    private void tag() {
        if (html.startsWith("<!--", at)) {
            skipTo("-->");
            return;
        }
        int start = html.charAt(at + 1) == '/' ? at + 2 : at + 1;
        int end = start;
        while (end < html.length() && Character.isLetterOrDigit(html.charAt(end))) {
            end++;
        }
        String name = html.substring(start, end).toLowerCase(Locale.ROOT);
        boolean opening = start == at + 1;
        skipTag(end);
        if (opening && HIDDEN.contains(name)) {
            skipElement(name);
        } else if (LINES.contains(name)) {
            newLine();
        }
    }

    /** To the end of the tag; a {@code >} inside quotes is none. */
    private void skipTag(int from) {
        char quote = 0;
        for (at = from; at < html.length(); at++) {
            char character = html.charAt(at);
            if (quote != 0) {
                quote = character == quote ? 0 : quote;
            } else if (character == '"' || character == '\'') {
                quote = character;
            } else if (character == '>') {
                at++;
                return;
            }
        }
    }

    private void skipElement(String name) {
        String closing = "</" + name;
        while (at < html.length() && !html.regionMatches(true, at, closing, 0, closing.length())) {
            at++;
        }
        skipTo(">");
    }

    private void skipTo(String end) {
        int found = html.indexOf(end, at);
        at = found < 0 ? html.length() : found + end.length();
    }

    private void newLine() {
        while (!text.isEmpty() && text.charAt(text.length() - 1) == ' ') {
            text.setLength(text.length() - 1);
        }
        if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
            text.append('\n');
        }
    }

    private void entity() {
        int end = html.indexOf(';', at);
        String name = end < 0 || end - at > LONGEST_ENTITY ? "" : html.substring(at + 1, end);
        String meaning = name.startsWith("#") ? character(name.substring(1)) : ENTITIES.get(name);
        if (meaning == null) {
            text.append('&');
            at++;
            return;
        }
        if (" ".equals(meaning)) {
            append(' ');
        } else {
            text.append(meaning);
        }
        at = end + 1;
    }

    private static String character(String number) {
        try {
            boolean hexadecimal = number.startsWith("x") || number.startsWith("X");
            int code = hexadecimal ? Integer.parseInt(number.substring(1), 16) : Integer.parseInt(number);
            return Character.isValidCodePoint(code) ? Character.toString(code) : null;
        } catch (NumberFormatException noNumber) {
            return null;
        }
    }
}

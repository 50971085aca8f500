package dev.airtableroutes.console;

import dev.airtableroutes.console.Words.When;
import dev.airtableroutes.deadletter.Letter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A letter in a list.
 *
 * @param place the table, or the provider
 * @param field the field at fault, or what the provider was asked
 * @param reason its sentence without the offending value, which is shown on the letter's own page
 */
record LetterRow(
        String id,
        String place,
        String document,
        String kind,
        String field,
        String state,
        String tone,
        String reason,
        When since,
        String attempts) {

    private static final int LONGEST_ID = 60;

    static LetterRow of(Letter letter) {
        return new LetterRow(
                letter.id(),
                letter.place(),
                cut(letter.documentId().text()),
                letter.errorType() == null ? letter.kind() : letter.errorType(),
                letter.provider() == null ? letter.field() : letter.operation(),
                letter.state().text(),
                tone(letter.state()),
                withoutValue(letter),
                Words.when(letter.since()),
                Words.count(letter.attempts(), "attempt"));
    }

    static String tone(Letter.State state) {
        return switch (state) {
            case OPEN -> "warn";
            case REPLAYED -> "busy";
            case RESOLVED -> "good";
            case DISCARDED -> "idle";
        };
    }

    private static String withoutValue(Letter letter) {
        String value = letter.value();
        if (letter.reason() == null || value == null || value.isBlank()) {
            return letter.reason();
        }
        return Pattern.compile("(?<![\\p{L}\\p{N}])" + Pattern.quote(value) + "(?![\\p{L}\\p{N}])")
                .matcher(letter.reason())
                .replaceAll(Matcher.quoteReplacement("…"));
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_ID ? text : text.substring(0, LONGEST_ID) + "…";
    }
}

package dev.airtableroutes.deadletter;

import com.mongodb.client.model.Filters;
import dev.airtableroutes.deadletter.DeadLetter.Kind;
import dev.airtableroutes.deadletter.Letter.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bson.conversions.Bson;

/**
 * Which dead letters are meant; null means any.
 *
 * @param table logical name
 * @param provider name of the provider that was asked
 * @param reason a kind such as {@code duplicate-key}, or an error type of Airtable's such as {@code
 *     INVALID_VALUE_FOR_COLUMN}, or what a provider's answer came to, such as {@code BAD_INPUT}
 * @param field the logical field at fault
 * @param state where the letter stands
 * @param olderThan least age
 * @param youngerThan greatest age
 */
public record LetterFilter(
        String table,
        String provider,
        String reason,
        String field,
        State state,
        Duration olderThan,
        Duration youngerThan) {

    public static final LetterFilter ALL = new LetterFilter(null, null, null, null, null, null, null);

    private static final Pattern ERROR_TYPE = Pattern.compile("[A-Z][A-Z0-9_]+");
    private static final Pattern AGE = Pattern.compile("(\\d{1,6})([smhd])");

    /** Says in a sentence what is wrong with a filter. */
    public static final class BadFilterException extends IllegalArgumentException {

        private static final long serialVersionUID = 1;

        BadFilterException(String sentence) {
            super(sentence);
        }
    }

    public LetterFilter {
        if (table != null && provider != null) {
            throw new BadFilterException("A letter is of a table or of a provider; name one of them.");
        }
        boolean kind = Arrays.stream(Kind.values()).anyMatch(one -> one.text().equals(reason));
        if (reason != null && !kind && !ERROR_TYPE.matcher(reason).matches()) {
            throw new BadFilterException(
                    "reason is \"%s\"; expected one of %s, or an error type such as INVALID_VALUE_FOR_COLUMN or BAD_INPUT."
                            .formatted(reason, Kind.all()));
        }
    }

    /**
     * A filter as people write it; null and blank mean any.
     *
     * @param olderThan such as {@code 90m}, {@code 12h}, {@code 7d}
     * @throws BadFilterException when a part of it cannot be
     */
    public static LetterFilter of(
            String table,
            String provider,
            String reason,
            String field,
            String state,
            String olderThan,
            String youngerThan) {
        return new LetterFilter(
                text(table),
                text(provider),
                text(reason),
                text(field),
                state(text(state)),
                age("olderThan", text(olderThan)),
                age("youngerThan", text(youngerThan)));
    }

    private static String text(String text) {
        return text == null || text.isBlank() ? null : text.trim();
    }

    private static State state(String text) {
        if (text == null) {
            return null;
        }
        return Arrays.stream(State.values())
                .filter(state -> state.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new BadFilterException("state is \"%s\"; expected one of %s."
                        .formatted(
                                text,
                                Arrays.stream(State.values()).map(State::text).collect(Collectors.joining(", ")))));
    }

    private static Duration age(String name, String text) {
        if (text == null) {
            return null;
        }
        var age = AGE.matcher(text);
        if (!age.matches()) {
            throw new BadFilterException(
                    "%s is \"%s\"; expected a number and one of s, m, h, d, such as 90m or 7d.".formatted(name, text));
        }
        return Duration.parse(
                age.group(2).equals("d")
                        ? "P" + age.group(1) + "D"
                        : "PT" + age.group(1) + age.group(2).toUpperCase(Locale.ROOT));
    }

    /** The same, in one state. */
    public LetterFilter in(State wanted) {
        return new LetterFilter(table, provider, reason, field, wanted, olderThan, youngerThan);
    }

    /** The same, of one table. */
    public LetterFilter of(String wanted) {
        return new LetterFilter(wanted, null, reason, field, state, olderThan, youngerThan);
    }

    /** The same, of one provider. */
    public LetterFilter at(String wanted) {
        return new LetterFilter(null, wanted, reason, field, state, olderThan, youngerThan);
    }

    /** Whether it means all letters, or all in one state. */
    public boolean everything() {
        return equals(ALL) || equals(ALL.in(state));
    }

    List<Bson> conditions(Instant now) {
        List<Bson> conditions = new ArrayList<>();
        if (state != null) {
            conditions.add(Filters.eq("state", state.text()));
        }
        if (table != null) {
            conditions.add(Filters.eq("table", table));
        }
        if (provider != null) {
            conditions.add(Filters.eq("provider", provider));
        }
        if (reason != null) {
            conditions.add(Filters.eq(ERROR_TYPE.matcher(reason).matches() ? "errorType" : "kind", reason));
        }
        if (field != null) {
            conditions.add(Filters.eq("field", field));
        }
        if (olderThan != null) {
            conditions.add(Filters.lte("since", Date.from(now.minus(olderThan))));
        }
        if (youngerThan != null) {
            conditions.add(Filters.gte("since", Date.from(now.minus(youngerThan))));
        }
        return conditions;
    }
}

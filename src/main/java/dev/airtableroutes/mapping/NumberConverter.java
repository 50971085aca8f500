package dev.airtableroutes.mapping;

import dev.airtableroutes.base.Field;
import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers, and what Airtable holds as one: ratings as stars, durations as seconds. */
final class NumberConverter {

    private static final int HIGHEST_RATING = 10;

    private final FieldMapping mapping;
    private final int highest;

    NumberConverter(FieldMapping mapping, Field field) {
        this.mapping = mapping;
        this.highest = field.options().get("max") instanceof Number max ? max.intValue() : HIGHEST_RATING;
    }

    Object number(Object value) {
        Object number = plainNumber(value);
        if (!(number instanceof BigDecimal found)) {
            return number;
        }
        BigDecimal divided = mapping.divide() == null
                ? found
                : Numbers.canonical(found.divide(mapping.divide(), MathContext.DECIMAL64));
        return divided == null ? new Bad(Scalars.sentence(value) + " is larger than any number.") : inRange(divided);
    }

    private Object inRange(BigDecimal number) {
        boolean low = mapping.min() != null && number.compareTo(mapping.min()) < 0;
        boolean high = mapping.max() != null && number.compareTo(mapping.max()) > 0;
        return low || high ? new Bad(Numbers.plain(number) + " is not " + range() + ".") : number;
    }

    private String range() {
        if (mapping.min() == null) {
            return "at most " + Numbers.plain(mapping.max());
        }
        return mapping.max() == null
                ? "at least " + Numbers.plain(mapping.min())
                : "between " + Numbers.plain(mapping.min()) + " and " + Numbers.plain(mapping.max());
    }

    private static Object plainNumber(Object value) {
        if (value instanceof String text) {
            if (text.isBlank()) {
                return null;
            }
            BigDecimal number = Numbers.parse(text);
            return number == null ? new Bad(Scalars.show(value) + " is not a plain number such as 1234.5.") : number;
        }
        if (value instanceof Number number) {
            BigDecimal finite = Numbers.of(number);
            return finite == null ? new Bad(Scalars.show(value) + " is not a finite number.") : finite;
        }
        return new Bad(Scalars.sentence(value) + " is not a number.");
    }

    Object rating(Object value) {
        Object number = number(value);
        if (!(number instanceof BigDecimal stars)) {
            return number;
        }
        if (stars.signum() == 0) {
            return null;
        }
        boolean whole = stars.scale() <= 0;
        return whole && stars.signum() > 0 && stars.compareTo(BigDecimal.valueOf(highest)) <= 0
                ? stars
                : new Bad(Numbers.plain(stars) + " is not a whole number between 1 and " + highest + ".");
    }

    Object duration(Object value) {
        if (!(value instanceof String text) || text.indexOf(':') < 0) {
            return number(value);
        }
        String[] parts = text.strip().split(":", -1);
        BigDecimal seconds = parts.length == 2 || parts.length == 3 ? BigDecimal.ZERO : null;
        for (int i = 0; i < parts.length && seconds != null; i++) {
            BigDecimal part = i == 2 ? Numbers.parse(parts[i]) : wholeNumber(parts[i]);
            boolean fits = part != null && part.signum() >= 0 && (i == 0 || part.compareTo(BigDecimal.valueOf(60)) < 0);
            seconds = fits ? seconds.add(part.multiply(BigDecimal.valueOf(i == 0 ? 3600 : i == 1 ? 60 : 1))) : null;
        }
        return seconds == null
                ? new Bad(Scalars.show(value) + " is not a duration; expected seconds, h:mm or h:mm:ss.")
                : inRange(Numbers.canonical(seconds));
    }

    private static BigDecimal wholeNumber(String digits) {
        boolean whole =
                !digits.isEmpty() && digits.length() < 10 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return whole ? new BigDecimal(digits) : null;
    }
}

package dev.airtableroutes.mapping;

import dev.airtableroutes.base.Field;
import dev.airtableroutes.base.FieldType;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What each field type makes of a document's values. */
final class Converters {

    /** Airtable's limit for a text cell. */
    private static final int LONGEST_TEXT = 100_000;

    /** Below it a number of milliseconds (March 1973) is more likely one of seconds. */
    private static final long FIRST_MILLISECOND = 100_000_000_000L;

    private static final int HIGHEST_RATING = 10;
    private static final Pattern USER_ID = Pattern.compile("usr[A-Za-z0-9]{14}");

    private Converters() {}

    /** The converter of a field that is neither a link nor computed. */
    static Converter of(FieldMapping mapping, Field field) {
        return switch (field.type()) {
            case number, currency, percent -> value -> number(value, mapping);
            case rating -> value -> rating(value, mapping, highest(field));
            case duration -> value -> duration(value, mapping);
            case checkbox -> Converters::checkbox;
            case singleSelect -> new SelectConverter(field.choices(), mapping)::one;
            case multipleSelects -> new SelectConverter(field.choices(), mapping)::several;
            case date -> value -> date(value, mapping.zone());
            case dateTime -> value -> dateTime(value, mapping.zone());
            case multipleAttachments -> Converters::attachments;
            case singleCollaborator -> Converters::collaborator;
            case multipleCollaborators -> Converters::collaborators;
            case barcode -> Converters::barcode;
            default -> value -> text(value, mapping.join(), mapping.stripHtml());
        };
    }

    private static int highest(Field field) {
        Object max = field.options().get("max");
        return max instanceof Number number ? number.intValue() : HIGHEST_RATING;
    }

    static Object text(Object value, String join, boolean stripHtml) {
        Object text = value instanceof List<?> list ? joined(list, join) : Scalars.text(value);
        if (!(text instanceof String found)) {
            return text;
        }
        String kept = stripHtml ? Html.strip(found) : found;
        if (kept.length() > LONGEST_TEXT) {
            return new Bad(String.format(
                    Locale.ROOT,
                    "The text has %,d characters; a cell of Airtable holds %,d.",
                    kept.length(),
                    LONGEST_TEXT));
        }
        return kept.isEmpty() ? null : kept;
    }

    private static Object joined(List<?> list, String join) {
        StringBuilder text = new StringBuilder();
        for (Object element : list) {
            if (Scalars.nothing(element)) {
                continue;
            }
            Object part = Scalars.text(element);
            if (part instanceof Bad) {
                return new Bad(
                        "The list holds " + Scalars.show(element) + ", which is no text; `each` picks a value of it.");
            }
            text.append(text.isEmpty() ? "" : join).append(part);
        }
        return text.toString();
    }

    private static Object number(Object value, FieldMapping mapping) {
        Object number = plainNumber(value);
        if (!(number instanceof BigDecimal found)) {
            return number;
        }
        BigDecimal divided = mapping.divide() == null
                ? found
                : Numbers.canonical(found.divide(mapping.divide(), MathContext.DECIMAL64));
        return divided == null
                ? new Bad(Scalars.sentence(value) + " is larger than any number.")
                : inRange(divided, mapping);
    }

    private static Object inRange(BigDecimal number, FieldMapping mapping) {
        boolean low = mapping.min() != null && number.compareTo(mapping.min()) < 0;
        boolean high = mapping.max() != null && number.compareTo(mapping.max()) > 0;
        return low || high ? new Bad(Numbers.plain(number) + " is not " + range(mapping) + ".") : number;
    }

    private static String range(FieldMapping mapping) {
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

    private static Object rating(Object value, FieldMapping mapping, int highest) {
        Object number = number(value, mapping);
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

    private static Object duration(Object value, FieldMapping mapping) {
        if (!(value instanceof String text) || text.indexOf(':') < 0) {
            return number(value, mapping);
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
                : inRange(Numbers.canonical(seconds), mapping);
    }

    private static BigDecimal wholeNumber(String digits) {
        boolean whole =
                !digits.isEmpty() && digits.length() < 10 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return whole ? new BigDecimal(digits) : null;
    }

    private static Object checkbox(Object value) {
        if (value instanceof Boolean ticked) {
            return ticked ? Boolean.TRUE : null;
        }
        if (value instanceof Number number) {
            BigDecimal found = Numbers.of(number);
            boolean nought = BigDecimal.ZERO.equals(found);
            return nought ? null : BigDecimal.ONE.equals(found) ? Boolean.TRUE : neither(value);
        }
        if (!(value instanceof String text)) {
            return neither(value);
        }
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "1" -> Boolean.TRUE;
            case "false", "no", "0", "" -> null;
            default -> neither(value);
        };
    }

    private static Bad neither(Object value) {
        return new Bad(Scalars.sentence(value) + " is neither true nor false (nor yes, no, 1 or 0).");
    }

    private static Object date(Object value, ZoneId zone) {
        Instant instant = Scalars.instant(value);
        if (instant == null && value instanceof String text) {
            if (text.isBlank()) {
                return null;
            }
            Instants.Parsed parsed = Instants.parse(text);
            if (parsed != null && parsed.instant() == null) {
                return orTooFar(Instants.format(parsed.local().toLocalDate()));
            }
            instant = parsed == null ? milliseconds(text) : parsed.instant();
        }
        instant = instant == null && value instanceof Number number ? milliseconds(number) : instant;
        return instant == null ? noDate(value) : orTooFar(Instants.format(instant, zone));
    }

    private static Object dateTime(Object value, ZoneId zone) {
        Instant instant = Scalars.instant(value);
        if (instant == null && value instanceof String text) {
            if (text.isBlank()) {
                return null;
            }
            Instants.Parsed parsed = Instants.parse(text);
            instant = parsed == null ? milliseconds(text) : parsed.in(zone);
        }
        instant = instant == null && value instanceof Number number ? milliseconds(number) : instant;
        return instant == null ? noDate(value) : orTooFar(Instants.format(instant));
    }

    private static Instant milliseconds(String text) {
        BigDecimal number = text.strip().length() < 12 ? null : Numbers.parse(text);
        return number == null ? null : milliseconds(number);
    }

    private static Instant milliseconds(Number number) {
        BigDecimal value = Numbers.of(number);
        // 1e15 ms is the year 33658, far beyond what Airtable shows
        boolean likely = value != null
                && value.abs().compareTo(BigDecimal.valueOf(FIRST_MILLISECOND)) >= 0
                && value.abs().compareTo(BigDecimal.valueOf(1_000_000_000_000_000L)) < 0;
        return likely ? Instant.ofEpochMilli(value.longValue()) : null;
    }

    private static Object orTooFar(String date) {
        return date == null ? new Bad("The date lies outside the years 0 to 9999.") : date;
    }

    private static Bad noDate(Object value) {
        String hint = value instanceof Number
                ? " is no time in milliseconds since 1970; is it one in seconds?"
                : " is no date; expected ISO 8601, such as 2024-01-31 or 2024-01-31T18:30:00Z.";
        return new Bad(Scalars.sentence(value) + hint);
    }

    private static Object attachments(Object value) {
        List<Map<String, String>> attachments = new ArrayList<>();
        for (Object element : value instanceof List<?> list ? list : List.of(value)) {
            if (Scalars.nothing(element)) {
                continue;
            }
            String url = address(element instanceof Map<?, ?> map ? map.get("url") : element);
            if (url == null) {
                return new Bad(
                        Scalars.sentence(element)
                                + " is no attachment; expected the http or https address of a file, or an object with url and filename.");
            }
            Object name = element instanceof Map<?, ?> map ? map.get("filename") : null;
            attachments.add(
                    name instanceof String filename && !filename.isBlank()
                            ? Map.of("url", url, "filename", Scalars.sendable(filename))
                            : Map.of("url", url));
        }
        return attachments.isEmpty() ? null : List.copyOf(attachments);
    }

    private static String address(Object value) {
        String url = value instanceof String text ? Scalars.sendable(text.strip()) : "";
        boolean http = url.regionMatches(true, 0, "http://", 0, 7) && url.length() > 7;
        boolean https = url.regionMatches(true, 0, "https://", 0, 8) && url.length() > 8;
        return (http || https) && url.chars().noneMatch(Character::isWhitespace) ? url : null;
    }

    private static Object collaborator(Object value) {
        Object address =
                value instanceof Map<?, ?> map ? (map.get("id") != null ? map.get("id") : map.get("email")) : value;
        String text = address instanceof String found ? Scalars.sendable(found.strip()) : null;
        if (text != null && text.isEmpty()) {
            return null;
        }
        if (text != null && USER_ID.matcher(text).matches()) {
            return Map.of("id", text);
        }
        return text != null && text.indexOf('@') > 0
                ? Map.of("email", text)
                : new Bad(
                        Scalars.sentence(value) + " is no collaborator; expected an e-mail address or a usr\u2026 id.");
    }

    private static Object collaborators(Object value) {
        Set<Map<String, String>> people = new LinkedHashSet<>();
        for (Object element : value instanceof List<?> list ? list : List.of(value)) {
            Object person = Scalars.nothing(element) ? null : collaborator(element);
            if (person instanceof Bad) {
                return person;
            }
            if (person instanceof Map<?, ?> found) {
                Map<String, String> copy = new LinkedHashMap<>();
                found.forEach((key, text) -> copy.put(key.toString(), text.toString()));
                people.add(copy);
            }
        }
        return people.isEmpty() ? null : Cells.sortedPeople(people);
    }

    private static Object barcode(Object value) {
        Object code = value instanceof Map<?, ?> map ? map.get("text") : value;
        if (Scalars.nothing(code)) {
            return new Bad(Scalars.sentence(value) + " is no barcode; expected a text, or an object with text.");
        }
        Object text = text(code, ", ", false);
        return text instanceof String found ? Map.of("text", found) : text;
    }

    /** The records that a link wants: the normalised keys, distinct, in the document's order; or a {@link Bad}. */
    static Object keys(Object value) {
        List<?> elements = value instanceof List<?> list ? list : List.of(value);
        Set<String> keys = new LinkedHashSet<>();
        for (Object element : elements) {
            if (Scalars.nothing(element)) {
                continue;
            }
            Object text = Scalars.text(element);
            if (text instanceof Bad) {
                return new Bad(Scalars.sentence(element) + " is no key of a record; `each` picks a value of it.");
            }
            String key = MatchKey.normalise(text);
            if (key != null) {
                keys.add(key);
            }
        }
        return List.copyOf(keys);
    }

    /** Whether a value of such a type can be compared as a match key; also what Airtable's own upsert allows. */
    static boolean canMatch(FieldType type) {
        return type.text()
                || switch (type) {
                    case number, currency, singleSelect, date, dateTime -> true;
                    default -> false;
                };
    }
}

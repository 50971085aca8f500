package dev.airtableroutes.mapping;

import dev.airtableroutes.base.Field;
import dev.airtableroutes.base.FieldType;
import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What each field type makes of a document's values. */
final class Converters {

    /** Airtable's limit for a text cell. */
    private static final int LONGEST_TEXT = 100_000;

    private Converters() {}

    /** The converter of a field that is neither a link nor computed. */
    static Converter of(FieldMapping mapping, Field field) {
        return switch (field.type()) {
            case number, currency, percent -> new NumberConverter(mapping, field)::number;
            case rating -> new NumberConverter(mapping, field)::rating;
            case duration -> new NumberConverter(mapping, field)::duration;
            case checkbox -> Converters::checkbox;
            case singleSelect -> new SelectConverter(field.choices(), mapping)::one;
            case multipleSelects -> new SelectConverter(field.choices(), mapping)::several;
            case date -> new DateConverter(mapping.zone())::date;
            case dateTime -> new DateConverter(mapping.zone())::dateTime;
            case multipleAttachments -> AttachmentConverter::several;
            case singleCollaborator -> CollaboratorConverter::one;
            case multipleCollaborators -> CollaboratorConverter::several;
            case barcode -> Converters::barcode;
            default -> value -> text(value, mapping.join(), mapping.stripHtml());
        };
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

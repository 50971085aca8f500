package dev.airtableroutes.sandbox;

import dev.airtableroutes.base.FieldType;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns what a request writes into what the cell holds, or into Airtable's error for it.
 *
 * <p>Not documented, so the stricter reading: {@code ""} clears text alone, a list with the same entry twice is refused,
 * a date takes no time, a text's length is counted as JavaScript does.
 */
final class Cells {

    static final int LONGEST_TEXT = 100_000;

    private final Draft draft;

    Cells(Draft draft) {
        this.draft = draft;
    }

    /** @return null where the cell is to be empty */
    Object accept(LiveField field, Object json) {
        if (field.type.computed()) {
            throw AirtableError.computed(field.name);
        }
        if (json == null) {
            return null;
        }
        return switch (field.type) {
            case singleLineText, multilineText, richText, email, url, phoneNumber -> text(field, json);
            case number, currency, percent, duration -> number(field, json);
            case rating -> rating(field, json);
            case checkbox -> checkbox(field, json);
            case singleSelect -> option(field, json);
            case multipleSelects -> options(field, json);
            case multipleRecordLinks -> links(field, json);
            case date, dateTime -> date(field, json);
            case singleCollaborator -> collaborator(field, json);
            case multipleCollaborators -> collaborators(field, json);
            case multipleAttachments -> attachments(field, json);
            case barcode -> barcode(field, json);
            default -> throw AirtableError.wrongValue(field.name);
        };
    }

    private Object text(LiveField field, Object json) {
        boolean cast = draft.typecast && (json instanceof Number || json instanceof Boolean);
        String text = cast ? json.toString() : string(field, json);
        if (text.length() > LONGEST_TEXT) {
            throw AirtableError.wrongValue(field.name);
        }
        return text.isEmpty() ? null : text;
    }

    private Object number(LiveField field, Object json) {
        if (draft.typecast && json instanceof String text) {
            return parsedNumber(field, text);
        }
        return canonical(field, json);
    }

    private static Object canonical(LiveField field, Object json) {
        if (!(json instanceof Number number) || !Double.isFinite(number.doubleValue())) {
            throw AirtableError.wrongValue(field.name);
        }
        double value = number.doubleValue();
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1L << 53;
        return whole ? (Object) (long) value : (Object) value;
    }

    private static Object parsedNumber(LiveField field, String text) {
        String plain = text.trim().replaceAll("^[$€£]|[,_]|%$", "");
        try {
            double value = Double.parseDouble(plain);
            return canonical(field, text.trim().endsWith("%") ? value / 100 : value);
        } catch (NumberFormatException e) {
            throw AirtableError.unparsableValue(field.name, text);
        }
    }

    private Object rating(LiveField field, Object json) {
        Object value = number(field, json);
        if (!(value instanceof Long stars) || stars < 1 || stars > field.option("max", 5)) {
            throw AirtableError.wrongValue(field.name);
        }
        return value;
    }

    private Object checkbox(LiveField field, Object json) {
        if (json instanceof Boolean checked) {
            return checked ? true : null;
        }
        if (draft.typecast && json instanceof String text) {
            return switch (text) {
                case "true" -> true;
                case "false" -> null;
                default -> throw AirtableError.unparsableValue(field.name, text);
            };
        }
        throw AirtableError.wrongValue(field.name);
    }

    private Object option(LiveField field, Object json) {
        String option = string(field, json);
        if (!field.choices.contains(option)) {
            if (!draft.typecast || option.isBlank()) {
                throw AirtableError.unknownOption(option);
            }
            draft.newOption(field, option);
        }
        return option;
    }

    private Object options(LiveField field, Object json) {
        List<?> entries =
                draft.typecast && json instanceof String text ? List.of(text.split("\\s*,\\s*")) : list(field, json);
        List<Object> options = new ArrayList<>(entries.size());
        entries.forEach(entry -> options.add(option(field, entry)));
        return emptyIsNull(distinct(field, options));
    }

    private Object links(LiveField field, Object json) {
        List<?> entries = draft.typecast && json instanceof String text ? List.of(text) : list(field, json);
        List<Object> ids = new ArrayList<>(entries.size());
        entries.forEach(entry -> ids.add(link(field, string(field, entry))));
        return emptyIsNull(distinct(field, ids));
    }

    private String link(LiveField field, String entry) {
        if (field.linked != null && field.linked.records.containsKey(entry)) {
            return entry;
        }
        if (field.linked == null || Ids.record(entry)) {
            throw AirtableError.noLinkedRecord(entry);
        }
        if (draft.typecast && !entry.isBlank()) {
            return draft.linkedRow(field.linked, entry);
        }
        throw AirtableError.unprocessable("INVALID_RECORD_ID", "Value \"" + entry + "\" is not a valid record ID.");
    }

    private Object date(LiveField field, Object json) {
        String text = string(field, json);
        try {
            return field.type == FieldType.date
                    ? Dates.date(text, draft.typecast)
                    : Dates.dateTime(text, field.options.get("timeZone"), draft.typecast);
        } catch (DateTimeException e) {
            throw AirtableError.unparsableValue(field.name, text);
        }
    }

    private static Object collaborator(LiveField field, Object json) {
        if (json instanceof Map<?, ?> map && map.size() == 1) {
            Object key = map.keySet().iterator().next();
            if (key.equals("id") || key.equals("email")) {
                return Collaborators.find(key.toString(), map.get(key))
                        .orElseThrow(() -> AirtableError.wrongValue(field.name));
            }
        }
        throw AirtableError.wrongValue(field.name);
    }

    private Object collaborators(LiveField field, Object json) {
        List<Object> people = new ArrayList<>();
        list(field, json)
                .forEach(entry -> people.add(
                        entry instanceof String id
                                ? collaborator(field, Map.of("id", id))
                                : collaborator(field, entry)));
        return emptyIsNull(distinct(field, people));
    }

    /** Attachments are not fetched: the cell keeps the URL that was written, as Airtable's does just after the write. */
    private Object attachments(LiveField field, Object json) {
        List<Object> attachments = new ArrayList<>();
        list(field, json).forEach(entry -> attachments.add(attachment(field, entry)));
        return emptyIsNull(attachments);
    }

    private Object attachment(LiveField field, Object json) {
        if (json instanceof Map<?, ?> map) {
            if (map.keySet().equals(Set.of("id"))) {
                return draft.attachment(field, map.get("id"));
            }
            boolean known = Set.of("url", "filename").containsAll(map.keySet());
            Object filename = map.get("filename");
            if (known
                    && map.get("url") instanceof String url
                    && url.matches("https?://.+")
                    && (filename == null || filename instanceof String)) {
                Map<String, Object> attachment = new LinkedHashMap<>();
                attachment.put("id", Ids.random("att", field.table.base.random));
                attachment.put("url", url);
                attachment.put("filename", filename == null ? url.substring(url.lastIndexOf('/') + 1) : filename);
                return attachment;
            }
        }
        throw invalidAttachment(field);
    }

    static AirtableError invalidAttachment(LiveField field) {
        return AirtableError.unprocessable(
                "INVALID_ATTACHMENT_OBJECT", "Invalid attachment object for field " + field.name);
    }

    private Object barcode(LiveField field, Object json) {
        if (json instanceof Map<?, ?> map
                && Set.of("text", "type").containsAll(map.keySet())
                && map.get("text") instanceof String
                && (map.get("type") == null || map.get("type") instanceof String)) {
            return map;
        }
        throw AirtableError.wrongValue(field.name);
    }

    private static String string(LiveField field, Object json) {
        if (json instanceof String text) {
            return text;
        }
        throw AirtableError.wrongValue(field.name);
    }

    private static List<?> list(LiveField field, Object json) {
        if (json instanceof List<?> list) {
            return list;
        }
        throw AirtableError.wrongValue(field.name);
    }

    private static List<Object> distinct(LiveField field, List<Object> values) {
        if (values.size() > 1 && new HashSet<>(values).size() < values.size()) {
            throw AirtableError.wrongValue(field.name);
        }
        return values;
    }

    private static Object emptyIsNull(List<Object> values) {
        return values.isEmpty() ? null : values;
    }
}

package dev.airtableroutes.sandbox;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes records as Airtable shows them: empty cells are absent, 0 is not empty, computed fields have their values. */
final class RecordWriter {

    private final LiveTable table;
    private final boolean byFieldId;
    private final List<LiveField> fields;
    private final boolean commentCount;

    RecordWriter(LiveTable table, boolean byFieldId) {
        this(table, byFieldId, table.fields, false);
    }

    RecordWriter(LiveTable table, boolean byFieldId, List<LiveField> fields, boolean commentCount) {
        this.table = table;
        this.byFieldId = byFieldId;
        this.fields = fields;
        this.commentCount = commentCount;
    }

    void write(LiveRecord record, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", record.id);
        json.writeStringField("createdTime", Dates.instant(record.created));
        json.writeObjectFieldStart("fields");
        for (LiveField field : fields) {
            Object value = value(record, field);
            if (value != null) {
                json.writeFieldName(byFieldId ? field.id : field.name);
                write(value, json);
            }
        }
        json.writeEndObject();
        if (commentCount) {
            json.writeNumberField("commentCount", 0);
        }
        json.writeEndObject();
    }

    Map<String, Object> map(LiveRecord record) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (LiveField field : fields) {
            Object value = value(record, field);
            if (value != null) {
                map.put(byFieldId ? field.id : field.name, value instanceof List<?> list ? List.copyOf(list) : value);
            }
        }
        return map;
    }

    /** Formulas, rollups and lookups are not computed, so their cells are absent rather than wrong. */
    private Object value(LiveRecord record, LiveField field) {
        return switch (field.type) {
            case autoNumber -> record.number;
            case createdTime -> Dates.instant(record.created);
            case lastModifiedTime -> Dates.instant(record.modified);
            case createdBy, lastModifiedBy -> Collaborators.tokenOwner();
            case count -> count(record, field);
            default -> field.type.computed() ? null : record.cell(field);
        };
    }

    private Object count(LiveRecord record, LiveField field) {
        Object link = field.options.get("recordLinkFieldId");
        return table.fields.stream()
                .filter(other -> link != null && other.link() && other.answersTo(link.toString()))
                .findFirst()
                .map(other -> Links.ids(record, other).size())
                .orElse(null);
    }

    private static void write(Object value, JsonGenerator json) throws IOException {
        if (value instanceof String text) {
            json.writeString(text);
        } else if (value instanceof Long number) {
            json.writeNumber(number);
        } else if (value instanceof Double number) {
            json.writeNumber(number);
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else {
            json.writePOJO(value);
        }
    }
}

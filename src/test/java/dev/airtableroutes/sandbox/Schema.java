package dev.airtableroutes.sandbox;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The metadata API's picture of bases, tables and fields.
 *
 * @see <a href="https://airtable.com/developers/web/api/get-base-schema">Get base schema</a>
 */
final class Schema {

    private Schema() {}

    static Object whoami() {
        return Map.of("id", Collaborators.tokenOwner().get("id"));
    }

    static Object bases(Collection<LiveBase> bases) {
        return Map.of(
                "bases",
                bases.stream()
                        .map(base -> Map.of("id", base.id, "name", base.name, "permissionLevel", "create"))
                        .toList());
    }

    static Object tables(LiveBase base, boolean visibleFields) {
        return Map.of(
                "tables",
                base.tables.values().stream()
                        .map(table -> table(table, visibleFields))
                        .toList());
    }

    private static Map<String, Object> table(LiveTable table, boolean visibleFields) {
        Map<String, Object> view = new LinkedHashMap<>(Map.of("id", table.viewId, "name", table.view, "type", "grid"));
        if (visibleFields) {
            view.put(
                    "visibleFieldIds",
                    table.fields.stream().map(field -> field.id).toList());
        }
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("id", table.id);
        model.put("name", table.name);
        if (table.primary != null) {
            model.put("primaryFieldId", table.primary.id);
        }
        model.put("fields", table.fields.stream().map(Schema::field).toList());
        model.put("views", List.of(view));
        return model;
    }

    private static Map<String, Object> field(LiveField field) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("id", field.id);
        model.put("name", field.name);
        model.put("type", field.type.name());
        Map<String, Object> options = options(field);
        if (!options.isEmpty()) {
            model.put("options", options);
        }
        return model;
    }

    private static Map<String, Object> options(LiveField field) {
        Map<String, Object> options = new LinkedHashMap<>();
        switch (field.type) {
            case number, percent -> options.put("precision", field.option("precision", 8));
            case currency -> {
                options.put("precision", field.option("precision", 2));
                options.put("symbol", field.options.getOrDefault("symbol", "$"));
            }
            case rating ->
                options.putAll(Map.of("icon", "star", "max", field.option("max", 5), "color", "yellowBright"));
            case duration -> options.put("durationFormat", field.options.getOrDefault("durationFormat", "h:mm:ss"));
            case checkbox -> options.putAll(Map.of("icon", "check", "color", "greenBright"));
            case singleSelect, multipleSelects -> options.put("choices", choices(field));
            case multipleRecordLinks -> link(field, options);
            case date -> options.put("dateFormat", dateFormat());
            case dateTime -> options.putAll(dateTime(field));
            case createdTime, lastModifiedTime ->
                options.put("result", Map.of("type", "dateTime", "options", dateTime(field)));
            case multipleAttachments -> options.put("isReversed", false);
            case count -> {
                options.put("isValid", true);
                if (field.options.containsKey("recordLinkFieldId")) {
                    options.put("recordLinkFieldId", field.options.get("recordLinkFieldId"));
                }
            }
            default -> {}
        }
        return options;
    }

    private static List<Map<String, Object>> choices(LiveField field) {
        List<Map<String, Object>> choices = new ArrayList<>();
        field.choices.forEach(choice -> choices.add(
                Map.of("id", Ids.stable("sel", field.id + "/" + choice), "name", choice, "color", "blueLight2")));
        return choices;
    }

    private static void link(LiveField field, Map<String, Object> options) {
        if (field.linked != null) {
            options.put("linkedTableId", field.linked.id);
        }
        options.put("isReversed", false);
        options.put("prefersSingleRecordLink", false);
        if (field.inverse != null) {
            options.put("inverseLinkFieldId", field.inverse.id);
        }
    }

    private static Map<String, Object> dateTime(LiveField field) {
        return Map.of(
                "dateFormat", dateFormat(),
                "timeFormat", Map.of("name", "24hour", "format", "HH:mm"),
                "timeZone", field.options.getOrDefault("timeZone", "utc"));
    }

    private static Map<String, Object> dateFormat() {
        return Map.of("name", "iso", "format", "YYYY-MM-DD");
    }
}

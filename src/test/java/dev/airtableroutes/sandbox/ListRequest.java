package dev.airtableroutes.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a list request asks for, whether it came as GET with parameters or as POST with a body. */
record ListRequest(
        int pageSize,
        Integer maxRecords,
        String offset,
        String view,
        List<Sort> sort,
        List<String> fields,
        Formula formula,
        boolean byFieldId,
        boolean commentCount) {

    record Sort(String field, boolean descending) {}

    private static final Pattern SORT = Pattern.compile("sort\\[(\\d+)]\\[(field|direction)]");

    ListRequest {
        Lists.check(pageSize >= 1 && pageSize <= 100, "pageSize " + pageSize + " is not within 1 and 100");
        Lists.check(maxRecords == null || maxRecords >= 1, "maxRecords " + maxRecords + " is less than 1");
    }

    static ListRequest of(Query query) {
        List<String> allowed = new ArrayList<>(
                List.of("pageSize", "maxRecords", "offset", "view", "fields[]", "cellFormat", "filterByFormula"));
        allowed.addAll(List.of("returnFieldsByFieldId", "recordMetadata[]"));
        query.names().stream().filter(name -> SORT.matcher(name).matches()).forEach(allowed::add);
        query.allow(allowed.toArray(String[]::new));
        Lists.onlyJsonCells(query.text("cellFormat"));
        return new ListRequest(
                query.has("pageSize") ? query.integer("pageSize") : 100,
                query.integer("maxRecords"),
                query.text("offset"),
                query.text("view"),
                sort(query),
                query.texts("fields[]"),
                Formula.of(query.text("filterByFormula")),
                query.flag("returnFieldsByFieldId"),
                commentCount(query.texts("recordMetadata[]")));
    }

    static ListRequest of(Body body) {
        body.allow(
                "pageSize",
                "maxRecords",
                "offset",
                "view",
                "fields",
                "sort",
                "cellFormat",
                "filterByFormula",
                "returnFieldsByFieldId",
                "recordMetadata");
        Lists.onlyJsonCells(body.text("cellFormat"));
        return new ListRequest(
                body.has("pageSize") ? body.integer("pageSize") : 100,
                body.integer("maxRecords"),
                body.text("offset"),
                body.text("view"),
                body.objects("sort").stream()
                        .map(entry -> entry.allow("field", "direction"))
                        .map(entry -> sort(entry.text("field"), entry.text("direction")))
                        .toList(),
                body.texts("fields"),
                Formula.of(body.text("filterByFormula")),
                body.flag("returnFieldsByFieldId"),
                commentCount(body.texts("recordMetadata")));
    }

    private static List<Sort> sort(Query query) {
        List<Sort> sorts = new ArrayList<>();
        long entries = query.names().stream()
                .map(SORT::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .distinct()
                .count();
        for (int i = 0; i < entries; i++) {
            sorts.add(sort(query.text("sort[" + i + "][field]"), query.text("sort[" + i + "][direction]")));
        }
        return sorts;
    }

    private static Sort sort(String field, String direction) {
        Lists.check(field != null, "a sort without a field");
        Lists.check(
                direction == null || direction.equals("asc") || direction.equals("desc"),
                "sort direction " + direction);
        return new Sort(field, "desc".equals(direction));
    }

    private static boolean commentCount(List<String> metadata) {
        Lists.check(List.of("commentCount").containsAll(metadata), "recordMetadata " + metadata);
        return !metadata.isEmpty();
    }

    /** What the pages of one list have to have in common; only the page size may change from page to page. */
    ListRequest sameList() {
        return new ListRequest(100, maxRecords, null, view, sort, fields, formula, byFieldId, commentCount);
    }
}

package dev.airtableroutes.sandbox;

import dev.airtableroutes.sandbox.http.Request;
import java.util.Arrays;
import java.util.List;

/**
 * A request, with what it is about.
 *
 * @param segments of the path, decoded, without the empty last one that a trailing slash makes
 * @param base the base as the sandbox has it, or null
 * @param baseId what stands in the path for the base, or null where the path has none
 * @param table the table as the sandbox has it, or null
 * @param records whether it is a record endpoint, not the metadata API
 */
record Call(
        Request request,
        List<String> segments,
        String token,
        LiveBase base,
        String baseId,
        LiveTable table,
        boolean records) {

    static Call of(Request request, LocalAirtable airtable) {
        List<String> segments = Arrays.stream(request.path().substring(1).split("/"))
                .map(segment -> Query.decode(segment.replace("+", "%2B")))
                .toList();
        boolean api = segments.size() > 1 && segments.get(0).equals("v0");
        boolean meta = api && segments.get(1).equals("meta");
        boolean metaBase = meta && segments.size() > 3 && segments.get(2).equals("bases");
        String baseId = metaBase ? segments.get(3) : api && !meta ? segments.get(1) : null;
        LiveBase base = baseId == null ? null : airtable.baseById(baseId);
        boolean records = api && !meta && segments.size() > 2;
        return new Call(request, segments, token(request), base, baseId, table(base, records, segments), records);
    }

    private static String token(Request request) {
        String authorization = request.headers().getOrDefault("authorization", "");
        return authorization.startsWith("Bearer ")
                ? authorization.substring("Bearer ".length()).trim()
                : null;
    }

    private static LiveTable table(LiveBase base, boolean records, List<String> segments) {
        if (base == null || !records) {
            return null;
        }
        String address = segments.get(2);
        synchronized (base) {
            return base.tables.values().stream()
                    .filter(table -> address.equals(table.id) || address.equals(table.name))
                    .findFirst()
                    .orElse(null);
        }
    }

    String method() {
        return request.method();
    }

    String baseName() {
        return base != null ? base.key : baseId == null ? "-" : baseId;
    }

    String tableName() {
        return table != null ? table.key : records ? segments.get(2) : "-";
    }
}

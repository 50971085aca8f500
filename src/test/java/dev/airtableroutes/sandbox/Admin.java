package dev.airtableroutes.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.airtableroutes.base.FieldType;
import dev.airtableroutes.sandbox.http.Json;
import dev.airtableroutes.sandbox.http.Request;
import dev.airtableroutes.sandbox.order.Desk;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The sandbox's own endpoints, under {@code /_sandbox}. They never count as arrivals. */
final class Admin {

    private static final String HELP = """
            GET    /_sandbox/stats                                  requests by base and status, most in any second, 429s
            GET    /_sandbox/arrivals                               the newest 100,000 requests
            POST   /_sandbox/reset                                  forget arrivals, faults and lockouts
            GET    /_sandbox/faults                                 what was ordered, and how often it hit
            POST   /_sandbox/faults      {"effect": "STATUS|HTML|RESET|CLOSE|HANG|DELAY|TRUNCATE|CUT", "status": 503,
                                          "millis": 5000, "applied": true, "body": {}, "headers": {"Retry-After": "2"},
                                          "method": "PATCH", "base": "cuculi", "table": "users", "path": "", "containing": "",
                                          "skip": 1, "times": 3, "every": 5, "probability": 0.1, "forMillis": 2000}
            DELETE /_sandbox/faults                                 no more trouble
            POST   /_sandbox/offsets/expire                         lists have to start again
            POST   /_sandbox/offsets     {"liveMillis": 300000}
            POST   /_sandbox/limits      {"enabled": true, "perBase": 5, "perToken": 50, "lockoutMillis": 30000, "errorShape": 3}
            POST   /_sandbox/quota       {"exceeded": true}
            POST   /_sandbox/network     {"minDelayMillis": 20, "maxDelayMillis": 120, "workMillis": 150}
            POST   /_sandbox/access      {"base": "cuculi", "granted": false}
            POST   /_sandbox/gone        {"forbidden": true}        a record that is gone gets 403, not 404 or 422
            GET    /_sandbox/bases                                  bases, tables, sizes
            GET    /_sandbox/bases/{base}/tables/{table}/records    the whole table
            POST   /_sandbox/bases/{base}/tables/{table}/records            {"fields": {}}
            PATCH  /_sandbox/bases/{base}/tables/{table}/records/{record}   {"fields": {}}
            DELETE /_sandbox/bases/{base}/tables/{table}/records/{record}
            PATCH  /_sandbox/bases/{base}/tables/{table}/fields/{field}     {"name": "", "type": "", "dropOption": ""}
            DELETE /_sandbox/bases/{base}/tables/{table}/fields/{field}
            """;

    private final LocalAirtable airtable;

    Admin(LocalAirtable airtable) {
        this.airtable = airtable;
    }

    Desk desk() {
        return new Desk(HELP, this::answer);
    }

    private Object answer(Request request, List<String> path) throws IOException {
        try {
            return path.size() > 3 && path.get(0).equals("bases") && path.get(2).equals("tables")
                    ? table(request, path)
                    : order(request.method() + " " + String.join("/", path), request);
        } catch (AirtableError refused) {
            throw new IllegalArgumentException(refused.getMessage(), refused);
        }
    }

    private Object order(String order, Request request) throws IOException {
        switch (order) {
            case "GET stats" -> {
                return airtable.stats();
            }
            case "GET arrivals" -> {
                return airtable.arrivals().stream().map(Admin::arrival).toList();
            }
            case "GET faults" -> {
                return airtable.faults().all();
            }
            case "GET bases" -> {
                return bases();
            }
            case "POST reset" -> airtable.reset();
            case "POST faults" -> airtable.faults().add(Json.MAPPER.readValue(request.body(), Fault.class));
            case "DELETE faults" -> airtable.faults().clear();
            case "POST offsets/expire" -> airtable.expireOffsets();
            case "POST offsets" -> airtable.offsetsLive(millis(Desk.json(request, "liveMillis"), "liveMillis", 0));
            case "POST limits" ->
                limits(Desk.json(request, "enabled", "perBase", "perToken", "lockoutMillis", "errorShape"));
            case "POST quota" ->
                airtable.limits()
                        .quotaExceeded(
                                Desk.json(request, "exceeded").path("exceeded").asBoolean());
            case "POST network" -> network(Desk.json(request, "minDelayMillis", "maxDelayMillis", "workMillis"));
            case "POST access" -> access(Desk.json(request, "base", "granted"));
            case "POST gone" ->
                airtable.access()
                        .goneIsForbidden(Desk.json(request, "forbidden")
                                .path("forbidden")
                                .asBoolean());
            default -> {
                return null;
            }
        }
        return Map.of("done", order);
    }

    private void limits(JsonNode json) {
        Limits limits = airtable.limits();
        json.fields().forEachRemaining(entry -> {
            JsonNode value = entry.getValue();
            switch (entry.getKey()) {
                case "enabled" -> limits.enabled(value.asBoolean());
                case "perBase" -> limits.perBase(value.asInt());
                case "perToken" -> limits.perToken(value.asInt());
                case "lockoutMillis" -> limits.lockout(Duration.ofMillis(value.asLong()));
                default -> limits.errorShape(value.asInt());
            }
        });
    }

    private void network(JsonNode json) {
        airtable.network()
                .delay(
                        millis(json, "minDelayMillis", 0),
                        millis(
                                json,
                                "maxDelayMillis",
                                json.path("minDelayMillis").asLong()))
                .work(millis(json, "workMillis", 0));
    }

    private void access(JsonNode json) {
        LiveBase base = airtable.base(json.path("base").asText());
        if (json.path("granted").asBoolean()) {
            airtable.access().grant(base.key).grant(base.id);
        } else {
            airtable.access().refuse(base.id);
        }
    }

    private Object bases() {
        return airtable.bases().stream()
                .map(base -> Map.of(
                        "base", base.key,
                        "id", base.id,
                        "tables",
                                base.tables.values().stream()
                                        .map(table -> Map.of(
                                                "table", table.key,
                                                "id", table.id,
                                                "name", table.name,
                                                "records", new LocalTable(table).size()))
                                        .toList()))
                .toList();
    }

    private Object table(Request request, List<String> path) throws IOException {
        LocalTable table = airtable.table(path.get(1), path.get(3));
        String what = path.size() > 4 ? path.get(4) : "";
        String which = path.size() == 6 ? path.get(5) : null;
        String order = path.size() > 6 ? "" : request.method() + " " + what + (which == null ? "" : "/one");
        switch (order) {
            case "GET records" -> {
                return table.records().stream().map(Admin::record).toList();
            }
            case "POST records" -> {
                return record(table.record(table.insert(fields(request))));
            }
            case "GET records/one" -> {
                return record(table.record(which));
            }
            case "PATCH records/one" -> {
                table.edit(which, fields(request));
                return record(table.record(which));
            }
            case "DELETE records/one" -> table.delete(which);
            case "PATCH fields/one" -> field(table, which, Desk.json(request, "name", "type", "dropOption"));
            case "DELETE fields/one" -> table.removeField(which);
            default -> {
                return null;
            }
        }
        return Map.of("done", order);
    }

    private static void field(LocalTable table, String field, JsonNode json) {
        if (json.has("dropOption")) {
            table.dropOption(field, json.get("dropOption").asText());
        }
        if (json.has("type")) {
            table.retypeField(field, FieldType.of(json.get("type").asText()));
        }
        if (json.has("name")) {
            table.renameField(field, json.get("name").asText());
        }
    }

    private static Map<String, Object> fields(Request request) throws IOException {
        return new Body(Json.MAPPER.convertValue(Desk.json(request, "fields"), Map.class)).object("fields");
    }

    private static Duration millis(JsonNode json, String key, long otherwise) {
        return Duration.ofMillis(json.path(key).asLong(otherwise));
    }

    private static Map<String, Object> record(LocalRecord record) {
        return Map.of("id", record.id(), "createdTime", record.createdTime().toString(), "fields", record.fields());
    }

    private static Map<String, Object> arrival(Arrival arrival) {
        return Map.of(
                "at", arrival.at().toString(),
                "base", arrival.base(),
                "table", arrival.table(),
                "method", arrival.method(),
                "target", arrival.target(),
                "status", arrival.status());
    }
}

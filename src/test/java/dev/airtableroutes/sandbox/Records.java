package dev.airtableroutes.sandbox;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.airtableroutes.sandbox.http.Json;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The record operations on one table. Whoever calls holds the base's lock.
 *
 * @see <a href="https://airtable.com/developers/web/api/create-records">Airtable's records API</a>
 */
final class Records {

    private static final int BATCH = 10;

    private final LiveTable table;
    private final Access access;
    private final long now;

    Records(LiveTable table, Access access, long now) {
        this.table = table;
        this.access = access;
        this.now = now;
    }

    byte[] get(String id, Query query) {
        boolean byFieldId = query.allow("returnFieldsByFieldId", "cellFormat").flag("returnFieldsByFieldId");
        Lists.onlyJsonCells(query.text("cellFormat"));
        return one(find(id), byFieldId);
    }

    byte[] create(Body body) {
        boolean many = body.has("records");
        body.allow(many ? "records" : "fields", "typecast", "returnFieldsByFieldId");
        if (!many && !body.has("fields")) {
            throw AirtableError.missingFields();
        }
        List<Body> records = many ? body.objects("records") : List.of(body);
        if (records.size() > BATCH) {
            throw AirtableError.invalidRecords("A maximum of 10 records can be created per request but you have"
                    + " provided " + records.size() + ".");
        }
        String wanted = "You must provide an array of up to 10 record objects, each with a \"fields\" object for cell"
                + " values.";
        refuseIf(records.isEmpty(), wanted);
        Draft draft = draft(body);
        for (Body record : records) {
            refuseIf(many && !record.keys().equals(Set.of("fields")), wanted);
            draft.create(draft.cells(null, record.object("fields")));
        }
        List<Draft.Change> changes = draft.commit();
        boolean byFieldId = body.flag("returnFieldsByFieldId");
        return many ? all(changes, byFieldId, false) : one(changes.get(0).record(), byFieldId);
    }

    byte[] updateOne(String id, Body body, boolean replace) {
        body.allow("fields", "typecast", "returnFieldsByFieldId");
        if (!body.has("fields")) {
            throw AirtableError.missingFields();
        }
        LiveRecord record = find(id);
        Draft draft = draft(body);
        draft.update(record, draft.cells(record, body.object("fields")), replace);
        draft.commit();
        return one(record, body.flag("returnFieldsByFieldId"));
    }

    byte[] updateMany(Body body, boolean replace) {
        body.allow("records", "typecast", "returnFieldsByFieldId", "performUpsert");
        if (!body.has("records")) {
            throw AirtableError.missingFields();
        }
        Upsert upsert = body.has("performUpsert") ? Upsert.of(table, new Body(body.object("performUpsert"))) : null;
        List<Body> records = body.objects("records");
        String wanted = "You must provide an array of up to 10 record objects, each with an \"id\" ID field and a"
                + " \"fields\" object for cell values.";
        refuseIf(records.isEmpty() || records.size() > BATCH, wanted);
        Draft draft = draft(body);
        Set<LiveRecord> named = new HashSet<>();
        for (Body entry : records) {
            refuseIf(!entry.has("fields") || !entry.has("id") && upsert == null, wanted);
            entry.allow("id", "fields");
            LiveRecord record = draftUpdate(entry, upsert, replace, draft);
            refuseIf(
                    record != null && !named.add(record),
                    "You cannot update the same record multiple times in a single request.");
        }
        return all(draft.commit(), body.flag("returnFieldsByFieldId"), upsert != null);
    }

    private LiveRecord draftUpdate(Body entry, Upsert upsert, boolean replace, Draft draft) {
        Map<String, Object> fields = entry.object("fields");
        if (entry.has("id")) {
            String id = entry.text("id");
            LiveRecord record = table.records.get(id);
            if (record == null) {
                throw access.gone(AirtableError.noSuchRow(id));
            }
            draft.update(record, draft.cells(record, fields), replace);
            return record;
        }
        Map<LiveField, Object> cells = draft.cells(null, fields);
        LiveRecord record = upsert.find(cells);
        if (record == null) {
            draft.create(cells);
        } else {
            draft.update(record, cells, replace);
        }
        return record;
    }

    byte[] deleteOne(String id) {
        LiveRecord record = find(id);
        delete(record, table);
        return Json.write(json -> deleted(record, json));
    }

    /** An unknown id among several is not documented: the whole request is refused. */
    byte[] deleteMany(Query query) {
        List<String> ids = query.allow("records[]").texts("records[]");
        refuseIf(
                ids.isEmpty() || ids.size() > BATCH || new HashSet<>(ids).size() < ids.size(),
                "You must provide an array of up to 10 different record IDs.");
        ids.stream().filter(id -> !table.records.containsKey(id)).findFirst().ifPresent(id -> {
            throw access.gone(AirtableError.noSuchRow(id));
        });
        List<LiveRecord> records = ids.stream().map(table.records::get).toList();
        records.forEach(record -> delete(record, table));
        return Json.write(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("records");
            for (LiveRecord record : records) {
                deleted(record, json);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    static void delete(LiveRecord record, LiveTable table) {
        Links.delete(record, table);
        table.remove(record);
    }

    LiveRecord find(String id) {
        LiveRecord record = table.records.get(id);
        if (record == null) {
            throw access.gone(AirtableError.noRecord());
        }
        return record;
    }

    private Draft draft(Body body) {
        return new Draft(table, body.flag("typecast"), now);
    }

    private byte[] one(LiveRecord record, boolean byFieldId) {
        return Json.write(json -> new RecordWriter(table, byFieldId).write(record, json));
    }

    private byte[] all(List<Draft.Change> changes, boolean byFieldId, boolean upserted) {
        RecordWriter writer = new RecordWriter(table, byFieldId);
        return Json.write(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("records");
            for (Draft.Change change : changes) {
                writer.write(change.record(), json);
            }
            json.writeEndArray();
            if (upserted) {
                ids("createdRecords", true, changes, json);
                ids("updatedRecords", false, changes, json);
            }
            json.writeEndObject();
        });
    }

    private static void ids(String name, boolean fresh, List<Draft.Change> changes, JsonGenerator json)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (Draft.Change change : changes) {
            if (change.fresh() == fresh) {
                json.writeString(change.record().id);
            }
        }
        json.writeEndArray();
    }

    private static void deleted(LiveRecord record, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", record.id);
        json.writeBooleanField("deleted", true);
        json.writeEndObject();
    }

    private static void refuseIf(boolean bad, String message) {
        if (bad) {
            throw AirtableError.invalidRecords(message);
        }
    }
}

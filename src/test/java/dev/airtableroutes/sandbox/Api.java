package dev.airtableroutes.sandbox;

import dev.airtableroutes.sandbox.http.Reply;
import java.util.List;

/** Airtable's endpoints. What is not here is answered with 404. */
final class Api {

    private static final int LONGEST_URL = 16_000;

    private final LocalAirtable airtable;

    Api(LocalAirtable airtable) {
        this.airtable = airtable;
    }

    Reply answer(Call call) {
        try {
            if (call.request().target().length() >= LONGEST_URL) {
                throw AirtableError.tooLarge();
            }
            airtable.access().check(call.token());
            return call.records() ? records(call) : meta(call);
        } catch (AirtableError e) {
            return e.reply();
        }
    }

    private Reply meta(Call call) {
        List<String> path = call.segments();
        if (!call.method().equals("GET")
                || path.size() < 3
                || !path.get(0).equals("v0")
                || !path.get(1).equals("meta")) {
            throw AirtableError.notFound();
        }
        Query query = new Query(call.request().query());
        String rest = String.join("/", path.subList(2, path.size()));
        if (rest.equals("whoami")) {
            query.allow();
            return Reply.json(200, Schema.whoami());
        }
        if (rest.equals("bases")) {
            query.allow();
            return Reply.json(
                    200,
                    Schema.bases(airtable.bases().stream()
                            .filter(airtable.access()::granted)
                            .toList()));
        }
        if (path.size() == 5 && path.get(2).equals("bases") && path.get(4).equals("tables")) {
            return tables(base(call), query);
        }
        throw AirtableError.notFound();
    }

    private static Reply tables(LiveBase base, Query query) {
        List<String> include = query.allow("include[]").texts("include[]");
        Lists.check(List.of("visibleFieldIds").containsAll(include), "include " + include);
        synchronized (base) {
            return Reply.json(200, Schema.tables(base, !include.isEmpty()));
        }
    }

    private Reply records(Call call) {
        LiveBase base = base(call);
        if (call.segments().size() > 4) {
            throw AirtableError.notFound();
        }
        if (call.table() == null) {
            throw AirtableError.forbidden();
        }
        boolean writesBody = List.of("POST", "PATCH", "PUT").contains(call.method());
        Lists.check(writesBody || call.request().body().length == 0, call.method() + " with a body");
        Body body = writesBody ? Body.of(call.request()) : null;
        Query query = new Query(call.request().query());
        if (writesBody) {
            query.allow();
        }
        synchronized (base) {
            return Reply.json(200, answer(call, query, body));
        }
    }

    private byte[] answer(Call call, Query query, Body body) {
        Records records = new Records(call.table(), airtable.access(), System.currentTimeMillis());
        String last = call.segments().size() == 4 ? call.segments().get(3) : null;
        String operation =
                call.method() + (last == null ? "" : last.equals("listRecords") ? " listRecords" : " record");
        return switch (operation) {
            case "GET" -> airtable.lists().page(call.table(), ListRequest.of(query));
            case "POST listRecords" -> airtable.lists().page(call.table(), ListRequest.of(body));
            case "POST" -> records.create(body);
            case "PATCH" -> records.updateMany(body, false);
            case "PUT" -> records.updateMany(body, true);
            case "DELETE" -> records.deleteMany(query);
            case "GET record" -> records.get(last, query);
            case "PATCH record" -> records.updateOne(last, body, false);
            case "PUT record" -> records.updateOne(last, body, true);
            case "DELETE record" -> {
                query.allow();
                yield records.deleteOne(last);
            }
            default -> throw AirtableError.notFound();
        };
    }

    private LiveBase base(Call call) {
        if (call.base() == null) {
            throw call.baseId() != null && call.baseId().matches("app[A-Za-z0-9]{10,}")
                    ? AirtableError.forbidden()
                    : AirtableError.notFound();
        }
        if (!airtable.access().granted(call.base())) {
            throw AirtableError.forbidden();
        }
        return call.base();
    }
}

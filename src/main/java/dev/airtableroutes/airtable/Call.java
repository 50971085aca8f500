package dev.airtableroutes.airtable;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.airtableroutes.base.Base;
import dev.airtableroutes.base.Table;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.component.http.HttpMethods;

/**
 * One request to Airtable.
 *
 * @param base our logical name of the base
 * @param baseId Airtable's, the one whose budget pays
 * @param purpose what the request is for, as the middle of a sentence: {@code write to cuculi/users}
 * @param method as camel-http has it: of a text it would look for a converter at every call
 * @param path below the API's root, encoded
 * @param query encoded, or null
 * @param json the body before it is JSON, or null
 */
public record Call(
        String base,
        String baseId,
        String purpose,
        HttpMethods method,
        String path,
        String query,
        Map<String, ?> json) {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** Airtable's page size, and at most that. */
    public static final int PAGE = 100;

    /** The tables and fields of a base. */
    public static Call schema(Base base) {
        return new Call(
                base.key(),
                base.id(),
                "read the tables of base " + base.key(),
                HttpMethods.GET,
                "/v0/meta/bases/" + encode(base.id()) + "/tables",
                null,
                null);
    }

    /** One page of a table's records, by POST: a GET with many field names may be longer than a URL may be. */
    public static Call list(Base base, Table table, List<String> fieldNames, String offset) {
        return list(base, table, fieldNames, null, offset);
    }

    /** The same for records that were changed after an instant by Airtable's clock; null for all of them. */
    public static Call list(Base base, Table table, List<String> fieldNames, Instant changedAfter, String offset) {
        String formula = changedAfter == null
                ? null
                : "IS_AFTER(LAST_MODIFIED_TIME(), DATETIME_PARSE('%s'))"
                        .formatted(changedAfter.truncatedTo(ChronoUnit.MILLIS));
        return list(base, table, "read the records of " + table.logicalName(), fieldNames, formula, offset);
    }

    /**
     * One page of the records that were made or changed after an instant by Airtable's clock.
     *
     * @param emptyFieldName only those with nothing in this field; null for all of them
     */
    public static Call since(
            Base base, Table table, List<String> fieldNames, String emptyFieldName, Instant after, String offset) {
        String instant = "DATETIME_PARSE('%s')".formatted(after.truncatedTo(ChronoUnit.MILLIS));
        // who was never edited has no time of the last change
        String formula =
                "OR(IS_AFTER(CREATED_TIME(), %s), IS_AFTER(LAST_MODIFIED_TIME(), %s))".formatted(instant, instant);
        if (emptyFieldName != null) {
            formula = "AND({%s}=BLANK(), %s)".formatted(emptyFieldName.replace("}", "\\}"), formula);
        }
        String purpose = "read the new records of " + table.logicalName();
        return list(base, table, purpose, fieldNames, formula, offset);
    }

    /** Those of up to a hundred records that are there. */
    public static Call these(Base base, Table table, String fieldName, Collection<String> recordIds) {
        String formula =
                recordIds.stream().map("RECORD_ID()='%s'"::formatted).collect(Collectors.joining(",", "OR(", ")"));
        String purpose = "read which records are left in " + table.logicalName();
        return list(base, table, purpose, List.of(fieldName), formula, null);
    }

    private static Call list(
            Base base, Table table, String purpose, List<String> fieldNames, String formula, String offset) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("pageSize", PAGE);
        json.put("fields", fieldNames);
        if (formula != null) {
            json.put("filterByFormula", formula);
        }
        if (offset != null) {
            json.put("offset", offset);
        }
        return new Call(
                base.key(), base.id(), purpose, HttpMethods.POST, path(base, table) + "/listRecords", null, json);
    }

    /** The first record of a table. */
    public static Call first(Base base, Table table) {
        return new Call(
                base.key(),
                base.id(),
                "read the first record of " + table.logicalName(),
                HttpMethods.GET,
                path(base, table),
                "maxRecords=1",
                null);
    }

    /** One record with all its cells. */
    public static Call record(Base base, Table table, String recordId) {
        return new Call(
                base.key(),
                base.id(),
                "read a record of " + table.logicalName(),
                HttpMethods.GET,
                path(base, table) + "/" + encode(recordId),
                null,
                null);
    }

    /** Creates ({@code POST}), updates or upserts ({@code PATCH}) up to ten records. */
    public static Call write(Base base, Table table, HttpMethods method, Map<String, ?> json) {
        return new Call(
                base.key(), base.id(), "write to " + table.logicalName(), method, path(base, table), null, json);
    }

    /** Deletes up to ten records. */
    public static Call delete(Base base, Table table, List<String> recordIds) {
        StringBuilder query = new StringBuilder();
        recordIds.forEach(id -> query.append(query.isEmpty() ? "" : "&")
                .append("records%5B%5D=")
                .append(encode(id)));
        return new Call(
                base.key(),
                base.id(),
                "delete from " + table.logicalName(),
                HttpMethods.DELETE,
                path(base, table),
                query.toString(),
                null);
    }

    /** The body as bytes; null when there is none. */
    public byte[] bytes() {
        try {
            return json == null ? null : JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a record could not be written as JSON", impossible);
        }
    }

    private static String path(Base base, Table table) {
        return "/v0/" + encode(base.id()) + "/" + encode(table.address());
    }

    private static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** By identity: Camel asks a body for its hash code again and again, and going through all cells would cost more than the call. */
    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }
}

package dev.airtableroutes.provider;

import static dev.airtableroutes.base.FieldType.dateTime;
import static dev.airtableroutes.base.FieldType.email;
import static dev.airtableroutes.base.FieldType.multilineText;
import static dev.airtableroutes.base.FieldType.number;
import static dev.airtableroutes.base.FieldType.phoneNumber;
import static dev.airtableroutes.base.FieldType.singleLineText;
import static dev.airtableroutes.base.FieldType.singleSelect;
import static dev.airtableroutes.base.FieldType.url;

import dev.airtableroutes.base.Field;
import dev.airtableroutes.base.FieldType;
import dev.airtableroutes.base.Table;
import dev.airtableroutes.mapping.Mapper;
import dev.airtableroutes.mapping.Mapping;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bson.Document;

/** What an answer can say of a lead, with the types that values are converted for. */
final class LeadFields {

    static final String ADDRESS = "email.address";
    static final String HANDLE = "person.handle";

    /** What {@code find}, {@code verify} and the other questions about one lead can bring. */
    static final Table LEAD = table("lead", lead());

    /** What each result of a search can bring. */
    static final Table RESULT = table("result", result());

    /** What an event of a campaign can bring. */
    static final Table EVENT = table("event", event());

    private LeadFields() {}

    /** What a mapping of these tables makes of an object; what cannot be converted is left out. */
    static Map<String, Object> mapped(Mapping mapping, Object content) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (content instanceof Map<?, ?> object) {
            Document document = new Document();
            object.forEach((name, value) -> document.put(String.valueOf(name), value));
            Table table = Stream.of(LEAD, RESULT, EVENT)
                    .filter(one -> one.logicalName().equals(mapping.table()))
                    .findFirst()
                    .orElseThrow();
            new Mapper(mapping, table).map(document).cells().forEach((name, value) -> {
                if (value != null) {
                    fields.put(name, value);
                }
            });
        }
        return fields;
    }

    private static Map<String, Field> lead() {
        Map<String, Field> fields = new LinkedHashMap<>();
        add(fields, email, ADDRESS);
        add(fields, singleSelect, "email.status", "verified", "risky", "catch_all", "unverified", "invalid", "none");
        add(fields, number, "email.confidence");
        for (String name : List.of("firstName", "lastName", "fullName", "title")) {
            add(fields, singleLineText, "person." + name);
        }
        add(fields, url, "person.linkedinUrl");
        add(fields, phoneNumber, "person.phone");
        add(fields, singleLineText, "company.name");
        add(fields, singleLineText, "company.domain");
        add(fields, singleLineText, "push.externalId");
        add(fields, singleLineText, "push.campaign");
        for (String count : List.of(
                "index",
                "added",
                "updated",
                "failed",
                "skipped",
                "duplicate",
                "repeated",
                "blocked",
                "invalid",
                "incomplete",
                "room")) {
            add(fields, number, "push." + count);
        }
        add(fields, multilineText, "push.detail");
        return fields;
    }

    private static Map<String, Field> result() {
        Map<String, Field> fields = lead();
        add(fields, url, "source.url");
        add(fields, singleLineText, "source.externalId");
        add(fields, singleLineText, "source.title");
        add(fields, multilineText, "source.text");
        add(fields, singleLineText, "source.community");
        add(fields, singleLineText, HANDLE);
        return fields;
    }

    private static Map<String, Field> event() {
        Map<String, Field> fields = new LinkedHashMap<>();
        add(fields, singleLineText, ADDRESS);
        add(fields, singleLineText, "person.linkedinUrl");
        add(fields, singleLineText, "event.campaign");
        add(fields, dateTime, "event.at");
        add(fields, number, "event.step");
        add(fields, singleLineText, "event.externalId");
        return fields;
    }

    private static void add(Map<String, Field> fields, FieldType type, String name, String... choices) {
        fields.put(name, new Field(name, name, null, type, List.of(choices), null, Map.of()));
    }

    private static Table table(String key, Map<String, Field> fields) {
        return new Table("provider", key, key, null, null, null, fields);
    }
}

package dev.airtableroutes.provider;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an answer can say of a lead, with the types that values are converted for. */
final class LeadFields {

    static final String ADDRESS = "email.address";

    /** What {@code find}, {@code verify} and the other questions about one lead can bring. */
    static final Table LEAD = table("lead", lead());

    /** What each result of a search can bring. */
    static final Table RESULT = table("result", result());

    private LeadFields() {}

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
        add(fields, multilineText, "push.detail");
        add(fields, number, "balance.credits");
        return fields;
    }

    private static Map<String, Field> result() {
        Map<String, Field> fields = lead();
        add(fields, url, "source.url");
        add(fields, singleLineText, "source.externalId");
        add(fields, singleLineText, "source.title");
        add(fields, multilineText, "source.text");
        add(fields, singleLineText, "source.community");
        add(fields, singleLineText, "person.handle");
        return fields;
    }

    private static void add(Map<String, Field> fields, FieldType type, String name, String... choices) {
        fields.put(name, new Field(name, name, null, type, List.of(choices), null, Map.of()));
    }

    private static Table table(String key, Map<String, Field> fields) {
        return new Table("provider", key, key, null, null, null, fields);
    }
}

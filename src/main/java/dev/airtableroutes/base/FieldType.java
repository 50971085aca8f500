package dev.airtableroutes.base;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Airtable's field types, by the names that its metadata API uses.
 *
 * @see <a href="https://airtable.com/developers/web/api/field-model">Field types and cell values</a>
 */
public enum FieldType {
    singleLineText,
    multilineText,
    richText,
    email,
    url,
    phoneNumber,
    number,
    currency,
    percent,
    rating,
    duration,
    checkbox,
    singleSelect,
    multipleSelects,
    singleCollaborator,
    multipleCollaborators,
    multipleRecordLinks,
    date,
    dateTime,
    multipleAttachments,
    barcode,
    formula(true),
    rollup(true),
    count(true),
    multipleLookupValues(true),
    autoNumber(true),
    createdTime(true),
    lastModifiedTime(true),
    createdBy(true),
    lastModifiedBy(true),
    button(true),
    aiText(true),
    externalSyncSource(true),
    manualSort(true),
    /** A type that Airtable added after this list was written: readable, never written. */
    unknown(true);

    private static final Map<String, FieldType> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toMap(FieldType::name, Function.identity()));

    private final boolean computed;

    FieldType() {
        this(false);
    }

    FieldType(boolean computed) {
        this.computed = computed;
    }

    /** Airtable computes the value: a write of such a field is answered with 422. */
    public boolean computed() {
        return computed;
    }

    /** Text, in any of its kinds. */
    public boolean text() {
        return switch (this) {
            case singleLineText, multilineText, richText, email, url, phoneNumber -> true;
            default -> false;
        };
    }

    /** The type of that name; {@link #unknown} for one that we have never heard of, as Airtable's documentation asks. */
    public static FieldType of(String name) {
        return "lookup".equals(name) ? multipleLookupValues : BY_NAME.getOrDefault(name, unknown);
    }

    public boolean select() {
        return this == singleSelect || this == multipleSelects;
    }
}

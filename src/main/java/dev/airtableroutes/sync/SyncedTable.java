package dev.airtableroutes.sync;

import dev.airtableroutes.airtable.LiveBases;
import dev.airtableroutes.base.Base;
import dev.airtableroutes.base.Field;
import dev.airtableroutes.base.FieldType;
import dev.airtableroutes.base.LiveSchema;
import dev.airtableroutes.base.Table;
import dev.airtableroutes.ledger.LinkField;
import dev.airtableroutes.mapping.FieldMapping;
import dev.airtableroutes.mapping.Mapping;
import dev.airtableroutes.mapping.MatchKey;
import dev.airtableroutes.mapping.Nulls;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A mapping together with the live table that it writes to, and what the two of them say. */
final class SyncedTable {

    /**
     * The types that Airtable documents for {@code fieldsToMergeOn}, and the kinds of text that it accepts besides.
     *
     * @see <a href="https://airtable.com/developers/web/api/update-multiple-records">Update multiple records</a>
     */
    private static final Set<FieldType> MERGEABLE = EnumSet.of(
            FieldType.singleLineText,
            FieldType.multilineText,
            FieldType.number,
            FieldType.singleSelect,
            FieldType.multipleSelects,
            FieldType.date,
            FieldType.email,
            FieldType.url,
            FieldType.phoneNumber);

    private final Mapping mapping;
    private final Base base;
    private final Table table;
    private final String scope;
    private final Set<String> onceFields;
    private final List<LinkField> linkedFrom;

    /** @param all the mappings of all tables, some of which may link to this one */
    SyncedTable(Mapping mapping, Base base, Table table, Collection<Mapping> all) {
        this.mapping = mapping;
        this.base = base;
        this.table = table;
        this.scope = scope(base, table);
        this.onceFields = mapping.fields().entrySet().stream()
                .filter(field -> field.getValue().once())
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
        this.linkedFrom = all.stream()
                // Airtable may lack a table for the moment
                .filter(other -> other.table().startsWith(base.key() + "/")
                        && base.tables()
                                .containsKey(other.table().substring(base.key().length() + 1)))
                .flatMap(this::linkFields)
                .toList();
    }

    private Stream<LinkField> linkFields(Mapping other) {
        return other.fields().entrySet().stream()
                .filter(field -> mapping.table().equals(field.getValue().link()))
                .map(field -> new LinkField(scopeOf(other.table()), other.table(), field.getKey()));
    }

    /** That of a mapping whose base was read; none when it was not. */
    static Optional<SyncedTable> find(Mapping mapping, Collection<Mapping> all, LiveBases liveBases) {
        String name = mapping.table();
        int slash = name.indexOf('/');
        return liveBases
                .schema(name.substring(0, slash))
                .map(LiveSchema::base)
                .map(base -> new SyncedTable(mapping, base, base.tables().get(name.substring(slash + 1)), all));
    }

    Mapping mapping() {
        return mapping;
    }

    Base base() {
        return base;
    }

    Table table() {
        return table;
    }

    /** Names the table in one live base: what the ledger keeps apart. */
    String scope() {
        return scope;
    }

    static String scope(Base base, Table table) {
        return table.logicalName() + "@" + base.id() + "/" + table.id();
    }

    /** The scope of another table of the same base, by its logical name. */
    String scopeOf(String linked) {
        return scope(base, base.tables().get(linked.substring(linked.indexOf('/') + 1)));
    }

    /** The fields of all tables that link to this one. */
    List<LinkField> linkedFrom() {
        return linkedFrom;
    }

    /** Fields that are set when a record is created, and then belong to people. */
    Set<String> onceFields() {
        return onceFields;
    }

    /** Fields whose cells in Airtable matter: the ones that are kept in step, and the ones that mark a deletion. */
    Set<String> comparedFields() {
        Set<String> compared = new LinkedHashSet<>(mapping.fields().keySet());
        compared.removeAll(onceFields);
        compared.addAll(mapping.deleted().mark().keySet());
        return compared;
    }

    boolean clears() {
        return mapping.nulls() == Nulls.clear;
    }

    /** The logical field by which Airtable shall find a new record: the first key of a type that it merges on. */
    String mergeField(List<MatchKey> keys) {
        return keys.stream()
                .map(MatchKey::field)
                .filter(field -> mapping.match().contains(field) && merges(field))
                .findFirst()
                .orElse(null);
    }

    /** Whether a record that is new between two readings of the table gets the columns of people's in a second request. */
    boolean fillsNewRecords() {
        return !onceFields.isEmpty() && mapping.match().stream().anyMatch(this::merges);
    }

    /** Whether people may make records for a document that Airtable does not find when it is told to merge. */
    boolean mayHaveUnmergedRecords() {
        return mapping.match().size() > 1 || !merges(mapping.match().get(0));
    }

    /** The field by which Airtable finds records itself, so that what has a value there need not be looked for; or null. */
    Field mergedByItself() {
        String first = mapping.match().get(0);
        return merges(first) ? table.fields().get(first) : null;
    }

    private boolean merges(String field) {
        return MERGEABLE.contains(table.fields().get(field).type());
    }

    /**
     * Changes when the mapping means something else, or the live table's types do: then every document has to be looked at
     * again. Options that Airtable makes as they come, and those that people make, are no such change.
     */
    String fingerprint() {
        long fingerprint = Desired.mix(1, mapping.fingerprint());
        for (Map.Entry<String, FieldMapping> entry : mapping.fields().entrySet()) {
            Field field = table.fields().get(entry.getKey());
            boolean open = entry.getValue().createOptions() || entry.getValue().readBack();
            List<String> choices = open ? List.of() : field.choices();
            fingerprint = Desired.mix(fingerprint, field.type() + " " + choices + " " + new TreeMap<>(field.options()));
        }
        return Long.toHexString(fingerprint) + "-" + Long.toHexString(columns());
    }

    private long columns() {
        Map<String, String> ids = new TreeMap<>();
        table.fields().forEach((key, field) -> ids.put(key, String.valueOf(field.id())));
        return Desired.mix(1, ids.toString());
    }

    /** Whether a logical field may stand for another one in Airtable than it did: what is confirmed is confirmed of that. */
    static boolean otherColumns(String fingerprint, String before) {
        return before != null
                && !fingerprint
                        .substring(fingerprint.indexOf('-'))
                        .equals(before.substring(Math.max(0, before.indexOf('-'))));
    }
}

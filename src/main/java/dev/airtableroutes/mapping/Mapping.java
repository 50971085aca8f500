package dev.airtableroutes.mapping;

import dev.airtableroutes.digest.Sha256;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One file of {@code mappings/tables/}.
 *
 * @param table the logical name of the table
 * @param collection the MongoDB collection that feeds it
 * @param match logical fields whose values find a record that nobody owns yet, in the order in which they are tried
 * @param fields by logical name of the Airtable field, in the order of the file
 * @param nulls what nothing does to a cell
 * @param invalid what a bad cell does to its record
 * @param cursor dotted path of the value that grows with each change of a document, or null when there is none
 * @param deleted what becomes of the record of a deleted document
 * @param every the time between two passes, or null for the route's own
 * @param tests the tests of the file
 * @param linkedById whether another mapping finds the records of this one by the {@code _id} of their documents
 * @param file the file's name, for messages
 */
public record Mapping(
        String table,
        String collection,
        List<String> match,
        Map<String, FieldMapping> fields,
        Nulls nulls,
        Invalid invalid,
        String cursor,
        Deleted deleted,
        Duration every,
        List<MappingTest> tests,
        boolean linkedById,
        String file) {

    /** Grows when the same file makes other cells than before, so that the ledger is gone through once more. */
    private static final int CONVERSIONS = 2;

    public Mapping {
        match = List.copyOf(match);
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        tests = List.copyOf(tests);
    }

    Mapping with(Map<String, FieldMapping> otherFields, boolean byId) {
        return new Mapping(
                table, collection, match, otherFields, nulls, invalid, cursor, deleted, every, tests, byId, file);
    }

    /** The fields whose cells people may change, in the order of the file: what is read back. */
    public List<String> readBack() {
        return fields.entrySet().stream()
                .filter(field -> field.getValue().readBack())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Changes whenever the mapping means something else: not with its comments, its tests or the order of its fields. */
    public String fingerprint() {
        String meaning = String.join(
                "\n",
                List.of(
                        String.valueOf(CONVERSIONS),
                        table,
                        collection,
                        match.toString(),
                        new TreeMap<>(fields).toString(),
                        nulls.name(),
                        invalid.name(),
                        deleted.policy().name(),
                        new TreeMap<>(deleted.mark()).toString(),
                        linkedById ? FieldMapping.DOCUMENT_ID : ""));
        return Sha256.hex(meaning).substring(0, 32);
    }
}

package dev.airtableroutes.mapping;

import dev.airtableroutes.base.Field;
import dev.airtableroutes.base.Table;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bson.Document;

/** Runs the tests inside the mapping files, for the types of {@code mappings/bases/}. */
public final class MappingTests {

    private MappingTests() {}

    /** What failed, a sentence each; empty when all is well. */
    public static List<String> run(Catalog catalog) {
        List<String> failures = new ArrayList<>();
        Stream.concat(catalog.mappings().values().stream(), catalog.off().values().stream())
                .forEach(mapping -> mapping.tests().forEach(test -> failures.addAll(run(catalog, mapping, test))));
        return failures;
    }

    /** The failures of one test. */
    public static List<String> run(Catalog catalog, Mapping mapping, MappingTest test) {
        Table table = catalog.bases().table(mapping.table()).orElseThrow();
        Mapper mapper = new Mapper(mapping, table);
        Mapped mapped = mapper.map(test.given());
        List<String> failures = new ArrayList<>();
        if (test.expect() != null) {
            compare(table, test.expect(), mapped, failures);
        }
        badCells(test.bad(), mapped, failures);
        if (test.rejected() != mapped.rejected()) {
            failures.add(test.rejected() ? "the record should be held back and is not" : "the record is held back");
        }
        if (test.people() != null) {
            readBack(mapper, test, failures);
        } else if (!test.becomes().isEmpty()) {
            failures.add("becomes is what people's cells make of the document, and people says none");
        }
        return failures.stream()
                .map(failure -> mapping.file() + ":" + test.line() + ": \"" + test.name() + "\": " + failure + ".")
                .toList();
    }

    private static void readBack(Mapper mapper, MappingTest test, List<String> failures) {
        Document document = Document.parse(test.given().toJson());
        test.people().forEach((name, value) -> {
            FieldMapping field = mapper.mapping().fields().get(name);
            if (field == null || !field.readBack()) {
                failures.add(name + " is not read back; that takes owner: airtable or owner: shared");
                return;
            }
            Object cell = canonical(mapper.table().fields().get(name), value);
            if (!mapper.asksFor(name, document, cell)) {
                put(document, field.from().get(0), mapper.returned(name, document, cell));
            }
        });
        if (!document.equals(test.becomes())) {
            failures.add("the document should become " + test.becomes().toJson() + " and becomes " + document.toJson());
        }
    }

    /** As MongoDB does with {@code $set}, or {@code $unset} for null. */
    private static void put(Document document, String path, Object value) {
        List<String> names = List.of(path.split("\\."));
        Document parent = document;
        for (String name : names.subList(0, names.size() - 1)) {
            parent = (Document) parent.computeIfAbsent(name, missing -> new Document());
        }
        String last = names.get(names.size() - 1);
        if (value == null) {
            parent.remove(last);
        } else {
            parent.put(last, value);
        }
    }

    private static void compare(Table table, Map<String, Object> expect, Mapped mapped, List<String> failures) {
        Map<String, Object> found = found(mapped);
        Set<String> names = new TreeSet<>(expect.keySet());
        names.addAll(found.keySet());
        for (String name : names) {
            Field field = table.fields().get(name);
            if (field == null) {
                failures.add(name + " is not a field of " + table.logicalName());
                continue;
            }
            Object wanted = field.link() ? keys(expect.get(name)) : canonical(field, expect.get(name));
            if (!Cells.same(field, wanted, found.get(name))) {
                failures.add(name + " should be " + show(wanted) + " and is " + show(found.get(name)));
            }
        }
    }

    /** What the test expects, also when the field could not hold it: the test fails then, and must say over what. */
    private static Object canonical(Field field, Object expected) {
        Object canonical = Cells.fromAirtable(field, expected);
        boolean lost = canonical == null && !Scalars.nothing(expected) && !Boolean.FALSE.equals(expected);
        return lost ? expected : canonical;
    }

    /** Cells and links that say something. */
    private static Map<String, Object> found(Mapped mapped) {
        Map<String, Object> found = new LinkedHashMap<>();
        mapped.cells().forEach((name, value) -> {
            if (value != null) {
                found.put(name, value);
            }
        });
        mapped.links().forEach((name, keys) -> {
            if (!keys.isEmpty()) {
                found.put(name, new TreeSet<>(keys));
            }
        });
        return found;
    }

    private static Set<String> keys(Object expected) {
        if (expected == null) {
            return null;
        }
        List<?> keys = expected instanceof List<?> list ? list : List.of(expected);
        return keys.stream().map(MatchKey::normalise).collect(Collectors.toCollection(TreeSet::new));
    }

    private static void badCells(Map<String, String> expected, Mapped mapped, List<String> failures) {
        Map<String, String> reasons = new LinkedHashMap<>();
        mapped.badCells().forEach(bad -> reasons.put(bad.field(), bad.reason()));
        expected.forEach((field, reason) -> {
            String found = reasons.remove(field);
            if (found == null) {
                failures.add(field + " should be a bad cell and is not");
            } else if (!found.contains(reason)) {
                failures.add(field + " is a bad cell for another reason: " + found.replaceFirst("\\.$", ""));
            }
        });
        reasons.forEach((field, reason) -> failures.add(field + " is a bad cell: " + reason.replaceFirst("\\.$", "")));
    }

    private static String show(Object value) {
        if (value instanceof BigDecimal number) {
            return Numbers.plain(number);
        }
        return value == null ? "empty" : value instanceof String text ? '"' + text + '"' : value.toString();
    }
}

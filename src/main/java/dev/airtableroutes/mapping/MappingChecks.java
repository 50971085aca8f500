package dev.airtableroutes.mapping;

import dev.airtableroutes.base.Base;
import dev.airtableroutes.base.Bases;
import dev.airtableroutes.base.Field;
import dev.airtableroutes.base.FieldType;
import dev.airtableroutes.base.Nearest;
import dev.airtableroutes.base.Table;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What no schema can see: whether a mapping fits the bases and the other mappings. */
final class MappingChecks {

    /**
     * A mapping with its file.
     *
     * @param broken fields that the schema has already objected to
     */
    record Read(YamlFile file, Mapping mapping, Set<String> broken) {}

    private final Bases bases;
    private final Set<String> brokenBases;
    private final Map<String, Read> byTable;
    private final Set<String> tablesWithFile;
    private final Problems problems;

    /**
     * @param brokenBases bases whose files have problems of their own
     * @param tablesWithFile tables that have a file, readable or not
     */
    MappingChecks(
            Bases bases,
            Set<String> brokenBases,
            Map<String, Read> byTable,
            Set<String> tablesWithFile,
            Problems problems) {
        this.bases = bases;
        this.brokenBases = brokenBases;
        this.byTable = byTable;
        this.tablesWithFile = tablesWithFile;
        this.problems = problems;
    }

    void check(Read read) {
        Mapping mapping = read.mapping();
        Table table = table(read);
        if (table != null) {
            mapping.fields().forEach((name, field) -> field(read, table, name, field));
            mark(read, table);
        }
        for (int i = 0; i < mapping.match().size(); i++) {
            match(read, table, i);
        }
    }

    private Table table(Read read) {
        String logicalName = read.mapping().table();
        String base = logicalName.substring(0, logicalName.indexOf('/'));
        Base found = bases.byKey().get(base);
        Table table = bases.table(logicalName).orElse(null);
        if (found == null && !brokenBases.contains(base)) {
            problems.add(
                    read.file(),
                    "table",
                    "there is no base \"" + base + "\" in bases/"
                            + Nearest.hint(base, bases.byKey().keySet()));
        } else if (found != null && table == null) {
            String key = logicalName.substring(base.length() + 1);
            problems.add(
                    read.file(),
                    "table",
                    "base \"" + base + "\" has no table \"" + key + "\""
                            + Nearest.hint(key, found.tables().keySet()));
        }
        return table;
    }

    private void match(Read read, Table table, int index) {
        String name = read.mapping().match().get(index);
        String place = YamlFile.place("match", index);
        FieldMapping field = read.mapping().fields().get(name);
        Field target = table == null ? null : table.fields().get(name);
        if (field == null) {
            if (!read.broken().contains(name)) {
                problems.add(
                        read.file(),
                        place,
                        '"' + name + "\" is not among the fields of this mapping"
                                + Nearest.hint(name, read.mapping().fields().keySet()));
            }
        } else if (field.link() != null || (target != null && target.link())) {
            problems.add(
                    read.file(), place, '"' + name + "\" links records; match by a field that holds a value itself.");
        } else if (field.once()) {
            problems.add(
                    read.file(),
                    "fields." + name + ".once",
                    "a match field is what a record is found by and must follow the document; take once away.");
        } else if (field.readBack()) {
            problems.add(
                    read.file(),
                    "fields." + name + ".owner",
                    "a match field is what a record is found by and must follow the document; take owner away.");
        } else if (target != null && !target.type().computed() && !Converters.canMatch(target.type())) {
            problems.add(
                    read.file(),
                    place,
                    '"' + name + "\" is of type " + target.type()
                            + "; records are matched by text, number, date or single select.");
        }
    }

    private void mark(Read read, Table table) {
        read.mapping().deleted().mark().forEach((name, value) -> {
            String place = "deleted.mark." + name;
            Field field = table.fields().get(name);
            if (field == null) {
                problems.add(
                        read.file(),
                        place,
                        "table " + table.logicalName() + " has no field \"" + name + "\""
                                + Nearest.hint(name, table.fields().keySet()));
            } else if (field.type().computed()) {
                problems.add(
                        read.file(), place, "Airtable computes \"" + field.name() + "\", so it cannot mark anything.");
            } else if (FieldPlan.constant(field, value) instanceof Bad bad) {
                problems.add(read.file(), place, bad.reason());
            }
        });
    }

    private void field(Read read, Table table, String name, FieldMapping mapping) {
        String place = "fields." + name;
        if (field(read.file(), place, table, name, mapping, problems) && mapping.link() != null) {
            link(read, table, table.fields().get(name), mapping, place);
        }
    }

    /** Whether the table has a field that the mapping can write; whatever is wrong goes to the problems. */
    static boolean field(
            YamlFile file, String place, Table table, String name, FieldMapping mapping, Problems problems) {
        String wrongTarget = FieldChecks.target(name, mapping, table);
        if (wrongTarget != null) {
            problems.add(file, place, wrongTarget);
            return false;
        }
        Field field = table.fields().get(name);
        if (mapping.from().isEmpty() == (mapping.value() == null)) {
            problems.add(
                    file,
                    place,
                    mapping.value() == null
                            ? "nothing says where the field comes from; give it from, or value for a constant."
                            : "from and value exclude each other; take one of the two out.");
        }
        misplaced(mapping, field).forEach((property, sentence) -> problems.add(file, place + "." + property, sentence));
        if (mapping.min() != null && mapping.max() != null && mapping.min().compareTo(mapping.max()) > 0) {
            problems.add(file, place + ".min", "the smallest number is greater than max, so no number is right.");
        }
        if (mapping.readBack()) {
            readBack(mapping, field).ifPresent(sentence -> problems.add(file, place + ".owner", sentence));
        }
        if (mapping.link() == null) {
            constants(file, field, mapping, place, problems);
        }
        return true;
    }

    /** Properties that do nothing for the field's type, each with the sentence that says so. */
    private static Map<String, String> misplaced(FieldMapping mapping, Field field) {
        boolean number = isNumber(field.type());
        boolean date = field.type() == FieldType.date || field.type() == FieldType.dateTime;
        boolean select = field.select();
        boolean text = field.type().text();
        Map<String, String> misplaced = new LinkedHashMap<>();
        misplaced(misplaced, "divide", mapping.divide() != null && !number, "numbers", field);
        misplaced(misplaced, "min", mapping.min() != null && !number, "numbers", field);
        misplaced(misplaced, "max", mapping.max() != null && !number, "numbers", field);
        misplaced(misplaced, "values", !mapping.values().isEmpty() && !select, "selects", field);
        misplaced(misplaced, "options", mapping.createOptions() && !select, "selects", field);
        misplaced(misplaced, "html", mapping.stripHtml() && !text, "texts", field);
        misplaced(misplaced, "join", !", ".equals(mapping.join()) && !text, "texts", field);
        misplaced(misplaced, "zone", !ZoneOffset.UTC.equals(mapping.zone()) && !date, "dates", field);
        misplaced(misplaced, "by", mapping.by() != null && mapping.link() == null, "links", field);
        return misplaced;
    }

    private static void misplaced(
            Map<String, String> misplaced, String property, boolean wrong, String kind, Field field) {
        if (wrong) {
            misplaced.put(
                    property,
                    property + " is for " + kind + ", and \"" + field.name() + "\" is of type " + field.type() + ".");
        }
    }

    /** Why the cell could not be read back into the document, in one sentence. */
    private static Optional<String> readBack(FieldMapping mapping, Field field) {
        boolean plainPath = mapping.from().size() == 1
                && Arrays.stream(mapping.from().get(0).split("\\.")).noneMatch(name -> name.matches("[0-9]+"));
        if (!plainPath) {
            return Optional.of("what people change is written to the path in from, so there must be exactly one, "
                    + "without an index into a list.");
        }
        if (!Returned.possible(field.type())) {
            return Optional.of("\"" + field.name() + "\" is of type " + field.type()
                    + ", which is not read back; texts, selects, check boxes, numbers and dates are.");
        }
        List<String> oneWay = oneWay(mapping);
        return oneWay.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "a cell that is read back stands in the document as it is; take " + oneWay.get(0) + " away.");
    }

    /** What changes a value on its way out and cannot be undone on the way back. */
    private static List<String> oneWay(FieldMapping mapping) {
        Map<String, Boolean> keys = new LinkedHashMap<>();
        keys.put("default", mapping.otherwise() != null);
        keys.put("once", mapping.once());
        keys.put("each", mapping.each() != null);
        keys.put("html", mapping.stripHtml());
        keys.put("divide", mapping.divide() != null);
        keys.put("min", mapping.min() != null);
        keys.put("max", mapping.max() != null);
        keys.put("values", !mapping.values().isEmpty());
        return keys.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static boolean isNumber(FieldType type) {
        return switch (type) {
            case number, currency, percent, rating, duration -> true;
            default -> false;
        };
    }

    private static void constants(YamlFile file, Field field, FieldMapping mapping, String place, Problems problems) {
        Converter converter = Converters.of(mapping, field);
        Map<String, Object> constants = new HashMap<>();
        constants.put("value", mapping.value());
        constants.put("default", mapping.otherwise());
        constants.forEach((property, value) -> {
            if (value != null && converter.convert(value) instanceof Bad bad) {
                problems.add(file, place + "." + property, bad.reason());
            }
        });
        if (field.select() && !mapping.createOptions()) {
            SelectConverter options = new SelectConverter(field.choices(), FieldMapping.constant(null));
            mapping.values().forEach((from, to) -> {
                if (options.one(to) instanceof Bad bad) {
                    problems.add(file, place + ".values." + from, bad.reason());
                }
            });
        }
    }

    private void link(Read read, Table table, Field field, FieldMapping mapping, String place) {
        String linked = field.linkedTable() == null ? null : table.base() + "/" + field.linkedTable();
        Read target = byTable.get(mapping.link());
        if (linked != null && !linked.equals(mapping.link())) {
            problems.add(
                    read.file(),
                    place + ".link",
                    '"' + field.name() + "\" links to " + linked + " in Airtable, not to " + mapping.link() + ".");
        } else if (target == null) {
            if (!tablesWithFile.contains(mapping.link())) {
                problems.add(
                        read.file(),
                        place + ".link",
                        "there is no mapping for " + mapping.link() + ", so its records cannot be found; write tables/"
                                + mapping.link() + ".yaml.");
            }
        } else if (mapping.by() != null
                && !FieldMapping.DOCUMENT_ID.equals(mapping.by())
                && !target.mapping().match().contains(mapping.by())) {
            problems.add(
                    read.file(),
                    place + ".by",
                    mapping.link() + " is not matched by \"" + mapping.by() + "\"; expected one of its match fields: "
                            + String.join(", ", target.mapping().match()) + ".");
        }
    }
}

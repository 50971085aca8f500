package dev.airtableroutes.base;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * One difference between a base's file and the live base.
 *
 * @param table logical name, {@code cuculi/users}
 * @param field logical name of the field, or null when the whole table is meant
 * @param kind what differs
 * @param sentence what a person should know and do
 */
public record Drift(String table, String field, Kind kind, String sentence) {

    /** What differs, most harmful first: the first two make writing impossible. */
    public enum Kind {
        MISSING,
        COMPUTED,
        TYPE,
        RENAMED,
        CHOICES,
        UNKNOWN
    }

    static Drift missingTable(Table wanted, Collection<Table> live) {
        String nearest =
                Names.nearest(wanted.name(), live.stream().map(Table::name).toList());
        return new Drift(
                wanted.logicalName(),
                null,
                Kind.MISSING,
                "%s: Airtable has no table \"%s\" in base %s%s"
                        .formatted(file(wanted), wanted.name(), wanted.base(), suggestion(nearest)));
    }

    static Drift renamedTable(Table wanted, Table live) {
        return new Drift(
                wanted.logicalName(),
                null,
                Kind.RENAMED,
                "%s: table \"%s\" is now called \"%s\"; found by its id, so nothing breaks, but run `schema pull %s`."
                        .formatted(file(wanted), wanted.name(), live.name(), wanted.base()));
    }

    static Drift missingField(Table table, Field wanted, Table live) {
        String nearest = Names.nearest(wanted.name(), live.fields().keySet());
        return new Drift(
                table.logicalName(),
                wanted.key(),
                Kind.MISSING,
                "%s: table %s has no field \"%s\"%s"
                        .formatted(file(table), table.key(), wanted.name(), suggestion(nearest)));
    }

    static Drift unknownTable(String base, Table live) {
        return new Drift(
                base + "/" + live.name(),
                null,
                Kind.UNKNOWN,
                "mappings/bases/%s.yaml: Airtable has a table \"%s\" that the file does not; run `schema pull %s`."
                        .formatted(base, live.name(), base));
    }

    static Drift unknownField(Table table, Field live) {
        return new Drift(
                table.logicalName(),
                null,
                Kind.UNKNOWN,
                "%s: Airtable has a field \"%s\" in table %s that the file does not; run `schema pull %s`."
                        .formatted(file(table), live.name(), table.key(), table.base()));
    }

    static List<Drift> between(Table table, Field wanted, Field live) {
        List<Drift> drift = new ArrayList<>();
        if (live.type().computed() && !wanted.type().computed()) {
            drift.add(drift(
                    table,
                    wanted,
                    Kind.COMPUTED,
                    "is a %s in Airtable, which computes it: it cannot be written".formatted(live.type())));
        } else if (live.type() != wanted.type()) {
            drift.add(drift(
                    table,
                    wanted,
                    Kind.TYPE,
                    "is %s in Airtable and %s in the file".formatted(live.type(), wanted.type())));
        }
        if (!live.name().equals(wanted.name())) {
            drift.add(drift(table, wanted, Kind.RENAMED, "is now called \"%s\" in Airtable".formatted(live.name())));
        }
        if (wanted.select()
                && wanted.choices() != null
                && live.select()
                && !live.choices().containsAll(wanted.choices())) {
            List<String> missing = wanted.choices().stream()
                    .filter(choice -> !live.choices().contains(choice))
                    .toList();
            drift.add(drift(table, wanted, Kind.CHOICES, "does not offer %s in Airtable".formatted(missing)));
        }
        return drift;
    }

    /** Writing this field, or this table, would fail. */
    public boolean harmful() {
        return kind == Kind.MISSING || kind == Kind.COMPUTED;
    }

    private static Drift drift(Table table, Field field, Kind kind, String what) {
        return new Drift(
                table.logicalName(),
                field.key(),
                kind,
                "%s: field \"%s\" of table %s %s; run `schema pull %s` to take over the live base."
                        .formatted(file(table), field.name(), table.key(), what, table.base()));
    }

    private static String file(Table table) {
        return "mappings/bases/" + table.base() + ".yaml";
    }

    private static String suggestion(String nearest) {
        return Objects.isNull(nearest) ? "." : "; did you mean \"" + nearest + "\"?";
    }
}

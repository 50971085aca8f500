package dev.airtableroutes.mapping;

import dev.airtableroutes.base.Base;
import dev.airtableroutes.base.Field;
import dev.airtableroutes.base.Nearest;
import dev.airtableroutes.base.Table;
import java.util.List;

/** What no schema sees in the file of a base: names that point at nothing, and ids that look odd. */
final class BaseChecks {

    private static final int NAMED = 3;

    private final YamlFile file;
    private final Base base;
    private final Problems problems;
    private final List<String> warnings;
    private boolean sound = true;

    BaseChecks(YamlFile file, Base base, Problems problems, List<String> warnings) {
        this.file = file;
        this.base = base;
        this.problems = problems;
        this.warnings = warnings;
    }

    /** Whether everything is in order, odd ids aside: Airtable promises nothing about their length, so they only warn. */
    boolean check() {
        base.tables().values().forEach(this::table);
        if (base.id() != null && !base.id().matches("app[A-Za-z0-9]{14}")) {
            warnings.add(file.name() + ":" + file.line("id") + ": id: \"" + base.id() + "\" has "
                    + base.id().length()
                    + " characters, and base ids have 17 (app and 14 more); look whether one was lost in copying.");
        }
        placeholderIds();
        return sound;
    }

    private void placeholderIds() {
        List<String> odd = base.tables().values().stream()
                .filter(table -> table.id() != null && !table.id().equals(table.address()))
                .map(Table::key)
                .toList();
        if (!odd.isEmpty()) {
            warnings.add(
                    file.name() + ": " + odd.size() + " of " + base.tables().size()
                            + " tables have an id that is not one of Airtable's (tbl and 14 more) and are addressed by name: "
                            + String.join(", ", odd.subList(0, Math.min(NAMED, odd.size())))
                            + (odd.size() > NAMED ? ", \u2026" : "."));
        }
    }

    private void table(Table table) {
        String place = "tables." + table.key();
        if (table.primary() != null && !table.fields().containsKey(table.primary())) {
            problem(
                    place + ".primary",
                    "the table has no field \"" + table.primary() + "\""
                            + Nearest.hint(table.primary(), table.fields().keySet()));
        }
        table.fields().values().forEach(field -> field(place + ".fields." + field.key(), field));
    }

    private void field(String place, Field field) {
        if (field.link() && field.linkedTable() != null && !base.tables().containsKey(field.linkedTable())) {
            problem(
                    place + ".table",
                    "the base has no table \"" + field.linkedTable() + "\""
                            + Nearest.hint(field.linkedTable(), base.tables().keySet()));
        }
    }

    private void problem(String place, String sentence) {
        sound = false;
        problems.add(file, place, sentence);
    }
}

package dev.airtableroutes.mapping;

import dev.airtableroutes.base.Field;
import dev.airtableroutes.base.Nearest;
import dev.airtableroutes.base.Table;

/** Whether a field can be what a mapping makes of it. */
final class FieldChecks {

    private FieldChecks() {}

    /** Why the mapping cannot write this field of the table, in one sentence; null when it can. */
    static String target(String name, FieldMapping mapping, Table table) {
        Field field = table.fields().get(name);
        if (field == null) {
            return "table " + table.logicalName() + " has no field \"" + name + "\""
                    + Nearest.hint(name, table.fields().keySet());
        }
        if (field.type().computed()) {
            return "Airtable computes \"" + field.name() + "\" (" + field.type()
                    + "), so it cannot be written; take it out of the mapping.";
        }
        if (field.link() && mapping.link() == null) {
            return "\"" + field.name() + "\" is a link; say which table its records are in, such as link: "
                    + table.base() + "/" + (field.linkedTable() == null ? "users" : field.linkedTable()) + ".";
        }
        if (!field.link() && mapping.link() != null) {
            return "link is for fields that link records, and \"" + field.name() + "\" is of type " + field.type()
                    + ".";
        }
        return null;
    }
}

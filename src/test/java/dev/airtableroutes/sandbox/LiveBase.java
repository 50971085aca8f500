package dev.airtableroutes.sandbox;

import dev.airtableroutes.base.Base;
import dev.airtableroutes.base.Field;
import dev.airtableroutes.base.Table;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;

/** One base, built from its file. It is the lock of everything in it. */
final class LiveBase {

    final String key;
    final String id;
    final String name;
    final Map<String, LiveTable> tables = new LinkedHashMap<>();
    /** Seeded, so that the same requests in the same order make the same ids. */
    final SplittableRandom random;

    LiveBase(Base base) {
        key = base.key();
        id = base.id() == null ? Ids.stable("app", key) : base.id();
        name = base.name();
        random = new SplittableRandom(id.hashCode());
        base.tables().values().forEach(this::build);
        base.tables().values().forEach(this::connect);
    }

    private void build(Table table) {
        String address = table.address();
        String tableId = address.equals(table.id()) ? address : Ids.stable("tbl", id + "/" + table.key());
        LiveTable live = new LiveTable(this, table.key(), tableId, table.name(), table.view());
        for (Field field : table.fields().values()) {
            live.add(field.key(), field.id(), field.name(), field.type(), field.choices(), field.options());
        }
        live.primary = live.fields.stream()
                .filter(field -> field.key.equals(table.primary()))
                .findFirst()
                .orElse(null);
        tables.put(table.key(), live);
    }

    private void connect(Table table) {
        LiveTable live = tables.get(table.key());
        for (LiveField field : live.fields) {
            if (!field.link() || table.fields().get(field.key).linkedTable() == null) {
                continue;
            }
            String linked = table.fields().get(field.key).linkedTable();
            field.linked = tables.get(linked);
            if (field.linked == null) {
                throw new IllegalArgumentException("mappings/bases: " + table.logicalName() + " field " + field.key
                        + " links to the table " + linked + ", which base " + key + " does not have. Its tables are "
                        + tables.keySet() + ".");
            }
            connectInverse(field);
        }
    }

    /** Only inverses that the file declares: a link without one is legal, and an invented field would be drift. */
    private void connectInverse(LiveField field) {
        Object inverse = field.options.get("inverse");
        if (inverse == null) {
            return;
        }
        field.inverse = field.linked.fields.stream()
                .filter(other -> other.answersTo(inverse.toString()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("mappings/bases: " + key + "/" + field.table.key
                        + " field " + field.key + " names the inverse " + inverse + ", which the table "
                        + field.linked.key + " does not have."));
        if (field.inverse.inverse == null) {
            field.inverse.inverse = field;
        }
    }

    LiveTable table(String text) {
        return tables.values().stream()
                .filter(table -> table.answersTo(text))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException(
                        "No table " + text + " in base " + key + ". Its tables are " + tables.keySet() + "."));
    }

    boolean answersTo(String text) {
        return text.equals(id) || text.equals(key);
    }
}

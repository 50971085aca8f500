package dev.airtableroutes.mapping;

import dev.airtableroutes.base.Field;
import dev.airtableroutes.base.Table;
import dev.airtableroutes.failure.ConfigurationException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;

/**
 * Documents of one collection -> records of one table, for the field types of one base, live or from its file. Safe for
 * use by several threads.
 */
public final class Mapper {

    private final Mapping mapping;
    private final Table table;
    private final Map<String, FieldPlan> plans = new LinkedHashMap<>();

    /** @throws ConfigurationException when the table lacks a field, or has it in a type that the mapping cannot write */
    public Mapper(Mapping mapping, Table table) {
        this.mapping = mapping;
        this.table = table;
        List<String> problems = new ArrayList<>();
        mapping.fields().forEach((name, field) -> {
            String problem = FieldChecks.target(name, field, table);
            if (problem == null) {
                plans.put(
                        name,
                        new FieldPlan(
                                table.fields().get(name), field, mapping.match().contains(name)));
            } else {
                problems.add(mapping.file() + ": fields." + name + ": " + problem);
            }
        });
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
    }

    public Mapping mapping() {
        return mapping;
    }

    public Table table() {
        return table;
    }

    /** The document as a record. Never throws: what does not fit is nothing, or a bad cell. */
    public Mapped map(Document document) {
        Map<String, Object> cells = new LinkedHashMap<>(plans.size() * 2);
        Map<String, List<String>> links = new LinkedHashMap<>();
        List<BadCell> badCells = List.of();
        Set<String> unticked = Set.of();
        boolean rejected = false;
        for (FieldPlan plan : plans.values()) {
            Object found = plan.read(document);
            Object value = plan.convert(found);
            if (value instanceof Bad bad) {
                badCells = badCells.isEmpty() ? new ArrayList<>() : badCells;
                badCells.add(new BadCell(plan.name(), String.valueOf(found), bad.reason()));
                rejected |= plan.key() || mapping.invalid() == Invalid.reject;
            } else if (plan.link()) {
                links.put(plan.name(), keys(value));
            } else {
                cells.put(plan.name(), value);
                if (value == null && plan.unticks(found)) {
                    unticked = unticked.isEmpty() ? new HashSet<>() : unticked;
                    unticked.add(plan.name());
                }
            }
        }
        return new Mapped(
                Collections.unmodifiableMap(cells),
                Collections.unmodifiableMap(links),
                unticked,
                badCells,
                keys(document, cells),
                rejected);
    }

    @SuppressWarnings("unchecked")
    private static List<String> keys(Object value) {
        return value == null ? List.of() : (List<String>) value;
    }

    private List<MatchKey> keys(Document document, Map<String, Object> cells) {
        List<MatchKey> keys = new ArrayList<>(mapping.match().size());
        for (String field : mapping.match()) {
            String value = MatchKey.normalise(cells.get(field));
            if (value != null) {
                keys.add(new MatchKey(field, value));
            }
        }
        Object id = mapping.linkedById() ? document.get(FieldMapping.DOCUMENT_ID) : null;
        if (id != null && Scalars.text(id) instanceof String text && MatchKey.normalise(text) != null) {
            keys.add(new MatchKey(FieldMapping.DOCUMENT_ID, MatchKey.normalise(text)));
        }
        return keys;
    }

    /** Whether the document asks for exactly this cell, in canonical form. */
    public boolean asksFor(String field, Document document, Object cell) {
        FieldPlan plan = plans.get(field);
        Object wanted = plan.convert(plan.read(document));
        return !(wanted instanceof Bad) && Cells.same(table.fields().get(field), wanted, cell);
    }

    /**
     * A cell of a field that is read back, as the document shall say it; null for nothing.
     *
     * @param cell in canonical form
     */
    public Object returned(String field, Document document, Object cell) {
        FieldMapping how = mapping.fields().get(field);
        return Returned.value(
                table.fields().get(field), how.zone(), cell, plans.get(field).read(document));
    }

    /** The cells that mark the record of a deleted document; empty for the other policies. */
    public Mapped mark() {
        Map<String, Object> cells = new LinkedHashMap<>();
        List<BadCell> badCells = new ArrayList<>();
        mapping.deleted().mark().forEach((name, value) -> {
            Field field = table.fields().get(name);
            Object cell = field == null ? new Bad("The table has no such field.") : FieldPlan.constant(field, value);
            if (cell instanceof Bad bad) {
                badCells.add(new BadCell(name, String.valueOf(value), bad.reason()));
            } else {
                cells.put(name, cell);
            }
        });
        return new Mapped(cells, Map.of(), Set.of(), badCells, List.of(), false);
    }
}

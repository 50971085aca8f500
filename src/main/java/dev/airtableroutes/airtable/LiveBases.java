package dev.airtableroutes.airtable;

import dev.airtableroutes.base.Base;
import dev.airtableroutes.base.Drift;
import dev.airtableroutes.base.Field;
import dev.airtableroutes.base.LiveSchema;
import dev.airtableroutes.base.Table;
import dev.airtableroutes.failure.ConfigurationException;
import dev.airtableroutes.mapping.Catalog;
import dev.airtableroutes.mapping.Mapping;
import dev.airtableroutes.mapping.Mappings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** The bases as Airtable itself describes them, read once and kept until they turn out to be wrong. */
@Component("liveBases")
public class LiveBases {

    private final Mappings mappings;
    private final Map<String, Learned> live = new ConcurrentHashMap<>();

    /** A base as it was held against these mappings; with others it has to be looked at again. */
    private record Learned(LiveSchema schema, Catalog catalog, boolean doubted) {

        boolean holds(String base, Catalog now) {
            return !doubted
                    && (now == catalog
                            || Objects.equals(
                                            now.bases().byKey().get(base),
                                            catalog.bases().byKey().get(base))
                                    && of(base, now).equals(of(base, catalog)));
        }

        Learned doubt() {
            return new Learned(schema, catalog, true);
        }

        private static List<Mapping> of(String base, Catalog catalog) {
            return catalog.mappings().values().stream()
                    .filter(mapping -> mapping.table().startsWith(base + "/"))
                    .toList();
        }
    }

    public LiveBases(Mappings mappings) {
        this.mappings = mappings;
    }

    /** Whether the base of a table still has to be read. */
    public boolean unknown(String table) {
        return schema(base(table)).isEmpty();
    }

    /** The call that reads a base, by its logical name or that of one of its tables. */
    public Call call(@Body String name) {
        Base base = mappings.current().bases().byKey().get(base(name));
        if (base == null) {
            throw new ConfigurationException("There is no base \"" + base(name) + "\" in mappings/bases/.");
        }
        return Call.schema(base);
    }

    /**
     * Takes over what Airtable answered.
     *
     * @throws ConfigurationException when a mapping of the base asks for a table or a field that cannot be written
     */
    public LiveSchema learn(@Body Answer answer, @ExchangeProperty("schemaCall") Call call) {
        Catalog catalog = mappings.current();
        LiveSchema schema = LiveSchema.of(catalog.bases().byKey().get(call.base()), answer.json());
        List<String> problems = problems(schema, call.base(), catalog);
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        live.put(call.base(), new Learned(schema, catalog, false));
        return schema;
    }

    /** Airtable as it answered last; empty before. */
    public Optional<LiveSchema> schema(String base) {
        return Optional.ofNullable(live.get(base))
                .filter(learned -> learned.holds(base, mappings.current()))
                .map(Learned::schema);
    }

    /** The same, even if it has to be read again before the next pass. */
    public Optional<LiveSchema> lately(String base) {
        return Optional.ofNullable(live.get(base)).map(Learned::schema);
    }

    /** The base is not what we believed: read it again before the next pass. */
    public void forget(String table) {
        live.computeIfPresent(base(table), (base, learned) -> learned.doubt());
    }

    private static List<String> problems(LiveSchema schema, String base, Catalog catalog) {
        List<String> problems = new ArrayList<>();
        for (Mapping mapping : catalog.mappings().values()) {
            if (!mapping.table().startsWith(base + "/")) {
                continue;
            }
            schema.drift().stream()
                    .filter(Drift::harmful)
                    .filter(drift -> drift.table().equals(mapping.table()))
                    .filter(drift -> drift.field() == null || mapping.fields().containsKey(drift.field()))
                    .map(drift -> drift.sentence() + " The mapping " + mapping.file() + " writes it.")
                    .forEach(problems::add);
            Table table = schema.base().tables().get(mapping.table().substring(base.length() + 1));
            if (table != null) {
                links(mapping, table, problems);
            }
        }
        return problems;
    }

    private static void links(Mapping mapping, Table table, List<String> problems) {
        mapping.fields().forEach((key, field) -> {
            Field there = table.fields().get(key);
            if (there != null && field.link() != null && !there.link()) {
                problems.add(
                        "%s: fields.%s links to %s, but the field is %s in Airtable; make it a link to another table there, or drop link from the mapping."
                                .formatted(mapping.file(), key, field.link(), there.type()));
            } else if (there != null && field.link() == null && there.link()) {
                problems.add("%s: fields.%s is a link to other records in Airtable; say which with link: %s/<table>."
                        .formatted(mapping.file(), key, table.base()));
            } else if (there != null && field.link() != null && !field.link().equals(target(table, there))) {
                problems.add(
                        "%s: fields.%s links to %s, but in Airtable the field leads to %s; say that in the mapping, or make it a link to %s there."
                                .formatted(
                                        mapping.file(),
                                        key,
                                        field.link(),
                                        there.linkedTable() == null
                                                ? "a table that mappings/bases/" + table.base() + ".yaml does not have"
                                                : target(table, there),
                                        field.link()));
            }
        });
    }

    private static String target(Table table, Field link) {
        return table.base() + "/" + link.linkedTable();
    }

    private static String base(String name) {
        int slash = name.indexOf('/');
        return slash < 0 ? name : name.substring(0, slash);
    }
}

package dev.airtableroutes.airtable;

import dev.airtableroutes.base.Base;
import dev.airtableroutes.base.Drift;
import dev.airtableroutes.base.Field;
import dev.airtableroutes.base.LiveSchema;
import dev.airtableroutes.base.Table;
import dev.airtableroutes.failure.ConfigurationException;
import dev.airtableroutes.mapping.Catalog;
import dev.airtableroutes.mapping.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** The bases as Airtable itself describes them, read once and kept until they turn out to be wrong. */
@Component("liveBases")
public class LiveBases {

    private final Catalog catalog;
    private final Map<String, LiveSchema> live = new ConcurrentHashMap<>();

    public LiveBases(Catalog catalog) {
        this.catalog = catalog;
    }

    /** Whether the base of a table still has to be read. */
    public boolean unknown(String table) {
        return !live.containsKey(base(table));
    }

    /** The call that reads a base, by its logical name or that of one of its tables. */
    public Call call(@Body String name) {
        Base base = catalog.bases().byKey().get(base(name));
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
        LiveSchema schema = LiveSchema.of(catalog.bases().byKey().get(call.base()), answer.json());
        List<String> problems = problems(schema, call.base());
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        live.put(call.base(), schema);
        return schema;
    }

    /** Airtable as it answered last; empty before. */
    public Optional<LiveSchema> schema(String base) {
        return Optional.ofNullable(live.get(base));
    }

    /** The base is not what we believed: read it again before the next pass. */
    public void forget(String table) {
        live.remove(base(table));
    }

    private List<String> problems(LiveSchema schema, String base) {
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
            }
        });
    }

    private static String base(String name) {
        int slash = name.indexOf('/');
        return slash < 0 ? name : name.substring(0, slash);
    }
}

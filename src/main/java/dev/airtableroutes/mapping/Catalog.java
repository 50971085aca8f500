package dev.airtableroutes.mapping;

import dev.airtableroutes.base.Bases;
import dev.airtableroutes.base.EditedFiles;
import dev.airtableroutes.failure.ConfigurationException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Everything under {@code MAPPINGS_DIR}, read and checked.
 *
 * @param bases the files of {@code bases/}
 * @param mappings the files of {@code tables/}, by logical name of the table, in the order of their paths; those that are on
 * @param off of them the ones whose base has no id: they are checked, and wait for one
 * @param warnings what looks odd and works all the same, a sentence each
 */
public record Catalog(Bases bases, Map<String, Mapping> mappings, Map<String, Mapping> off, List<String> warnings) {

    public Catalog {
        mappings = Collections.unmodifiableMap(new LinkedHashMap<>(mappings));
        off = Collections.unmodifiableMap(new LinkedHashMap<>(off));
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads and checks all files.
     *
     * @param environment the value of a variable by name, or null, for {@code ${NAME:default}} in the files
     * @throws ConfigurationException with every problem of every file, such as {@code mappings/tables/cuculi/users.yaml:12:
     *     fields.total_spent.mim: "mim" is not a property here; did you mean "min"?}
     */
    public static Catalog load(Path mappingsDirectory, UnaryOperator<String> environment) {
        return load(mappingsDirectory, EditedFiles.asSaved(), environment);
    }

    /** The same, of files some of which may be as they were before. */
    public static Catalog load(Path mappingsDirectory, EditedFiles files, UnaryOperator<String> environment) {
        return new CatalogLoader(mappingsDirectory, files, environment).load();
    }

    /** The bases whose tables are off, each with what to do, a sentence each. */
    public List<String> offSentences() {
        return off.keySet().stream()
                .map(table -> table.substring(0, table.indexOf('/')))
                .distinct()
                .map(base -> "The tables of base %s are off: set %s.".formatted(base, idVariable(base)))
                .toList();
    }

    /** The variable that holds the id of a base, by its logical name. */
    public static String idVariable(String base) {
        return base.toUpperCase(Locale.ROOT).replace('-', '_') + "_BASE_ID";
    }

    /** The mappings so that a table comes after those it links to; a cycle is cut at some link. */
    public List<Mapping> inLinkOrder() {
        List<Mapping> ordered = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        mappings.values().forEach(mapping -> visit(mapping, seen, ordered));
        return ordered;
    }

    private void visit(Mapping mapping, Set<String> seen, List<Mapping> ordered) {
        if (!seen.add(mapping.table())) {
            return;
        }
        for (FieldMapping field : mapping.fields().values()) {
            Mapping linked = field.link() == null ? null : mappings.get(field.link());
            if (linked != null) {
                visit(linked, seen, ordered);
            }
        }
        ordered.add(mapping);
    }
}

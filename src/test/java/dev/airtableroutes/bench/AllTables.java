package dev.airtableroutes.bench;

import dev.airtableroutes.base.Base;
import dev.airtableroutes.base.Field;
import dev.airtableroutes.base.Table;
import dev.airtableroutes.mapping.Catalog;
import dev.airtableroutes.sandbox.SandboxBases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The routes and mappings of the product, and two files more for each table of all bases that has none, as an engineer would
 * add them. They read one collection, since the local MongoDB would be busy with a change stream for each.
 *
 * @param count how many tables there are then
 */
record AllTables(Path routes, Path mappings, int count) {

    static AllTables write() throws IOException {
        Path root =
                Files.createTempDirectory(Path.of("target"), "benchmark-tables").toAbsolutePath();
        copy(Path.of("routes"), root.resolve("routes"));
        copy(Path.of("mappings"), root.resolve("mappings"));
        Catalog catalog = Catalog.load(Path.of("mappings"), SandboxBases::environment);
        int count = catalog.mappings().size();
        for (Base base : catalog.bases().all()) {
            for (Table table : base.tables().values()) {
                Optional<Field> text = table.fields().values().stream()
                        .filter(field -> field.type().text())
                        .findFirst();
                if (!catalog.mappings().containsKey(table.logicalName()) && text.isPresent()) {
                    add(root, table, text.get().key());
                    count++;
                }
            }
        }
        return new AllTables(root.resolve("routes"), root.resolve("mappings"), count);
    }

    private static void add(Path root, Table table, String field) throws IOException {
        String id = table.base() + "-" + table.key();
        file(root.resolve("mappings/tables/" + table.logicalName() + ".yaml"), """
                table: %s
                collection: yobot
                match: [%s]
                fields:
                  %s: %s
                """.formatted(
                        table.logicalName(), field, field, field));
        file(root.resolve("routes/tables/" + table.logicalName() + ".camel.yaml"), """
                - route:
                    id: %1$s
                    group: %2$s
                    description: Keeps %3$s in step
                    routeConfigurationId: pass
                    from:
                      id: %1$s-documents
                      uri: kamelet:collection-source
                      parameters:
                        table: %3$s
                      steps:
                        - to:
                            id: %1$s-records
                            uri: kamelet:airtable-table-sink
                """.formatted(
                        id, table.base(), table.logicalName()));
    }

    private static void file(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }
}

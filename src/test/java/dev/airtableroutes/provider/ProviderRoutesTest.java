package dev.airtableroutes.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A provider's two files, which speak of each other. */
class ProviderRoutesTest {

    @Test
    void eachOperationHasItsRouteWithAsManyConsumersAsMayBeAtOnce() throws IOException {
        Map<String, Object> wanted = new TreeMap<>();
        ProviderFiles.load(Path.of("mappings"), name -> null).values().forEach(provider -> provider.operations()
                .values()
                .forEach(operation -> wanted.put(provider.name() + "-" + operation.verb(), operation.atOnce())));
        Map<String, Object> found = new TreeMap<>();
        for (Path file : files()) {
            for (Map<?, ?> route : routes(file)) {
                Map<?, ?> from = (Map<?, ?>) route.get("from");
                Map<?, ?> parameters =
                        from.get("parameters") instanceof Map<?, ?> given ? given : new LinkedHashMap<>();
                Object consumers = parameters.get("concurrentConsumers");
                found.put(route.get("id").toString(), consumers == null ? 1 : consumers);
            }
        }
        assertThat(found).isEqualTo(wanted);
    }

    private static List<Path> files() throws IOException {
        try (var files = Files.list(Path.of("routes/integrations"))) {
            return files.toList();
        }
    }

    private static List<Map<?, ?>> routes(Path file) throws IOException {
        List<?> entries = (List<?>) new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
        return entries.stream()
                .<Map<?, ?>>map(entry -> (Map<?, ?>) ((Map<?, ?>) entry).get("route"))
                .toList();
    }
}

package dev.airtableroutes.route;

import dev.airtableroutes.base.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The queues in which turns at providers wait for their routes. */
public final class TurnQueues {

    private TurnQueues() {}

    /**
     * How many consumers each queue has, by the id of its route, {@code hunter-find}; what is no number, such as a
     * placeholder, stands as it is written.
     *
     * @throws IOException when a file cannot be read
     */
    public static Map<String, String> consumers(Path routes) throws IOException {
        Map<String, String> consumers = new TreeMap<>();
        Path directory = routes.resolve("integrations");
        if (!Files.isDirectory(directory)) {
            return consumers;
        }
        for (Path path : FileTree.files(directory)) {
            RouteFile.read(RouteChecks.name(routes, path), RouteChecks.text(path), new ArrayList<>())
                    .ifPresent(file -> add(file, consumers));
        }
        return consumers;
    }

    private static void add(RouteFile file, Map<String, String> consumers) {
        if (file.content() instanceof List<?> entries) {
            for (Object entry : entries) {
                Object id = Kamelet.at(entry, List.of("route", "id"));
                Object number = Kamelet.at(entry, List.of("route", "from", "parameters", "concurrentConsumers"));
                consumers.put(String.valueOf(id), number == null ? "1" : number.toString());
            }
        }
    }
}

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
     * How many turns each route takes at once, by its id, {@code hunter-find}: the threads of its first step, or else the
     * consumers of its queue. What is no number, such as a placeholder, stands as it is written.
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
                Object number = atOnce(Kamelet.at(entry, List.of("route", "from")));
                consumers.put(String.valueOf(id), number == null ? "1" : number.toString());
            }
        }
    }

    private static Object atOnce(Object from) {
        Object threads = Kamelet.at(from, List.of("steps", 0, "threads", "poolSize"));
        return threads != null ? threads : Kamelet.at(from, List.of("parameters", "concurrentConsumers"));
    }
}

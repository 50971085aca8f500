package dev.airtableroutes.route;

import dev.airtableroutes.base.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;

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
        return each(routes, from -> {
            Object number = atOnce(from);
            return number == null ? "1" : number.toString();
        });
    }

    /**
     * The purse that each route names where it calls its provider, by its id; those that name none are left out.
     *
     * @throws IOException when a file cannot be read
     */
    public static Map<String, String> purses(Path routes) throws IOException {
        return each(routes, TurnQueues::purse);
    }

    private static Map<String, String> each(Path routes, Function<Object, String> told) throws IOException {
        Map<String, String> all = new TreeMap<>();
        Path directory = routes.resolve("integrations");
        if (!Files.isDirectory(directory)) {
            return all;
        }
        for (Path path : FileTree.files(directory)) {
            RouteFile.read(RouteChecks.name(routes, path), RouteChecks.text(path), new ArrayList<>())
                    .ifPresent(file -> add(file, told, all));
        }
        return all;
    }

    private static void add(RouteFile file, Function<Object, String> told, Map<String, String> all) {
        if (file.content() instanceof List<?> entries) {
            for (Object entry : entries) {
                String about = told.apply(Kamelet.at(entry, List.of("route", "from")));
                if (about != null) {
                    all.put(String.valueOf(Kamelet.at(entry, List.of("route", "id"))), about);
                }
            }
        }
    }

    private static String purse(Object from) {
        return Kamelet.at(from, List.of("steps")) instanceof List<?> steps
                ? steps.stream()
                        .map(step -> Kamelet.at(step, List.of("to", "parameters", "purse")))
                        .filter(Objects::nonNull)
                        .map(Object::toString)
                        .findFirst()
                        .orElse(null)
                : null;
    }

    private static Object atOnce(Object from) {
        Object threads = Kamelet.at(from, List.of("steps", 0, "threads", "poolSize"));
        return threads != null ? threads : Kamelet.at(from, List.of("parameters", "concurrentConsumers"));
    }
}

package dev.airtableroutes.route;

import dev.airtableroutes.base.FileTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Loads every file of {@code ROUTES_DIR} by itself, at the start and again when it has changed. */
@Component
public class RouteFiles implements CamelContextConfiguration {

    /** What a run is without that needs no route at all. */
    public static final String ALL = "*";

    private static final Logger LOG = LoggerFactory.getLogger(RouteFiles.class);

    /** What others are made of comes first: the failure policy, bricks, the calls, the tables; what starts work is last. */
    static final Comparator<String> ORDER =
            Comparator.comparingInt(RouteFiles::rank).thenComparing(Comparator.naturalOrder());

    private final Path directory;
    private final Set<String> without;
    private final Map<String, String> broken = new ConcurrentSkipListMap<>();
    private LoadedRoutes loaded;

    /** @param without subdirectories whose routes a one-shot run has no use for, or {@link #ALL}: it starts and ends sooner */
    public RouteFiles(@Value("${routes.directory}") Path directory, @Value("${routes.without:}") Set<String> without) {
        this.directory = directory;
        this.without = without;
    }

    @Override
    public void beforeApplicationStart(CamelContext camel) {}

    /** After the start, since a route that cannot start would otherwise keep the whole application from starting. */
    @Override
    public synchronized void afterApplicationStart(CamelContext camel) {
        loaded = new LoadedRoutes(camel, directory);
        Map<String, String> texts = texts();
        texts.keySet().stream().sorted(ORDER).forEach(name -> load(name, texts));
    }

    private Map<String, String> texts() {
        try {
            return read();
        } catch (IOException missing) {
            LOG.error(
                    "There are no routes in {}: set ROUTES_DIR to the directory that holds them ({})",
                    directory,
                    missing.getMessage());
            return Map.of();
        }
    }

    private void load(String name, Map<String, String> texts) {
        try {
            loaded.load(name, texts.get(name));
        } catch (Exception failure) {
            String sentence = sentence(name, LoadedRoutes.reasons(texts, name, failure));
            broken.put(name, sentence);
            LOG.error(sentence);
        }
    }

    /**
     * The files as they are now, by their names below the directory.
     *
     * @throws IOException when the directory or one of its files cannot be read
     */
    public Map<String, String> read() throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        if (without.contains(ALL)) {
            return texts;
        }
        for (Path file : FileTree.files(directory)) {
            String name = RouteChecks.name(directory, file);
            if (name.endsWith(".yaml") && !without.contains(name.split("/", 2)[0])) {
                texts.put(name, new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
            }
        }
        return texts;
    }

    /**
     * Brings the routes to where these files are: what is new is started, what is gone is stopped, and nothing else is
     * touched. A file that cannot be loaded leaves its former routes at work, see {@link #broken}.
     */
    public synchronized void change(Map<String, String> texts, RouteUsers users) {
        Map<String, List<String>> refused = new RouteChange(loaded, texts, users).apply();
        broken.keySet().retainAll(refused.keySet());
        refused.forEach((name, sentences) -> broken.put(name, sentence(name, sentences)));
    }

    private String sentence(String name, List<String> reasons) {
        String instead = loaded.texts().containsKey(name)
                ? " is not loaded, its former version runs: "
                : " is not loaded, the other routes run: ";
        return "routes/" + name + instead + String.join(" ", reasons);
    }

    /** A sentence for each file that could not be loaded as it is, by file. */
    public Map<String, String> broken() {
        return new LinkedHashMap<>(broken);
    }

    private static int rank(String name) {
        List<String> order = List.of("error-handling.camel.yaml", "kamelets", "airtable", "tables", "integrations");
        int rank = order.indexOf(name.split("/", 2)[0]);
        return rank < 0 ? order.size() : rank;
    }
}

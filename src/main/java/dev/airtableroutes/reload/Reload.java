package dev.airtableroutes.reload;

import dev.airtableroutes.failure.Unexpected;
import dev.airtableroutes.failure.WaitException;
import dev.airtableroutes.route.RouteFiles;
import dev.airtableroutes.route.RouteUsers;
import dev.airtableroutes.sync.Passes;
import dev.airtableroutes.sync.Tables;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Looks at the files again and again, since mounted directories and editors that save by renaming tell nobody what
 * they do. Only while the application serves.
 */
@Component
class Reload implements SmartLifecycle, RouteUsers {

    private static final Logger LOG = LoggerFactory.getLogger(Reload.class);
    private static final String ROUTES = "routes";
    private static final String MAPPINGS = "mappings";
    private static final long END = 5;

    private final RouteFiles routeFiles;
    private final MappingFiles mappingFiles;
    private final Troubles troubles;
    private final Passes passes;
    private final Tables tables;
    private final boolean enabled;
    private final Duration every;
    private final Settled routes = new Settled();
    private final Settled mappings = new Settled();
    private volatile ScheduledExecutorService watch;

    Reload(
            RouteFiles routeFiles,
            MappingFiles mappingFiles,
            Troubles troubles,
            Passes passes,
            Tables tables,
            @Value("${sync.serve}") boolean serve,
            @Value("${reload.enabled}") boolean enabled,
            @Value("${reload.every}") Duration every) {
        this.routeFiles = routeFiles;
        this.mappingFiles = mappingFiles;
        this.troubles = troubles;
        this.passes = passes;
        this.tables = tables;
        this.enabled = serve && enabled;
        this.every = every;
    }

    /** Not before: Camel loads the routes when everything else has started. */
    @EventListener(ApplicationReadyEvent.class)
    void begin() {
        troubles.known(ROUTES, lists(routeFiles.broken()));
        if (enabled && watch == null) {
            watch = Executors.newSingleThreadScheduledExecutor(work -> {
                Thread thread = new Thread(work, "reload");
                thread.setDaemon(true);
                return thread;
            });
            watch.scheduleWithFixedDelay(this::look, 0, every.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        try {
            lookAtMappings();
            lookAtRoutes();
        } catch (RuntimeException unexpected) {
            // the next look may do better; without a next one, nothing would ever be taken over again
            LOG.error("The files could not be looked at: {}", Unexpected.sentence(unexpected));
            LOG.debug("Where it failed", unexpected);
        }
    }

    private void lookAtMappings() {
        try {
            mappings.look(mappingFiles.read()).ifPresent(texts -> troubles.are(MAPPINGS, mappingFiles.takeOver(texts)));
        } catch (IOException unreadable) {
            troubles.are(MAPPINGS, Map.of("", List.of(sentence(MAPPINGS, "MAPPINGS_DIR", unreadable))));
        }
    }

    private void lookAtRoutes() {
        try {
            routes.look(routeFiles.read()).ifPresent(texts -> {
                routeFiles.change(texts, this);
                troubles.are(ROUTES, lists(routeFiles.broken()));
            });
        } catch (IOException unreadable) {
            troubles.are(ROUTES, Map.of("", List.of(sentence(ROUTES, "ROUTES_DIR", unreadable))));
        }
    }

    private static String sentence(String what, String variable, IOException unreadable) {
        return "The " + what + " cannot be read (" + unreadable
                + "); those that were loaded go on. Check the directory " + variable + ".";
    }

    private static Map<String, List<String>> lists(Map<String, String> sentences) {
        return sentences.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, broken -> List.of(broken.getValue())));
    }

    /** A pass may take an hour: it ends with the batches that are on their way, and what it had left is done after. */
    @Override
    public void leave(Set<String> files) {
        WaitException why = new WaitException(
                "The route of the table has changed; what this pass has left is done by the next one, at once.");
        tables(files).forEach(table -> passes.hold(table, why));
    }

    @Override
    public void comeBack(Set<String> files) {
        tables(files).forEach(table -> {
            passes.release(table);
            tables.soon(table);
        });
    }

    private static Stream<String> tables(Set<String> files) {
        return files.stream().filter(file -> file.startsWith("tables/")).map(file -> file.substring("tables/".length())
                .replaceFirst("\\.camel\\.yaml$", ""));
    }

    @Override
    public void start() {
        // begins when the application is ready
    }

    /** Before Camel, whose routes must not be started while it stops them. */
    @Override
    public void stop() {
        ScheduledExecutorService ending = watch;
        watch = null;
        if (ending != null) {
            ending.shutdownNow();
            try {
                ending.awaitTermination(END, TimeUnit.SECONDS);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return watch != null;
    }

    @Override
    public boolean isAutoStartup() {
        return false;
    }

    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}

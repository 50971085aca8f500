package dev.airtableroutes.command;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import dev.airtableroutes.airtable.AirtableSettings;
import dev.airtableroutes.airtable.Gates;
import dev.airtableroutes.base.Drift.Kind;
import dev.airtableroutes.base.LiveSchema;
import dev.airtableroutes.base.Names;
import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.deadletter.ReplayLocks;
import dev.airtableroutes.failure.ConfigurationException;
import dev.airtableroutes.failure.WaitException;
import dev.airtableroutes.mapping.Catalog;
import dev.airtableroutes.mapping.Mapping;
import dev.airtableroutes.report.Forecast;
import dev.airtableroutes.report.Report;
import dev.airtableroutes.report.ReportFiles;
import dev.airtableroutes.route.RouteFiles;
import dev.airtableroutes.sync.PassReport;
import dev.airtableroutes.sync.PassRequest.Mode;
import dev.airtableroutes.sync.Passes;
import dev.airtableroutes.sync.Run;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.bson.Document;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** Brings tables up to date once, and says how it went. */
@Component
class OneShot {

    private final Catalog catalog;
    private final ProducerTemplate camel;
    private final MongoDatabase source;
    private final MongoDatabase state;
    private final Passes passes;
    private final Run run;
    private final Gates gates;
    private final AirtableSettings settings;
    private final Forecast forecast;
    private final DeadLetters deadLetters;
    private final ReplayLocks locks;
    private final RouteFiles routeFiles;

    OneShot(
            Catalog catalog,
            @Lazy ProducerTemplate camel,
            @Qualifier("source") MongoDatabase source,
            @Qualifier("state") MongoDatabase state,
            Passes passes,
            Run run,
            Gates gates,
            AirtableSettings settings,
            Forecast forecast,
            DeadLetters deadLetters,
            ReplayLocks locks,
            RouteFiles routeFiles) {
        this.catalog = catalog;
        this.camel = camel;
        this.source = source;
        this.state = state;
        this.passes = passes;
        this.run = run;
        this.gates = gates;
        this.settings = settings;
        this.forecast = forecast;
        this.deadLetters = deadLetters;
        this.locks = locks;
        this.routeFiles = routeFiles;
    }

    int sync(List<String> wanted, Commands.SyncOptions options) {
        List<Mapping> mappings = mappings(wanted);
        checkMongo();
        Set<String> bases = bases(mappings);
        bases.forEach(this::checkBase);
        if (!options.dryRun) {
            // as the route retention does while the application serves
            locks.openWaiting();
        }
        Instant started = Instant.now();
        System.out.println(forecast.sentence(mappings, options.reconcile));
        List<PassReport> reports = run(mappings, options);
        Report report = Report.of(
                reports,
                options.dryRun,
                started,
                Instant.now(),
                bases.stream()
                        .map(base -> Report.Calls.of(
                                base, catalog.bases().byKey().get(base).id(), gates))
                        .toList(),
                settings.requestsPerSecond());
        System.out.println(report.text());
        if (options.report != null) {
            ReportFiles.write(report, deadLetters, options.report);
        }
        return exitCode(reports, mappings, options.dryRun);
    }

    private List<Mapping> mappings(List<String> wanted) {
        List<String> problems = new ArrayList<>();
        for (String table : wanted) {
            if (catalog.off().containsKey(table)) {
                problems.addAll(catalog.offSentences());
            } else if (!catalog.mappings().containsKey(table)) {
                String nearest = Names.nearest(table, catalog.mappings().keySet());
                problems.add("There is no mapping for a table \"%s\"%s The tables are: %s."
                        .formatted(
                                table,
                                nearest == null ? "." : "; did you mean " + nearest + "?",
                                String.join(", ", catalog.mappings().keySet())));
            }
        }
        problems.addAll(routeFiles.broken().values());
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        return catalog.inLinkOrder().stream()
                .filter(mapping -> wanted.isEmpty() || wanted.contains(mapping.table()))
                .toList();
    }

    void checkMongo() {
        for (MongoDatabase database : List.of(source, state)) {
            try {
                database.runCommand(new Document("ping", 1));
            } catch (MongoException away) {
                throw new ConfigurationException("MongoDB cannot be reached for database " + database.getName()
                        + ": " + firstLine(away) + " Check "
                        + (database == source ? "MONGODB_URI" : "STATE_MONGODB_URI") + " and that MongoDB is running.");
            }
        }
    }

    private static String firstLine(MongoException away) {
        String message = String.valueOf(away.getMessage());
        int cause = message.indexOf("Client view of cluster state");
        return (cause < 0 ? message : message.substring(0, cause)).trim();
    }

    /** The bases of these tables; null for all tables. */
    void checkBases(List<String> wanted) {
        bases(mappings(wanted == null ? List.of() : wanted)).forEach(this::checkBase);
    }

    /** The token, the base, and every table and field that the mappings write, before the first of them is written. */
    private void checkBase(String base) {
        try {
            LiveSchema schema = camel.requestBody("direct:airtable-schema", base, LiveSchema.class);
            schema.drift().stream()
                    .filter(drift -> drift.kind() == Kind.TYPE || drift.kind() == Kind.RENAMED)
                    .forEach(drift -> System.out.println("note: " + drift.sentence()));
        } catch (CamelExecutionException failure) {
            throw failure.getCause() instanceof RuntimeException cause
                    ? cause
                    : new WaitException(
                            "Airtable cannot be reached: " + failure.getCause().getMessage(), failure);
        }
    }

    private static Set<String> bases(List<Mapping> mappings) {
        Set<String> bases = new LinkedHashSet<>();
        mappings.forEach(mapping ->
                bases.add(mapping.table().substring(0, mapping.table().indexOf('/'))));
        return bases;
    }

    private List<PassReport> run(List<Mapping> mappings, Commands.SyncOptions options) {
        try (Progress progress = Progress.start(passes)) {
            return run.of(
                    mappings.stream().map(Mapping::table).toList(),
                    options.reconcile ? Mode.RECONCILE : Mode.CHANGED,
                    options.dryRun);
        }
    }

    private int exitCode(List<PassReport> reports, List<Mapping> mappings, boolean dryRun) {
        if (reports.stream().anyMatch(report -> PassReport.STOPPED.equals(report.state()))) {
            return Commands.CONFIGURATION;
        }
        if (!reports.stream().allMatch(PassReport::done)) {
            return Commands.NOT_FINISHED;
        }
        boolean undelivered = dryRun
                ? reports.stream().anyMatch(report -> report.totals().deadLetterCount() > 0)
                : mappings.stream().anyMatch(mapping -> deadLetters.open(mapping.table()));
        return undelivered ? Commands.FOR_A_PERSON : Commands.CLEAN;
    }
}

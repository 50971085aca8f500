package dev.airtableroutes.system;

import dev.airtableroutes.AirtableRoutes;
import dev.airtableroutes.base.Base;
import dev.airtableroutes.mapping.Catalog;
import dev.airtableroutes.sandbox.LocalAirtable;
import dev.airtableroutes.sandbox.LocalRecord;
import dev.airtableroutes.sandbox.SandboxBases;
import dev.airtableroutes.sync.PassReport;
import dev.airtableroutes.sync.PassRequest.Mode;
import dev.airtableroutes.sync.Run;
import dev.airtableroutes.sync.Totals;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.ProducerTemplate;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole application in this process, as a one-shot run starts it, against a local Airtable and MongoDB. */
final class Product implements AutoCloseable {

    /** Where what arrives is looked at, and not how fast. */
    static final Map<String, Object> UNTHROTTLED =
            Map.of("airtable.requests-per-second", 1000, "airtable.token-requests-per-second", 1000);

    static final List<String> TABLES = List.of("cuculi/users", "cuculi/events", "cuculi/messages");

    private final ConfigurableApplicationContext context;

    private Product(ConfigurableApplicationContext context) {
        this.context = context;
    }

    static Product start(LocalAirtable airtable, String mongoUri, Map<String, ?> more) {
        Map<String, Object> settings = new HashMap<>(Map.ofEntries(
                Map.entry("AIRTABLE_TOKEN", "patTESTsystem"),
                Map.entry("AIRTABLE_API_URL", airtable.url()),
                Map.entry("MONGODB_URI", mongoUri),
                Map.entry("sync.serve", false),
                // as one-shot runs that ask no provider
                Map.entry("routes.without", "integrations,leads"),
                Map.entry("camel.main.jmx-enabled", false),
                Map.entry("airtable.redelivery-delay", 20),
                Map.entry("camel.component.seda.default-poll-timeout", 20),
                Map.entry("airtable.lockout", Duration.ofMillis(1200)),
                Map.entry("logging.level.root", "WARN")));
        settings.putAll(more);
        return new Product(new SpringApplicationBuilder(AirtableRoutes.class)
                .web(WebApplicationType.NONE)
                .run(settings.entrySet().stream()
                        .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                        .toArray(String[]::new)));
    }

    static Iterable<Base> bases() {
        return Catalog.load(Path.of("mappings"), SandboxBases::environment)
                .bases()
                .all();
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    ConfigurableApplicationContext context() {
        return context;
    }

    /** One run over all tables; totals by table. */
    Map<String, Totals> sync() {
        return totals(sync(Mode.CHANGED, false));
    }

    List<PassReport> sync(Mode mode, boolean dryRun) {
        for (String base : List.of("cuculi")) {
            context.getBean(ProducerTemplate.class).requestBody("direct:airtable-schema", base);
        }
        return bean(Run.class).of(TABLES, mode, dryRun);
    }

    static Map<String, Totals> totals(List<PassReport> reports) {
        return reports.stream().collect(Collectors.toMap(PassReport::table, PassReport::totals, Totals::and));
    }

    /** The records of a table by one of their fields. */
    static Map<Object, Map<String, Object>> by(String field, LocalAirtable airtable, String table) {
        return airtable.table("cuculi", table).records().stream()
                .map(LocalRecord::fields)
                .collect(Collectors.toMap(fields -> fields.get(field), Function.identity()));
    }

    @Override
    public void close() {
        context.close();
    }
}

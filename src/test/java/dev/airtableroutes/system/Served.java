package dev.airtableroutes.system;

import dev.airtableroutes.AirtableRoutes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/** The whole application with its web server, as it serves, on a port of the system's choice. */
final class Served implements AutoCloseable {

    static final String OPERATOR_PASSWORD = "an operator's";
    static final String VIEWER_PASSWORD = "a viewer's";
    static final String OPERATOR_KEY = "patTESToperator.0123456789";
    static final String VIEWER_KEY = "patTESTviewer.0123456789";

    private final Cuculi cuculi = new Cuculi().scene(12, 2, 5);
    private final ConfigurableApplicationContext context;

    private Served(Map<String, ?> more) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "AIRTABLE_TOKEN",
                Jar.TOKEN,
                "AIRTABLE_API_URL",
                cuculi.airtable.url(),
                "MONGODB_URI",
                cuculi.uri(),
                "server.port",
                0,
                "OPERATOR_PASSWORD",
                quicklyChecked(OPERATOR_PASSWORD),
                "VIEWER_PASSWORD",
                quicklyChecked(VIEWER_PASSWORD),
                "OPERATOR_API_KEY",
                OPERATOR_KEY,
                "VIEWER_API_KEY",
                VIEWER_KEY,
                "camel.component.seda.default-poll-timeout",
                20,
                "logging.level.root",
                "WARN"));
        settings.putAll(more);
        context = new SpringApplicationBuilder(AirtableRoutes.class)
                .run(settings.entrySet().stream()
                        .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                        .toArray(String[]::new));
    }

    /** As a hash that is the least work; that of a plain password costs a tenth of a second at each request. */
    private static String quicklyChecked(String password) {
        return "{bcrypt}" + new BCryptPasswordEncoder(4).encode(password);
    }

    static Served start() {
        return new Served(Map.of());
    }

    static Served start(Map<String, ?> settings) {
        return new Served(settings);
    }

    /** What it serves for: the documents and the records. */
    Cuculi cuculi() {
        return cuculi;
    }

    String url() {
        return "http://localhost:"
                + ((WebServerApplicationContext) context).getWebServer().getPort();
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    <T> T bean(String name, Class<T> type) {
        return context.getBean(name, type);
    }

    /** Stops the application and leaves what it serves for; returns how long that took. */
    Duration stop() {
        Instant begin = Instant.now();
        context.close();
        return Duration.between(begin, Instant.now());
    }

    @Override
    public void close() {
        context.close();
        cuculi.close();
    }
}

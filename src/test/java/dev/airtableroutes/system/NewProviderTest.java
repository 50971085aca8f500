package dev.airtableroutes.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.airtableroutes.provider.ProviderFiles;
import dev.airtableroutes.provider.ProviderTests;
import dev.airtableroutes.route.RouteChecks;
import dev.airtableroutes.sandbox.providers.Person;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A new provider is two files, its key and a name in {@code mappings/leads.yaml}, and no Java: Acme Finder, of which the
 * product has never heard, takes its turns in the waterfall and is paid what it says.
 */
class NewProviderTest {

    private static final Path FILES = Path.of("src/test/resources/new-provider");
    private static final String KEY = "a key of Acme's";

    @TempDir
    private Path directory;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer acme;
    private String known;

    @BeforeEach
    void start() throws IOException {
        for (String name : List.of("routes", "mappings")) {
            copy(Path.of(name), directory.resolve(name));
            copy(FILES.resolve(name), directory.resolve(name));
        }
        Path rules = directory.resolve("mappings/leads.yaml");
        String usual = Files.readString(rules);
        assertThat(usual).contains("\nfind: [anymailfinder,");
        Files.writeString(rules, usual.replace("\nfind: [anymailfinder,", "\nfind: [acme-finder, anymailfinder,"));
        acme = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        acme.createContext("/v1/people", this::answer);
        acme.start();
    }

    @AfterEach
    void stop() {
        acme.stop(0);
    }

    private void answer(HttpExchange call) throws IOException {
        String body = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        asked.add(body);
        boolean ours = KEY.equals(call.getRequestHeaders().getFirst("X-Acme-Key"));
        boolean hit = known != null && body.contains(known);
        String answer = !ours
                ? "{\"problem\": \"Who are you?\"}"
                : hit ? "{\"mail\": \"found@acme.example\", \"sure\": true, \"cost\": 1.5}" : "{\"cost\": 0}";
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        call.getResponseHeaders().set("Content-Type", "application/json");
        call.sendResponseHeaders(ours ? 200 : 401, bytes.length);
        call.getResponseBody().write(bytes);
        call.close();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    @Test
    void itsFilesAreInOrderAndDoWhatTheySay() throws IOException {
        assertThat(RouteChecks.check(directory.resolve("routes"))).isEmpty();
        assertThat(ProviderTests.run(ProviderFiles.load(directory.resolve("mappings"), name -> null)))
                .isEmpty();
    }

    @Test
    void itTakesItsTurnsAndIsPaidWhatItSays() {
        Map<String, Object> settings = Map.of(
                "ROUTES_DIR",
                directory.resolve("routes"),
                "MAPPINGS_DIR",
                directory.resolve("mappings"),
                "ACME_FINDER_URL",
                "http://localhost:" + acme.getAddress().getPort() + "/v1",
                "ACME_FINDER_API_KEY",
                KEY);
        try (Chain chain = new Chain(60, settings)) {
            List<Person> people = chain.verified(2);
            known = people.get(0).fullName();
            people.forEach(person -> chain.source()
                    .getCollection("leads")
                    .insertOne(person.imported()
                            .append("keys", List.of("linkedin:" + person.slug()))
                            .append("version", 1L)
                            .append("enrichment", new Document("state", "new"))));

            chain.enrich();

            assertThat(asked).hasSize(2).anyMatch(body -> body.contains(known));
            Document found = lead(chain, people.get(0));
            assertThat(found.get("email", Document.class))
                    .containsEntry("address", "found@acme.example")
                    .containsEntry("status", "verified")
                    .containsEntry("foundBy", "Acme Finder");
            Document missed = lead(chain, people.get(1));
            assertThat(missed.getEmbedded(List.of("enrichment"), Document.class).getList("attempts", Document.class))
                    .extracting(attempt -> attempt.getString("provider"))
                    .startsWith("acme-finder", "anymailfinder");
            assertThat(chain.ledger().get("acme-finder")).isEqualByComparingTo("1.5");
        }
    }

    private static Document lead(Chain chain, Person person) {
        return chain.source()
                .getCollection("leads")
                .find(new Document("keys", "linkedin:" + person.slug()))
                .first();
    }
}

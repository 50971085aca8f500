package dev.airtableroutes.sandbox;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Indexes;
import dev.airtableroutes.AirtableRoutes;
import dev.airtableroutes.sandbox.providers.HeyReach;
import dev.airtableroutes.sandbox.providers.Instantly;
import dev.airtableroutes.sandbox.providers.Latency;
import dev.airtableroutes.sandbox.providers.LocalProviders;
import dev.airtableroutes.sandbox.providers.People;
import dev.airtableroutes.sandbox.providers.Webhooks;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bson.Document;

/**
 * The whole thing on one machine: an Airtable, a MongoDB with sample data, the providers of lead generation, and the
 * product between them. Started by
 * {@code ./mvnw spring-boot:test-run}.
 *
 * <p>Sizes are system properties: {@code -Dsandbox.users=10000}, {@code sandbox.events=500},
 * {@code sandbox.messages=20000}, {@code sandbox.people=2000}; and so are {@code sandbox.seed},
 * {@code sandbox.airtable-port}, {@code sandbox.mongo-port}, {@code sandbox.providers-port}, {@code sandbox.life=false} for data that stand still, {@code sandbox.hand-made=false} for
 * an Airtable that is empty at first. A {@code MONGODB_URI} in the environment is used in place of the MongoDB in memory.
 */
public final class SandboxApplication {

    static final String SEARCHES = "searches";

    private static final Duration PAUSE = Duration.ofSeconds(10);

    private SandboxApplication() {}

    public static void main(String[] arguments) {
        LocalAirtable airtable = LocalAirtable.start(number("sandbox.airtable-port", 0), SandboxBases.read());
        Optional<LocalMongo> mongo = mongo();
        String uri = mongo.map(local -> local.uri("cuculi")).orElseGet(() -> System.getenv("MONGODB_URI"));
        MongoClient client = MongoClients.create(uri);
        MongoDatabase database = client.getDatabase(database(uri));
        SampleData data = new SampleData(
                number("sandbox.seed", 1),
                number("sandbox.users", 10_000),
                number("sandbox.events", 500),
                number("sandbox.messages", 20_000));
        boolean ours = fill(database, data, airtable);
        LocalProviders providers = providers(ours, database);
        System.setProperty("AIRTABLE_API_URL", airtable.url());
        System.setProperty("AIRTABLE_TOKEN", "patTESTsandbox");
        System.setProperty(SandboxBases.HUB_ID_VARIABLE, SandboxBases.environment(SandboxBases.HUB_ID_VARIABLE));
        // found, enriched and shown without being asked: nobody's money
        System.setProperty("LEADS_AUTOMATIC", "true");
        System.setProperty("logging.level.de.bwaldvogel.mongo", "ERROR");
        System.out.println(banner(airtable, providers, uri, ours));
        if (ours && flag("sandbox.life")) {
            new Life(database, data).every(PAUSE);
        }
        AirtableRoutes.main(arguments);
    }

    /** One in memory, that the product is told of; none when the environment names a real one. */
    private static Optional<LocalMongo> mongo() {
        String real = System.getenv("MONGODB_URI");
        if (real != null && !real.isBlank()) {
            return Optional.empty();
        }
        LocalMongo mongo = LocalMongo.start(number("sandbox.mongo-port", 0));
        System.setProperty("MONGODB_URI", mongo.uri("cuculi"));
        System.setProperty("STATE_MONGODB_URI", mongo.uri("airtable_routes"));
        return Optional.of(mongo);
    }

    private static String database(String uri) {
        return Optional.ofNullable(new ConnectionString(uri).getDatabase())
                .orElseThrow(() -> new IllegalArgumentException(
                        "MONGODB_URI names no database. Put it into the path: mongodb://host:27017/cuculi"));
    }

    /**
     * Fills empty collections alone, so that nobody's own documents in a real MongoDB are touched.
     *
     * @return whether the documents are the sandbox's own, of this start
     */
    private static boolean fill(MongoDatabase database, SampleData data, LocalAirtable airtable) {
        boolean empty = database.getCollection(SampleData.USERS).estimatedDocumentCount() == 0
                && database.getCollection(SampleData.EVENTS).estimatedDocumentCount() == 0
                && database.getCollection(SampleData.MESSAGES).estimatedDocumentCount() == 0;
        if (empty) {
            Truth truth = data.insertInto(database);
            // as docs/operations.md tells everybody whose tables have a cursor
            List.of(SampleData.USERS, SampleData.EVENTS, SampleData.MESSAGES)
                    .forEach(name -> database.getCollection(name).createIndex(Indexes.ascending("updatedAt")));
            if (flag("sandbox.hand-made")) {
                HandMade.in(airtable, data, truth);
            }
        }
        return empty;
    }

    /** The providers, that the product is told of by settings that go before the environment: no real one is called. */
    private static LocalProviders providers(boolean ours, MongoDatabase database) {
        People people = new People(number("sandbox.seed", 1), number("sandbox.people", 2_000));
        LocalProviders providers = LocalProviders.start(number("sandbox.providers-port", 0), people);
        providers.settings().forEach(System::setProperty);
        providers
                .latency(People.ANYMAILFINDER, Latency.between(Duration.ofSeconds(1), Duration.ofSeconds(8)))
                .latency(People.HUNTER, Latency.between(Duration.ofMillis(200), Duration.ofSeconds(1)))
                .life(Duration.ofSeconds(5));
        webhooks(providers);
        System.setProperty("INSTANTLY_CAMPAIGNS", Instantly.CAMPAIGN);
        System.setProperty("HEYREACH_CAMPAIGNS", String.valueOf(HeyReach.CAMPAIGN));
        if (ours) {
            saveSearches(database, people);
            saveCampaigns(database);
        }
        return providers;
    }

    /** Leads go into them by themselves: the people of the sample mind nothing. */
    private static void saveCampaigns(MongoDatabase database) {
        if (database.getCollection("campaigns").estimatedDocumentCount() == 0) {
            database.getCollection("campaigns")
                    .insertMany(List.of(
                            campaign("instantly", Instantly.CAMPAIGN, "Instantly.ai", "Email"),
                            campaign("heyreach", String.valueOf(HeyReach.CAMPAIGN), "HeyReach", "LinkedIn")));
        }
    }

    private static Document campaign(String platform, String id, String name, String type) {
        return new Document("_id", platform + "/" + id)
                .append("name", "Sandbox outreach, " + name)
                .append("type", type)
                .append("platform", name)
                .append("externalId", id)
                .append("status", "Active")
                .append("autoPush", true)
                .append("updatedAt", new Date());
    }

    /** Into an empty collection alone, as all sample data. */
    static void saveSearches(MongoDatabase database, People people) {
        if (!people.searches().isEmpty() && database.getCollection(SEARCHES).estimatedDocumentCount() == 0) {
            database.getCollection(SEARCHES).insertMany(people.searchDocuments());
        }
    }

    private static void webhooks(LocalProviders providers) {
        String port = Optional.ofNullable(System.getenv("SERVER_PORT")).orElse("8080");
        // Anymailfinder posts its answers, as it does where it can reach the application
        System.setProperty("PUBLIC_URL", "http://localhost:" + port);
        System.setProperty("ANYMAILFINDER_WEBHOOK_SECRET", "sandbox-anymailfinder-webhook-secret");
        for (String platform : List.of("instantly", "heyreach")) {
            String secret = "sandbox-" + platform + "-webhook-secret";
            System.setProperty(platform.toUpperCase(Locale.ROOT) + "_WEBHOOK_SECRET", secret);
            providers
                    .webhooks()
                    .to(
                            platform,
                            Webhooks.signed("http://localhost:" + port + "/webhooks/" + platform, secret),
                            null,
                            null);
        }
    }

    private static String banner(LocalAirtable airtable, LocalProviders providers, String uri, boolean ours) {
        String life = !ours
                ? "documents that were there before; nothing is changed"
                : flag("sandbox.life")
                        ? "a document changes every " + PAUSE.toSeconds() + " s"
                        : "the documents stand still";
        return """

                ┌─ airtable-routes sandbox ──────────────────────────────────────────────
                │ Airtable  %s    5 requests a second and base, as the real one
                │ MongoDB   %s
                │           %s
                │ providers %s    ten of them, %d people; curl -s %s/_sandbox
                │
                │ look      curl -s %s/_sandbox/bases/cuculi/tables/users/records
                │           curl -s %s/_sandbox/stats
                │ trouble   curl -s %s/_sandbox/faults -d '{"effect":"STATUS","status":503,"times":3}'
                │ all of it curl -s %s/_sandbox
                └────────────────────────────────────────────────────────────────────────
                """.formatted(
                        airtable.url(),
                        uri.replaceAll("//[^@/]*@", "//***@"),
                        life,
                        providers.url(),
                        providers.people().all().size(),
                        providers.url(),
                        airtable.url(),
                        airtable.url(),
                        airtable.url(),
                        airtable.url());
    }

    private static int number(String property, int otherwise) {
        String value = System.getProperty(property, "");
        try {
            return value.isBlank() ? otherwise : Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "-D" + property + "=" + value + " is no whole number; try -D" + property + "=" + otherwise + ".");
        }
    }

    private static boolean flag(String property) {
        String value = System.getProperty(property, "");
        return switch (value) {
            case "", "true" -> true;
            case "false" -> false;
            default ->
                throw new IllegalArgumentException("-D" + property + "=" + value + " is neither true nor false.");
        };
    }
}

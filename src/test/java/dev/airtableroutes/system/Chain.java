package dev.airtableroutes.system;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.airtableroutes.command.Typed;
import dev.airtableroutes.credit.Spent;
import dev.airtableroutes.lead.Funnel;
import dev.airtableroutes.lead.LeadRules;
import dev.airtableroutes.lead.LeadRuns;
import dev.airtableroutes.lead.LeadRuns.Selection;
import dev.airtableroutes.lead.Rules;
import dev.airtableroutes.lead.Searches;
import dev.airtableroutes.sandbox.LocalAirtable;
import dev.airtableroutes.sandbox.LocalMongo;
import dev.airtableroutes.sandbox.providers.Deliverability;
import dev.airtableroutes.sandbox.providers.Expected;
import dev.airtableroutes.sandbox.providers.LocalProviders;
import dev.airtableroutes.sandbox.providers.People;
import dev.airtableroutes.sandbox.providers.Person;
import dev.airtableroutes.sandbox.providers.Rate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.ProducerTemplate;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.bson.types.Decimal128;

/** Lead generation from the searches to the addresses: the application, the providers, MongoDB and Airtable. */
final class Chain implements AutoCloseable {

    final LocalProviders providers;
    private final LocalAirtable airtable = LocalAirtable.start(0, Product.bases());
    private final LocalMongo mongo = LocalMongo.start(0);
    private final MongoClient client = MongoClients.create(mongo.uri("leads"));
    private final Map<String, Object> settings = new HashMap<>();
    private Product product;

    Chain(int people, Map<String, ?> more) {
        providers = LocalProviders.start(0, new People(1, people));
        // their own limits are tested with the providers' routes: here it is the money and the states
        providers.providers().forEach(provider -> providers.limits(provider, new Rate[0]));
        providers.settings().forEach(settings::put);
        settings.put("ROUTES_DIR", unthrottled());
        settings.put("routes.without", "");
        settings.putAll(more);
        start();
    }

    /** The routes, in which providers are asked as often as there is somebody to ask for, and soon again after trouble. */
    private static Path unthrottled() {
        try {
            Path routes = Files.createTempDirectory(Path.of("target"), "chain").toAbsolutePath();
            try (Stream<Path> files = Files.walk(Path.of("routes"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Path copy =
                            routes.resolve(Path.of("routes").relativize(file).toString());
                    Files.createDirectories(copy.getParent());
                    String text = Files.readString(file);
                    Files.writeString(
                            copy,
                            file.toString().contains("integrations")
                                    ? text.replaceAll("timePeriodMillis: \"\\d+\"", "timePeriodMillis: \"10\"")
                                    : text.replace("waitDurationInOpenState: 60", "waitDurationInOpenState: 3"));
                }
            }
            return routes;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    void start() {
        product = Product.start(airtable, mongo.uri("leads"), settings);
    }

    void stop() {
        product.close();
    }

    /** The jar, on the same providers, databases and Airtable. */
    Jar jar() {
        Jar jar = Jar.of(airtable.url(), mongo.uri("leads"));
        settings.forEach((name, value) -> jar.with(name, value));
        return jar;
    }

    MongoDatabase source() {
        return client.getDatabase("leads");
    }

    MongoDatabase state() {
        return client.getDatabase("airtable_routes");
    }

    <T> T bean(Class<T> type) {
        return product.bean(type);
    }

    /** What somebody types at the command line, in the application that runs. */
    Typed.Result type(String... arguments) {
        return Typed.in(product.context(), arguments);
    }

    LocalAirtable airtable() {
        return airtable;
    }

    /** All searches, to their ends. */
    void search() {
        for (Document search : providers.people().searchDocuments()) {
            source().getCollection("searches").insertOne(search.append("cap", 10_000));
        }
        bean(Searches.class).start(List.of());
        handOutUntil("direct:searches-dispatch", () -> !bean(Searches.class).busy(List.of()));
    }

    /** All leads, to their ends; returns the run. */
    String enrich() {
        LeadRuns runs = bean(LeadRuns.class);
        String run = runs.newRun("enrich");
        runs.enrich(run, new Selection(null, List.of(), Integer.MAX_VALUE));
        handOutUntil(
                "direct:leads-dispatch",
                () -> source().getCollection("leads")
                                .countDocuments(Filters.in("enrichment.state", "queued", "running"))
                        == 0);
        return run;
    }

    /** People with a profile and a good address at their company; private addresses are left alone. */
    List<Person> verified(int most) {
        return providers.people().all().stream()
                .filter(person -> person.slug() != null
                        && person.deliverability() == Deliverability.VALID
                        && person.address() != null
                        && person.address().endsWith("@" + person.domain()))
                .limit(most)
                .toList();
    }

    /** A person as they are when their address is found and verified. */
    void verifiedLead(Person person, String segment) {
        source().getCollection("leads")
                .insertOne(new Document("key", "email:" + person.address())
                        .append("keys", List.of("email:" + person.address(), "linkedin:" + person.slug()))
                        .append("segment", segment)
                        .append(
                                "person",
                                new Document("fullName", person.fullName())
                                        .append("firstName", person.firstName())
                                        .append("linkedinUrl", "https://www.linkedin.com/in/" + person.slug()))
                        .append("company", new Document("domain", person.domain()))
                        .append(
                                "email",
                                new Document("address", person.address())
                                        .append("status", "verified")
                                        .append("verifiedAt", Date.from(Instant.now())))
                        .append("enrichment", new Document("state", "found").append("creditsSpent", new Decimal128(1)))
                        .append("status", "New")
                        .append("version", 1L));
    }

    private void handOutUntil(String dispatch, BooleanSupplier done) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(9))
                .pollInterval(Duration.ofMillis(250))
                .until(() -> {
                    bean(ProducerTemplate.class).requestBody(dispatch, (Object) null);
                    return done.getAsBoolean();
                });
    }

    List<Document> leads() {
        return source().getCollection("leads").find().into(new ArrayList<>());
    }

    /** The lead of a person, by its profile or its name at its company; null when there is none. */
    Document lead(Person person, Map<String, Document> byKey) {
        Document byProfile = person.slug() == null ? null : byKey.get("linkedin:" + person.slug());
        return byProfile != null
                ? byProfile
                : byKey.get("person:" + person.fullName().toLowerCase(Locale.ROOT) + "@" + person.domain());
    }

    Map<String, Document> byKey() {
        Map<String, Document> byKey = new HashMap<>();
        leads().forEach(lead -> lead.getList("keys", String.class).forEach(key -> byKey.put(key, lead)));
        return byKey;
    }

    /** How every person should have ended. */
    Map<Integer, Expected> expected() {
        Map<Integer, Expected> expected = new HashMap<>();
        Map<String, Document> byKey = byKey();
        for (Person person : providers.people().all()) {
            Document lead = lead(person, byKey);
            Rules.Waterfall order = order(lead);
            expected.put(person.number(), providers.people().expected(person, order.find(), order.verify()));
        }
        return expected;
    }

    /** Whom a lead is asked of, in this order; null for one of no segment. */
    Rules.Waterfall order(Document lead) {
        Rules rules = bean(LeadRules.class).current();
        return rules.segments().getOrDefault(lead == null ? "" : lead.get("segment", ""), rules.usual());
    }

    /** What the ledger says that each provider charged. */
    Map<String, BigDecimal> ledger() {
        Map<String, BigDecimal> spent = new TreeMap<>();
        for (Spent one : bean(Funnel.class).report(null).providers()) {
            spent.merge(one.provider(), one.credits().add(one.unknown()), BigDecimal::add);
        }
        spent.values().removeIf(credits -> credits.signum() == 0);
        spent.replaceAll((provider, credits) -> credits.stripTrailingZeros());
        return spent;
    }

    /** What a provider is known to have charged. */
    BigDecimal settled(String provider) {
        return bean(Funnel.class).report(null).providers().stream()
                .filter(one -> one.provider().equals(provider))
                .map(Spent::credits)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** The providers of which it stays unknown what some call cost. */
    Set<String> unanswered() {
        return bean(Funnel.class).report(null).providers().stream()
                .filter(one -> one.unknown().signum() > 0)
                .map(Spent::provider)
                .collect(Collectors.toSet());
    }

    /** What the providers' own bills say. */
    Map<String, BigDecimal> bill() {
        Map<String, BigDecimal> bill = new TreeMap<>();
        for (String provider : providers.providers()) {
            BigDecimal credits = providers.bill(provider);
            if (credits.signum() != 0) {
                bill.put(provider, credits.stripTrailingZeros());
            }
        }
        return bill;
    }

    @Override
    public void close() {
        product.close();
        client.close();
        mongo.close();
        airtable.close();
        providers.close();
    }
}

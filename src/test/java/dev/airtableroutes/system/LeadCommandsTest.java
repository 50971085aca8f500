package dev.airtableroutes.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.airtableroutes.campaign.Order;
import dev.airtableroutes.campaign.Pushes;
import dev.airtableroutes.command.Typed;
import dev.airtableroutes.deadletter.DeadLetter;
import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.provider.AskAgain;
import dev.airtableroutes.provider.Circuits;
import dev.airtableroutes.provider.Providers;
import dev.airtableroutes.sandbox.SandboxBases;
import dev.airtableroutes.sandbox.providers.Deliverability;
import dev.airtableroutes.sandbox.providers.HeyReach;
import dev.airtableroutes.sandbox.providers.Instantly;
import dev.airtableroutes.sandbox.providers.Person;
import dev.airtableroutes.sync.PassRequest.Mode;
import dev.airtableroutes.sync.Run;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.ProducerTemplate;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the commands about leads do, print and end with, all in one application; {@code LeadCrashIT} runs one in the jar. */
class LeadCommandsTest {

    private static final int CLEAN = 0;
    private static final int NOT_FINISHED = 1;
    private static final int CONFIGURATION = 2;
    private static final int FOR_A_PERSON = 3;

    private static final String MAIL = "instantly/" + Instantly.CAMPAIGN;
    private static final String DRAFT = "heyreach/" + HeyReach.DRAFT;
    private static final List<String> TABLES = List.of("lead-generation/contacts", "lead-generation/leads");

    private static Chain chain;
    private static List<Person> people;

    @BeforeAll
    static void open() {
        chain = new Chain(
                120,
                Map.of(
                        SandboxBases.HUB_ID_VARIABLE,
                        SandboxBases.HUB_ID,
                        "INSTANTLY_CAMPAIGNS",
                        Instantly.CAMPAIGN,
                        "HEYREACH_CAMPAIGNS",
                        HeyReach.DRAFT,
                        "LEADS_CREDITS_A_LEAD",
                        5,
                        "airtable.requests-per-second",
                        1000));
        chain.airtable().limits().enabled(false);
        people = chain.providers.people().all().stream()
                // private addresses are left alone
                .filter(person -> person.slug() != null
                        && person.deliverability() == Deliverability.VALID
                        && person.address() != null
                        && person.address().endsWith("@" + person.domain()))
                .toList();
    }

    @AfterAll
    static void close() {
        chain.close();
    }

    @BeforeEach
    void clear() {
        for (String collection : List.of("leads", "contacts", "searches", "campaign_events", "campaigns")) {
            chain.source().getCollection(collection).deleteMany(new Document());
        }
        for (String collection : List.of("pushes", "dead_letters", "troubled")) {
            chain.state().getCollection(collection).deleteMany(new Document());
        }
        // circuits close, and nobody rests any more
        chain.providers.providers().forEach(chain.bean(AskAgain.class)::ask);
    }

    /** Types it, and sees that people read sentences. */
    private static String typed(int exit, String... arguments) {
        Typed.Result result = chain.type(arguments);
        assertThat(result.exit()).as(result.out() + result.err()).isEqualTo(exit);
        assertThat(result.out() + result.err()).doesNotContain("Exception").doesNotContain("\tat ");
        return exit == CONFIGURATION ? result.err() : result.out();
    }

    /** A lead with an address of a person's own, verified or not. */
    private static void lead(int person, String segment, String status) {
        lead(person, segment, status, people.get(person).address(), Instant.now());
    }

    private static void lead(int person, String segment, String status, String address, Instant verifiedAt) {
        Person who = people.get(person);
        chain.source()
                .getCollection("leads")
                .insertOne(new Document("key", "email:" + address)
                        .append("keys", List.of("email:" + address, "linkedin:" + who.slug()))
                        .append("segment", segment)
                        .append(
                                "person",
                                new Document("fullName", who.fullName())
                                        .append("firstName", who.firstName())
                                        .append("linkedinUrl", "https://www.linkedin.com/in/" + who.slug()))
                        .append("company", new Document("domain", who.domain()))
                        .append(
                                "email",
                                new Document("address", address)
                                        .append("status", status)
                                        .append(
                                                "verifiedAt",
                                                status.equals("verified") && verifiedAt != null
                                                        ? Date.from(verifiedAt)
                                                        : null))
                        .append(
                                "enrichment",
                                new Document("state", "found")
                                        .append("creditsSpent", new Decimal128(2))
                                        .append(
                                                "candidates",
                                                List.of(new Document("address", address)
                                                        .append("status", status)
                                                        .append("confidence", 50)
                                                        .append("foundBy", "source"))))
                        .append("status", "New")
                        .append("version", 1L));
    }

    private static Document only(String collection) {
        return chain.source().getCollection(collection).find().first();
    }

    private static int calls() {
        return chain.providers.arrivals().size();
    }

    @Test
    void findRunsTheSearchesThatAreNamedAndSaysWhatCameOfEach() {
        assertThat(typed(CLEAN, "leads", "find")).contains("There are no searches");
        List<Document> searches = chain.providers.people().searchDocuments();
        // all are due, and one of them is asked for
        chain.source().getCollection("searches").insertMany(searches);
        Document one = searches.stream()
                .filter(search -> search.getString("source").equals("serper"))
                .findFirst()
                .orElseThrow();
        String id = one.get("_id").toString();

        String printed = typed(CLEAN, "leads", "find", id);

        long leads = chain.source().getCollection("leads").countDocuments();
        assertThat(leads).isPositive();
        assertThat(printed).hasLineCount(1).matches("(?s)" + id + " +serper +" + leads + " leads.*");
        assertThat(chain.leads())
                .allSatisfy(lead -> assertThat(lead.get("segment")).isEqualTo(one.get("segment")));
        assertThat(chain.providers.arrivals())
                .filteredOn(arrival -> arrival.operation().equals("search"))
                .isNotEmpty()
                .allMatch(arrival -> arrival.provider().equals("serper"));
        typed(CLEAN, "leads", "enrich", "--limit", "1");
        assertThat(chain.providers.arrivals("tavily", "search"))
                .as("the others stay due")
                .isEmpty();

        int before = calls();
        assertThat(typed(CONFIGURATION, "leads", "find", "nope"))
                .isEqualToIgnoringNewLines("There is no search \"nope\" in the collection searches.");
        assertThat(calls()).isEqualTo(before);
    }

    @Test
    void aSearchThatCannotGoOnIsForAPerson() {
        chain.source()
                .getCollection("searches")
                .insertOne(new Document("_id", "odd").append("source", "bing").append("query", "cto"));

        assertThat(typed(FOR_A_PERSON, "leads", "find")).contains("odd").contains("bing");
    }

    @Test
    void enrichAsksNobodyInADryRunAndPrintsWhatItCostsOtherwise() {
        Person who = people.get(0);
        chain.source()
                .getCollection("leads")
                .insertOne(who.imported()
                        .append("keys", List.of("linkedin:" + who.slug()))
                        .append("segment", "fintech")
                        .append("version", 1L)
                        .append("enrichment", new Document("state", "new")));
        int before = calls();
        assertThat(typed(CLEAN, "leads", "enrich", "--dry-run", "--segment", "fintech"))
                .startsWith("1 leads would be asked for. Expected: about ")
                .contains("anymailfinder", "at most 5. Nobody was asked.");
        assertThat(calls()).isEqualTo(before);

        assertThat(typed(CLEAN, "leads", "enrich", "--limit", "1"))
                .matches("(?s)enrich-\\S+: 1 found; [\\d.]+ credits.\\R");

        assertThat(only("leads").getEmbedded(List.of("email", "address"), String.class))
                .isEqualTo(who.address());
        assertThat(typed(CLEAN, "leads", "enrich")).contains(": no leads; 0 credits.");
    }

    @Test
    void aCapThatStandsInTheWayIsForAPerson() {
        Person who = people.get(1);
        chain.source()
                .getCollection("leads")
                .insertOne(who.imported()
                        .append("keys", List.of("linkedin:" + who.slug()))
                        .append("version", 1L)
                        .append("enrichment", new Document("state", "new").append("creditsSpent", new Decimal128(5))));

        assertThat(typed(FOR_A_PERSON, "leads", "enrich")).contains("1 budget_blocked");
    }

    @Test
    void verifyHasAddressesVerifiedThatNeverWere() {
        lead(2, "fintech", "unverified");
        lead(3, "retail", "verified");

        assertThat(typed(CLEAN, "leads", "verify")).matches("(?s)verify-\\S+: 1 found; [\\d.]+ credits.\\R");

        Document verified = chain.source()
                .getCollection("leads")
                .find(new Document("segment", "fintech"))
                .first();
        assertThat(verified.get("email", Document.class))
                .containsEntry("status", "verified")
                .containsEntry("address", people.get(2).address());
        assertThat(chain.source().getCollection("contacts").countDocuments()).isEqualTo(1);
        assertThat(typed(CLEAN, "leads", "verify")).contains(": no leads; 0 credits.");
    }

    /** Whoever has an address verified did not ask for another one. */
    @Test
    void verifyAsksNoFinderAndSaysBeforehandWhatItCosts() {
        lead(14, "fintech", "verified", "nobody@" + people.get(14).domain(), null);
        int before = calls();
        long found = chain.providers.arrivals().stream()
                .filter(arrival -> arrival.operation().equals("find"))
                .count();

        assertThat(typed(CLEAN, "leads", "verify", "--dry-run"))
                .isEqualToIgnoringNewLines("1 leads would be verified. Expected: about 1.0 credits (findymail 1.0);"
                        + " at most 2.2. Nobody was asked.");
        assertThat(calls()).isEqualTo(before);
        assertThat(only("leads").get("enrichment", Document.class)).containsEntry("state", "found");

        assertThat(typed(CLEAN, "leads", "verify")).matches("(?s)verify-\\S+: 1 not_found; 1 credits.\\R");
        assertThat(chain.providers.arrivals())
                .filteredOn(arrival -> arrival.operation().equals("find"))
                .hasSize((int) found);
        assertThat(only("leads").getEmbedded(List.of("email", "status"), String.class))
                .isEqualTo("invalid");

        assertThat(typed(CLEAN, "leads", "enrich", "--state", "not_found")).contains(": 1 found; ");
    }

    /** Findymail bills finding and verifying from purses of their own. */
    @Test
    void whoHasNoCreditsToVerifyIsAskedToFind() {
        BigDecimal before = chain.providers.balance("findymail-verifier");
        Instant later = Instant.now().plusSeconds(3600);
        Circuits circuits = chain.bean(Circuits.class);
        for (String finder : List.of("anymailfinder", "hunter", "apollo", "people-data-labs")) {
            circuits.openUntil(finder, later, "No credits.");
        }
        chain.providers.credits("findymail-verifier", BigDecimal.ZERO);
        try {
            lead(15, "fintech", "unverified");
            typed(NOT_FINISHED, "leads", "verify");
            assertThat(circuits.reason("findymail.verifier")).contains("Findymail has no credits left");
            int found = chain.providers.arrivals("findymail", "find").size();
            lead(16, "fintech", "none");
            chain.source()
                    .getCollection("leads")
                    .updateOne(
                            new Document("key", "email:" + people.get(16).address()),
                            new Document("$unset", new Document("email", "").append("enrichment", "")));

            typed(CLEAN, "leads", "enrich", "--state", "new");

            assertThat(chain.providers.arrivals("findymail", "find")).hasSize(found + 1);
        } finally {
            chain.providers.credits("findymail-verifier", before);
            chain.bean(AskAgain.class).ask("findymail");
        }
    }

    @Test
    void leadsThatWaitForTheirProvidersAreNotFinished() {
        lead(4, "fintech", "unverified");
        Instant later = Instant.now().truncatedTo(ChronoUnit.MILLIS).plusSeconds(3600);
        for (String purse : Providers.allPurses(chain.bean(Providers.class).all())) {
            chain.bean(Circuits.class).openUntil(purse, later, "No credits.");
        }

        assertThat(typed(NOT_FINISHED, "leads", "verify"))
                .contains("1 queued; 0 credits.", "1 leads wait for their providers until " + later);
    }

    @Test
    void whatAPlatformRefusedIsADeadLetterAndIsSentAgainWhenTold() {
        lead(5, "fintech", "verified");
        typed(FOR_A_PERSON, "leads", "push", DRAFT, "--limit", "1", "--send");
        int before = chain.providers.arrivals("heyreach", "push").size();

        assertThat(typed(CLEAN, "dead-letters", "list", "--provider", "heyreach"))
                .contains("record", "push", "1 of 1 letters.")
                .doesNotContain(people.get(5).address());
        assertThat(typed(CLEAN, "dead-letters", "list", "--provider", "instantly"))
                .contains("No dead letters.");
        assertThat(typed(CLEAN, "dead-letters", "replay", "--provider", "heyreach", "--dry-run"))
                .contains("It is sent again with the next batch.", "1 would be asked again");
        assertThat(chain.providers.arrivals("heyreach", "push")).hasSize(before);

        assertThat(typed(FOR_A_PERSON, "dead-letters", "replay", "--provider", "heyreach"))
                .contains("1 on their way", "What was asked again is answered");
        assertThat(chain.providers.arrivals("heyreach", "push")).hasSize(before + 1);
        assertThat(typed(CLEAN, "dead-letters", "discard", "--provider", "heyreach"))
                .contains("1 letters discarded.");
        assertThat(typed(CONFIGURATION, "dead-letters", "replay", "--provider", "nobody"))
                .contains("There is no provider \"nobody\"");
    }

    @Test
    void pushPlansAndSendsOnlyWhenToldSo() {
        lead(5, "fintech", "verified");
        lead(6, "fintech", "unverified");
        lead(7, "retail", "verified");

        assertThat(typed(CLEAN, "leads", "push", MAIL, "--segment", "fintech"))
                .startsWith(MAIL + ": 1 leads would go, 1 stay.")
                .containsPattern("(?m)^ +1 .*verified");
        assertThat(chain.state().getCollection("pushes").countDocuments()).isZero();
        assertThat(chain.providers.arrivals("instantly", "push")).isEmpty();

        assertThat(typed(CLEAN, "leads", "push", MAIL, "--limit", "1", "--send"))
                .startsWith(MAIL + ": 1 leads go, 2 stay.")
                .containsPattern("(?m)^1 pushed$");
        assertThat(chain.providers.instantly().leads(Instantly.CAMPAIGN))
                .singleElement()
                .satisfies(pushed ->
                        assertThat(pushed.key()).isEqualTo(people.get(5).address()));
        assertThat(chain.state().getCollection("pushes").find().first()).containsEntry("state", "pushed");
    }

    @Test
    void aPushThatThePlatformRefusesIsForAPerson() {
        lead(8, "fintech", "verified");

        assertThat(typed(FOR_A_PERSON, "leads", "push", DRAFT, "--send")).contains("1 failed");

        assertThat(chain.state().getCollection("pushes").find().first().getString("reason"))
                .contains("the campaign must be active");
    }

    @Test
    void eraseRemovesThePersonFromMongoDbAndAirtable() {
        lead(9, "fintech", "unverified");
        String address = people.get(9).address();
        typed(CLEAN, "leads", "verify");
        chain.bean(Run.class).of(TABLES, Mode.CHANGED, false);
        TABLES.forEach(table -> assertThat(inAirtable(table)).contains(address));

        assertThat(typed(CLEAN, "leads", "erase", address.toUpperCase(Locale.ROOT)))
                .contains("Erased: 1 leads, 1 contacts, 0 results, 1 remembered answers; hashes stay.");

        TABLES.forEach(table -> assertThat(inAirtable(table)).doesNotContain(address));
        assertThat(only("leads")).isNull();
        assertThat(only("contacts")).isNull();
        assertThat(chain.state().getCollection("suppressions").countDocuments()).isPositive();
        assertThat(typed(CLEAN, "leads", "report")).contains(" on the suppression list");
    }

    /** Nobody has found their address yet: the record in Airtable has a name and a profile. */
    @Test
    void whoHasNoAddressIsErasedByTheProfile() {
        Person person = people.get(25);
        chain.source()
                .getCollection("leads")
                .insertOne(person.imported().append("key", "import:25").append("version", 1L));
        chain.bean(Run.class).of(TABLES, Mode.CHANGED, false);
        assertThat(profiles()).anyMatch(profile -> profile.contains(person.slug()));

        assertThat(typed(CLEAN, "leads", "erase", "linkedin.com/in/" + person.slug()))
                .contains("Erased: 1 leads, 0 contacts, 0 results, 0 remembered answers; hashes stay.");

        assertThat(profiles()).noneMatch(profile -> profile.contains(person.slug()));
        assertThat(only("leads")).isNull();
    }

    private static List<String> profiles() {
        return chain.airtable().table("lead-generation", "leads").records().stream()
                .map(record -> Objects.toString(record.fields().get("LinkedIn URL"), "")
                        .toLowerCase(Locale.ROOT))
                .toList();
    }

    private static List<Object> inAirtable(String table) {
        return chain.airtable().table("lead-generation", table.substring(table.indexOf('/') + 1)).records().stream()
                .map(record -> record.fields().get("Email"))
                .toList();
    }

    /** Whoever objects before anybody has found them stays out as well. */
    @Test
    void anAddressThatNobodyKnowsLeavesItsHashAlone() {
        long before = chain.state().getCollection("suppressions").countDocuments();

        assertThat(typed(CLEAN, "leads", "erase", "nobody@example.com"))
                .contains("Erased: 0 leads, 0 contacts, 0 results, 0 remembered answers; hashes stay.");

        assertThat(chain.state().getCollection("suppressions").countDocuments()).isEqualTo(before + 1);
    }

    @Test
    void reportCountsLeadsAndCredits() throws Exception {
        lead(10, "fintech", "verified");
        lead(11, "fintech", "unverified");
        lead(12, null, "verified");

        String text = typed(CLEAN, "leads", "report");
        assertThat(text)
                .containsPattern("(?m)^fintech +2 +2 +1 +0 +0 +4$")
                .containsPattern("(?m)^\\(none\\) +1 +1 +1 +0 +0 +2$")
                .containsPattern("(?m)^provider +calls +hits +hit % +credits +a hit$")
                .containsPattern("(?m)^\\d+ on the suppression list$");
        JsonNode json = new ObjectMapper().readTree(typed(CLEAN, "leads", "report", "--json"));
        assertThat(json.at("/lines/1/segment").asText()).isEqualTo("fintech");
        assertThat(json.at("/lines/1/verified").asInt()).isEqualTo(1);
        assertThat(json.at("/lines/1/credits").decimalValue()).isEqualByComparingTo("4");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "push nonsense                     | \"nonsense\" is no campaign; expected the platform",
                "push mailchimp/1                  | No leads can be pushed to \"mailchimp\"; there are",
                "push instantly/somebody-elses     | not on the list of those that leads may be pushed into",
                "push heyreach/105 --send          | not on the list of those that leads may be pushed into",
                "push                              | Missing required parameter: 'CAMPAIGN'",
                "enrich --state lost               | There is no state \"lost\"; there are: new, queued",
                "enrich --segment fintec           | There is no segment \"fintec\"; did you mean fintech? There are: ",
                "enrich --segment fintec --dry-run | There is no segment \"fintec\"",
                "verify --segment nowhere          | There is no segment \"nowhere\".",
                "push LIST --segment nowhere       | There is no segment \"nowhere\".",
                "enrich --limit 0                  | The limit is 0; expected 1 or more.",
                "verify --limit -1                 | The limit is -1; expected 1 or more.",
                "push LIST --limit 0               | The limit is 0; expected 1 or more.",
                "enrich --provider hunter          | --provider",
                "erase nobody                      | \"nobody\" is no e-mail address, LinkedIn profile or account",
                "erase redit:jane                  | \"redit:jane\" names an account of a kind that no lead has; did you mean \"reddit\"?",
                "erase                             | Missing required parameter: 'PERSON'",
                "sell                              | sell",
            })
    void mistakesAreToldAndNothingIsDone(String arguments, String sentence) {
        lead(13, "fintech", "unverified");
        int before = calls();

        String told = typed(CONFIGURATION, ("leads " + arguments.replace("LIST", MAIL)).split(" "));

        assertThat(told).contains(sentence);
        assertThat(calls()).isEqualTo(before);
        assertThat(chain.state().getCollection("pushes").countDocuments()).isZero();
        assertThat(only("leads").get("enrichment", Document.class)).containsEntry("state", "found");
    }

    /** Somebody whom a provider never answered about, and who is a dead letter for it. */
    private static String unanswered(int person, String provider) {
        Person who = people.get(person);
        Document attempt = new Document("provider", provider)
                .append("endpoint", "find")
                .append("outcome", "UNKNOWN")
                .append("credits", new Decimal128(1))
                .append("at", new Date());
        Document lead = new Document(who.imported())
                .append("key", "linkedin:" + who.slug())
                .append("keys", List.of("linkedin:" + who.slug()))
                .append("version", 1L)
                .append(
                        "enrichment",
                        new Document("state", "error")
                                .append("attempts", List.of(attempt))
                                .append("tell", true));
        chain.source().getCollection("leads").insertOne(lead);
        chain.bean(ProducerTemplate.class).requestBody("direct:leads-dispatch", "no run");
        return letters().stream()
                .filter(letter -> lead.get("_id").equals(letter.get("documentId")))
                .findFirst()
                .orElseThrow()
                .getString("_id");
    }

    private static List<Document> letters() {
        return chain.state().getCollection("dead_letters").find().into(new ArrayList<>());
    }

    private static long finds() {
        return chain.providers.arrivals().stream()
                .filter(arrival -> arrival.operation().equals("find"))
                .count();
    }

    private static Document enrichment(int person) {
        return chain.source()
                .getCollection("leads")
                .find(new Document("keys", "linkedin:" + people.get(person).slug()))
                .first()
                .get("enrichment", Document.class);
    }

    /** Whoever replays one letter did not ask for anything else. */
    @Test
    void aReplayAsksAboutTheLeadOfItsLetterAlone() {
        String letter = unanswered(20, "findymail");
        String other = unanswered(21, "findymail");
        chain.source()
                .getCollection("leads")
                .insertOne(new Document(people.get(22).imported())
                        .append("key", "linkedin:" + people.get(22).slug())
                        .append("keys", List.of("linkedin:" + people.get(22).slug()))
                        .append("version", 1L)
                        .append(
                                "enrichment",
                                new Document("state", "queued")
                                        .append("run", "somebody's")
                                        .append(
                                                "step",
                                                new Document("provider", "findymail").append("operation", "find"))));
        chain.state()
                .getCollection("dead_letters")
                .updateOne(new Document("_id", other), new Document("$set", new Document("state", "replayed")));
        long before = finds();

        assertThat(typed(CLEAN, "dead-letters", "replay", letter))
                .contains("1 on their way for up to", "What was asked again is answered");

        assertThat(enrichment(20)).containsEntry("state", "found");
        assertThat(enrichment(21)).containsEntry("state", "error");
        assertThat(enrichment(22)).containsEntry("state", "queued");
        assertThat(finds()).isEqualTo(before + 1);
        assertThat(letters())
                .filteredOn(one -> letter.equals(one.getString("_id")))
                .extracting(one -> one.get("state"))
                .containsExactly("resolved");
    }

    @Test
    void aReplayBeginsTheSearchOfItsLetterAlone() {
        List<Document> searches = chain.providers.people().searchDocuments();
        Document wanted = searches.stream()
                .filter(search -> "serper".equals(search.get("source")))
                .findFirst()
                .orElseThrow();
        searches.stream()
                .filter(search -> search != wanted)
                .forEach(search -> chain.source().getCollection("searches").insertOne(search));
        chain.source()
                .getCollection("searches")
                .insertOne(wanted.append("nextAt", Date.from(Instant.now().plusSeconds(3600))));
        DeadLetter letter = DeadLetter.of(
                new DeadLetter.Asked("serper", "search", "lost"),
                wanted.get("_id"),
                DeadLetter.Kind.EXHAUSTED,
                Map.of(),
                null,
                "UNKNOWN",
                "Nobody knows.");
        chain.bean(DeadLetters.class).store(letter);

        assertThat(typed(CLEAN, "dead-letters", "replay", letter.id())).contains("What was asked again is answered");

        assertThat(letters()).extracting(one -> one.get("state")).containsExactly("resolved");
        assertThat(chain.leads()).isNotEmpty().allSatisfy(lead -> assertThat(lead.get("segment"))
                .isEqualTo(wanted.get("segment")));
        Document searched = chain.source()
                .getCollection("searches")
                .find(new Document("_id", wanted.get("_id")))
                .first();
        assertThat(searched.getDate("nextAt")).as("all its pages are read").isAfter(new Date());
        assertThat(chain.source().getCollection("searches").countDocuments(new Document("lastAt", null)))
                .as("the others")
                .isEqualTo(searches.size() - 1);
    }

    /** What others have planned goes out when they say so. */
    @Test
    void aReplaySendsThePushOfItsLetterAlone() {
        lead(5, "fintech", "verified");
        typed(FOR_A_PERSON, "leads", "push", DRAFT, "--send");
        lead(6, "retail", "verified");
        lead(7, "retail", "verified");
        chain.bean(Pushes.class).push(Order.of(DRAFT, "retail", 10));
        chain.bean(Pushes.class).push(Order.of(MAIL, "retail", 10));
        String letter = letters().get(0).getString("_id");

        assertThat(typed(FOR_A_PERSON, "dead-letters", "replay", letter))
                .contains("1 on their way", "What was asked again is answered");

        assertThat(chain.state().getCollection("pushes").find())
                .extracting(push ->
                        push.getString("campaignId") + " " + push.getString("state") + " " + push.getInteger("sends"))
                .containsExactlyInAnyOrder(
                        DRAFT + " failed 1",
                        DRAFT + " planned 0",
                        DRAFT + " planned 0",
                        MAIL + " planned 0",
                        MAIL + " planned 0");
        assertThat(chain.providers.arrivals("instantly", "push")).isEmpty();
    }

    /** A letter that cannot be dealt with stands in the way of none behind it. */
    @Test
    void aLetterThatFailsIsRefusedAloneAndTheOthersAreAsked() {
        String broken = unanswered(23, "findymail");
        String sound = unanswered(24, "findymail");
        chain.source()
                .getCollection("leads")
                .updateOne(
                        new Document("keys", "linkedin:" + people.get(23).slug()),
                        new Document("$set", new Document("enrichment.earlier", "no list")));

        assertThat(typed(FOR_A_PERSON, "dead-letters", "replay", broken, sound))
                .contains(
                        "2 letters replayed: 0 resolved, 1 open, 1 on their way", "MongoDB refuses a command (error 2");

        assertThat(enrichment(24)).containsEntry("state", "found");
        Document report = chain.state()
                .getCollection("replay_reports")
                .find()
                .sort(new Document("started", -1))
                .first();
        assertThat(report).containsEntry("tried", 2L).containsEntry("failure", null);
    }
}

package dev.airtableroutes.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.campaign.Order;
import dev.airtableroutes.campaign.PushState;
import dev.airtableroutes.campaign.Pushes;
import dev.airtableroutes.sandbox.providers.HeyReach;
import dev.airtableroutes.sandbox.providers.Instantly;
import dev.airtableroutes.sandbox.providers.Person;
import dev.airtableroutes.sandbox.providers.PushedLead;
import dev.airtableroutes.sandbox.providers.Trouble;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.camel.ProducerTemplate;
import org.awaitility.Awaitility;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process that enriches or pushes is killed without warning, at one moment after the other: nobody is paid for or pushed
 * twice, and everybody ends.
 */
class LeadCrashIT {

    private static final String MAIL = "instantly/" + Instantly.CAMPAIGN;
    private static final String LINKS = "heyreach/" + HeyReach.CAMPAIGN;

    @TempDir
    private Path directory;

    @Test
    void everybodyEndsAndTheBillsAgree() throws Exception {
        try (Chain chain = new Chain(80, Map.of("LEADS_CREDITS_A_RUN", 100_000))) {
            chain.search();
            chain.stop();
            Jar jar = chain.jar().with("LEADS_LEASE", "3s").with("LEADS_CREDITS_A_RUN", 100_000);

            kill(jar, "asking", after(15, () -> chain.providers.arrivals().size()), "leads", "enrich");
            kill(jar, "keeping", after(12, () -> count(chain, "enrichment_cache", new Document())), "leads", "enrich");
            kill(jar, "settling", after(12, () -> settled(chain)), "leads", "enrich");
            kill(jar, "verifying", after(2, () -> verified(chain)), "leads", "enrich");

            CommandResult last = jar.run("leads", "enrich");

            chain.start();
            // what was killed with a question that costs again is not asked again, and a person is told
            assertThat(last.readable().exit()).as(last.all()).isIn(0, 3);
            Set<String> unanswered = chain.unanswered();
            assertThat(WholeSample.wrongBut(chain, unanswered)).isEmpty();
            WholeSample.billsAgree(chain, unanswered);
            assertThat(chain.providers.charges().stream()
                            .filter(charge -> List.of("anymailfinder", "findymail", "hunter")
                                            .contains(charge.provider())
                                    && charge.operation().equals("find"))
                            .map(charge -> charge.provider() + charge.input()))
                    .doesNotHaveDuplicates();
        }
    }

    private static long count(Chain chain, String collection, Document which) {
        return chain.state().getCollection(collection).countDocuments(which);
    }

    private static long settled(Chain chain) {
        return count(chain, "charges", new Document("state", "SETTLED"));
    }

    private static long verified(Chain chain) {
        return chain.providers.arrivals().stream()
                .filter(arrival -> arrival.operation().equals("verify"))
                .count();
    }

    /** When so many more are counted than now. */
    private static BooleanSupplier after(int more, LongSupplier counted) {
        long before = counted.getAsLong();
        return () -> counted.getAsLong() >= before + more;
    }

    private void kill(Jar jar, String name, BooleanSupplier when, String... command) throws Exception {
        Process process = jar.start(directory.resolve(name + ".out"), directory.resolve(name + ".err"), command);
        try {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(3))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Jar.LOOK_EVERY)
                    .until(() -> !process.isAlive() || when.getAsBoolean());
            assertThat(process.isAlive()).as(name + " was to be killed at work").isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** Killed before a platform has taken the leads, and before its answer is there: each goes once, and all of them do. */
    @Test
    void everybodyIsPushedOnce() throws Exception {
        Map<String, Object> settings = Map.of(
                "INSTANTLY_CAMPAIGNS", Instantly.CAMPAIGN, "HEYREACH_CAMPAIGNS", String.valueOf(HeyReach.CAMPAIGN));
        try (Chain chain = new Chain(120, settings)) {
            List<Person> people = chain.verified(40);
            for (int i = 0; i < people.size(); i++) {
                chain.verifiedLead(people.get(i), i % 2 == 0 ? "even" : "odd");
            }
            for (String segment : List.of("even", "odd")) {
                chain.bean(Pushes.class).push(Order.of(LINKS, segment, 20));
                chain.stop();
                boolean taken = segment.equals("odd");
                for (String platform : List.of("instantly", "heyreach")) {
                    Trouble trouble = taken ? Trouble.delay(platform, 5_000) : Trouble.hang(platform, 5_000);
                    chain.providers.troubles().add(trouble.operation("push").times(1));
                }
                kill(
                        chain.jar(),
                        segment,
                        pushing(chain, taken ? 20 : 0),
                        "leads",
                        "push",
                        MAIL,
                        "--segment",
                        segment,
                        "--send");
                chain.start();
            }

            toTheEnd(chain);

            for (String campaign : List.of(MAIL, LINKS)) {
                assertThat(chain.bean(Pushes.class).states(campaign))
                        .containsEntry(PushState.pushed, 40L)
                        .containsEntry(PushState.failed, 0L)
                        .containsEntry(PushState.skipped, 0L);
            }
            assertThat(chain.providers.instantly().leads(Instantly.CAMPAIGN))
                    .extracting(PushedLead::key)
                    .containsExactlyInAnyOrderElementsOf(
                            people.stream().map(Person::address).toList());
            assertThat(chain.providers.heyReach().leads(HeyReach.CAMPAIGN))
                    .hasSize(40)
                    .allMatch(lead -> lead.pushes() == 1);
            assertThat(chain.source().getCollection("campaign_events").countDocuments(new Document("event", "Pushed")))
                    .isEqualTo(80);
        }
    }

    /** Both platforms have been asked once more, and have as many leads. */
    private static BooleanSupplier pushing(Chain chain, int taken) {
        int instantly = chain.providers.arrivals("instantly", "push").size();
        int heyReach = chain.providers.arrivals("heyreach", "push").size();
        return () -> chain.providers.arrivals("instantly", "push").size() > instantly
                && chain.providers.arrivals("heyreach", "push").size() > heyReach
                && chain.providers.instantly().leads(Instantly.CAMPAIGN).size() == taken
                && chain.providers.heyReach().leads(HeyReach.CAMPAIGN).size() == taken;
    }

    /** What waits for a time has it now. */
    private static void toTheEnd(Chain chain) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    for (String time : List.of("nextAt", "until")) {
                        chain.state()
                                .getCollection("pushes")
                                .updateMany(
                                        new Document("state", new Document("$in", List.of("sent", "unknown")))
                                                .append(time, new Document("$ne", null)),
                                        new Document("$set", new Document(time, new Date(0))));
                    }
                    chain.bean(ProducerTemplate.class).requestBody("direct:campaigns-dispatch", (Object) null);
                    return chain.bean(Pushes.class).underWay() == 0
                            && count(chain, "pushes", new Document("tell", new Document("$ne", null))) == 0;
                });
    }
}

package dev.airtableroutes.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.credit.Spent;
import dev.airtableroutes.lead.Funnel;
import dev.airtableroutes.lead.Lead;
import dev.airtableroutes.sandbox.providers.Expected;
import dev.airtableroutes.sandbox.providers.Person;
import dev.airtableroutes.sandbox.providers.Trouble;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.bson.Document;

/**
 * The whole chain over the people of the sample: everybody ends as they should, and the ledger and the providers' bills agree
 * to the last hundredth.
 *
 * <p>All 2,000 are people enough for a minute: four fifths of it goes to the local MongoDB, which has no index but those of
 * unique keys and reads all charges and leads again and again. So tests take fewer, and the benchmark all of them.
 */
public final class WholeSample {

    private static final Map<String, String> NAMES = Map.of(
            "anymailfinder", "Anymailfinder",
            "findymail", "Findymail",
            "hunter", "Hunter",
            "apollo", "Apollo",
            "people-data-labs", "PDL");

    private WholeSample() {}

    /** On a good day. */
    public static void endsAsItShould(int people) {
        try (Chain chain = new Chain(people, Map.of("LEADS_CREDITS_A_RUN", 100_000))) {
            chain.search();

            chain.enrich();

            assertThat(wrong(chain)).isEmpty();
            assertThat(ofNobody(chain)).allSatisfy(WholeSample::onlyAnAccount);
            assertThat(chain.ledger()).isEqualTo(chain.bill());
            assertThat(spentOnLeads(chain)).isEqualByComparingTo(ledgerOfLeads(chain));
        }
    }

    /** Answers that get lost, come as rubbish or not at all: asked again where that is free, else counted as what they cost. */
    public static void endsAsItShouldOnABadDay(int people) {
        try (Chain chain = new Chain(people, Map.of("LEADS_CREDITS_A_RUN", 100_000))) {
            chain.search();
            chain.providers
                    .troubles()
                    .add(Trouble.reset("anymailfinder")
                            .operation("find")
                            .every(7)
                            .times(4))
                    .add(Trouble.reset("anymailfinder")
                            .operation("find")
                            .afterCharging()
                            .every(9)
                            .times(4))
                    // so many at once that the circuit opens, while answers that were lost wait to be asked for again
                    .add(Trouble.reset("anymailfinder")
                            .operation("find")
                            .afterCharging()
                            .skip(20)
                            .times(12))
                    .add(Trouble.truncate("hunter").operation("find").every(6).times(3))
                    .add(Trouble.status("hunter", 503)
                            .operation("find")
                            .every(8)
                            .times(3))
                    .add(Trouble.reset("findymail")
                            .operation("find")
                            .afterCharging()
                            .every(8)
                            .times(4))
                    .add(Trouble.html("findymail", 502)
                            .operation("find")
                            .every(11)
                            .times(2))
                    .add(Trouble.reset("apollo")
                            .operation("find")
                            .afterCharging()
                            .every(4)
                            .times(2))
                    .add(Trouble.truncate("people-data-labs")
                            .operation("find")
                            .every(5)
                            .times(2))
                    // worked out, charged, and lost on the way back through a proxy
                    .add(Trouble.status("apollo", 500)
                            .operation("find")
                            .afterCharging()
                            .every(5)
                            .times(2))
                    .add(Trouble.html("people-data-labs", 504)
                            .operation("find")
                            .afterCharging()
                            .every(4)
                            .times(2))
                    .add(Trouble.status("findymail", 500)
                            .operation("verify")
                            .afterCharging()
                            .every(3)
                            .times(3));

            chain.enrich();

            Set<String> maybe = new TreeSet<>(Set.of("apollo", "people-data-labs"));
            // nor of those who were asked as often as the rules say and never answered
            maybe.addAll(chain.unanswered());
            billsAgree(chain, maybe);
            assertThat(chain.providers.charges().stream()
                            .filter(charge -> List.of("anymailfinder", "findymail", "hunter")
                                            .contains(charge.provider())
                                    && charge.operation().equals("find"))
                            .map(charge -> charge.provider() + charge.input()))
                    .as("nobody is paid for twice")
                    .doesNotHaveDuplicates();
            assertThat(wrongBut(chain, maybe)).isEmpty();
        }
    }

    /** Of whom nothing else is known, and whom nobody could name. */
    private static void onlyAnAccount(Document lead) {
        assertThat(lead.getString("key")).startsWith("handle:");
        assertThat(shown(lead)).isEqualTo("not_found");
        assertThat(new Lead(lead).creditsSpent()).isEqualByComparingTo("2");
    }

    /** Leads that are no person's, or somebody's second. */
    private static List<Document> ofNobody(Chain chain) {
        Map<String, Document> byKey = chain.byKey();
        Set<Object> ofSomebody = chain.providers.people().all().stream()
                .map(person -> chain.lead(person, byKey))
                .filter(Objects::nonNull)
                .map(lead -> lead.get("_id"))
                .collect(Collectors.toSet());
        return chain.leads().stream()
                .filter(lead -> !ofSomebody.contains(lead.get("_id")))
                .toList();
    }

    /** What the leads say that they cost. */
    private static BigDecimal spentOnLeads(Chain chain) {
        return chain.leads().stream()
                .map(lead -> new Lead(lead).creditsSpent())
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** What the ledger says of anything but searches. */
    private static BigDecimal ledgerOfLeads(Chain chain) {
        return chain.bean(Funnel.class).report(null).providers().stream()
                .filter(spent -> !spent.operation().equals("search"))
                .map(Spent::credits)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Where an answer is lost for good the ledger says what is sure and what it is at most; elsewhere it is the bill. */
    static void billsAgree(Chain chain, Set<String> maybe) {
        assertThat(chain.ledger().keySet()).containsAll(chain.bill().keySet());
        assertThat(but(chain.ledger(), maybe)).isEqualTo(but(chain.bill(), maybe));
        maybe.forEach(provider -> assertThat(chain.providers.bill(provider))
                .as(provider)
                .isBetween(chain.settled(provider), chain.ledger().getOrDefault(provider, BigDecimal.ZERO)));
    }

    private static Map<String, BigDecimal> but(Map<String, BigDecimal> spent, Set<String> providers) {
        Map<String, BigDecimal> others = new TreeMap<>(spent);
        others.keySet().removeAll(providers);
        return others;
    }

    /**
     * Those who ended otherwise than they should, though every provider was asked in its turn and answered in the end. While a
     * circuit is open its provider is passed over, and another one says what it knows.
     */
    static List<String> wrongBut(Chain chain, Set<String> unanswered) {
        return wrong(chain, lead -> inTurn(chain, lead)).stream()
                .filter(line -> unanswered.stream()
                        .noneMatch(name ->
                                line.contains(name + " find UNKNOWN") || line.contains(name + " verify UNKNOWN")))
                .toList();
    }

    private static boolean inTurn(Chain chain, Document lead) {
        List<String> asked = attempts(lead).stream()
                .filter(attempt -> attempt.getString("endpoint").equals("find"))
                .map(attempt -> attempt.getString("provider"))
                .distinct()
                .toList();
        List<String> order = chain.order(lead).find();
        return asked.size() <= order.size() && order.subList(0, asked.size()).equals(asked);
    }

    static List<String> wrong(Chain chain) {
        return wrong(chain, lead -> true);
    }

    private static List<String> wrong(Chain chain, Predicate<Document> judged) {
        List<String> wrong = new ArrayList<>();
        Map<String, Document> byKey = chain.byKey();
        Map<Integer, Expected> expected = chain.expected();
        for (Person person : chain.providers.people().all()) {
            Document lead = chain.lead(person, byKey);
            Expected should = expected.get(person.number());
            String is = lead == null ? "no lead" : shown(lead);
            String must = shown(should);
            // who said no is not even kept when they are found once more
            boolean nobody =
                    should.state() == Expected.State.NOT_ASKABLE || should.state() == Expected.State.SUPPRESSED;
            if (!is.equals(must) && !(lead == null && nobody) && (lead == null || judged.test(lead))) {
                wrong.add(person.number() + " " + person.fullName() + " (" + person.deliverability() + "): should be "
                        + must + " and is " + is + "; asked " + asked(lead));
            }
        }
        return wrong;
    }

    private static String shown(Expected expected) {
        return switch (expected.state()) {
            case VERIFIED -> "found verified " + expected.address() + " by " + NAMES.get(expected.foundBy());
            // several may have found it, and each said another part of it
            case CATCH_ALL -> "found catch_all " + expected.address();
            case RISKY -> "found risky " + expected.address();
            case SUPPRESSED -> "suppressed";
            case WEBMAIL, NOT_FOUND, NOT_ASKABLE -> "not_found";
        };
    }

    private static String shown(Document lead) {
        String state = lead.getEmbedded(List.of("enrichment", "state"), String.class);
        Document email = lead.get("email", Document.class);
        return state.equals("found")
                ? "found " + email.get("status") + " " + email.get("address")
                        + ("verified".equals(email.get("status")) ? " by " + email.get("foundBy") : "")
                : state;
    }

    private static List<String> asked(Document lead) {
        return lead == null
                ? List.of()
                : attempts(lead).stream()
                        .map(attempt -> attempt.get("provider") + " " + attempt.get("endpoint") + " "
                                + attempt.get("outcome") + " " + attempt.get("httpStatus"))
                        .toList();
    }

    private static List<Document> attempts(Document lead) {
        return lead.getEmbedded(List.of("enrichment"), Document.class).getList("attempts", Document.class);
    }
}

package dev.airtableroutes.lead;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.airtableroutes.credit.Credits;
import dev.airtableroutes.credit.Spent;
import dev.airtableroutes.failure.UnknownException;
import dev.airtableroutes.lead.Candidate.Status;
import dev.airtableroutes.provider.Operation;
import dev.airtableroutes.provider.Outcome;
import dev.airtableroutes.provider.Provider;
import dev.airtableroutes.provider.Providers;
import dev.airtableroutes.provider.Verb;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.springframework.stereotype.Component;

/** Runs that people ask for: which leads are enriched or verified, what that may cost, and how far it is. */
@Component
public class LeadRuns {

    /** The states that are no end, or one that may be another at the next try. */
    private static final List<State> OPEN =
            List.of(State.NEW, State.BUDGET_BLOCKED, State.ERROR, State.QUEUED, State.RUNNING);

    /** Calls or finds from which on experience tells more than a guess. */
    private static final int ENOUGH = 20;

    private final Leads leads;
    private final Moves moves;
    private final Credits credits;
    private final Providers providers;
    private final LeadRules rules;

    LeadRuns(Leads leads, Moves moves, Credits credits, Providers providers, LeadRules rules) {
        this.leads = leads;
        this.moves = moves;
        this.credits = credits;
        this.providers = providers;
        this.rules = rules;
    }

    /**
     * Which leads.
     *
     * @param segment of these; null for all
     * @param states in these; empty for those that are new, under way, were blocked by a cap or got no answer
     * @param limit at most so many
     */
    public record Selection(String segment, Collection<State> states, int limit) {

        /**
         * The leads that somebody asks for in words.
         *
         * @param states by name; null for none
         * @param limit a thousand when it is null
         * @throws UnknownException when there is no such state
         */
        public static Selection of(String segment, List<String> states, Integer limit) {
            return new Selection(
                    segment,
                    states == null
                            ? List.of()
                            : states.stream().map(State::named).toList(),
                    limit == null ? 1000 : limit);
        }
    }

    /**
     * What a run would cost.
     *
     * @param leads how many it would be about
     * @param expected credits by provider, by what each has found so far and how much of it was verified by another one;
     *     half where nobody knows yet
     * @param atMost credits when every finder brought an address of its own, every other verifier were asked about each of
     *     them, and all were charged, under the caps
     */
    public record Forecast(long leads, Map<String, BigDecimal> expected, BigDecimal atMost) {

        public BigDecimal expectedInAll() {
            return expected.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        }
    }

    /**
     * How a run stands.
     *
     * @param states leads of the run by state
     * @param waitsUntil when all that is left waits for a time: the first of them
     * @param credits what it has cost
     */
    public record Progress(String run, Map<String, Long> states, Instant waitsUntil, BigDecimal credits) {

        public long underWay() {
            return states.getOrDefault(State.QUEUED.text(), 0L) + states.getOrDefault(State.RUNNING.text(), 0L);
        }

        public long done() {
            return states.values().stream().mapToLong(Long::longValue).sum() - underWay();
        }
    }

    /** Queues leads; they move when turns are handed out. Returns how many. */
    public int enrich(String run, Selection selection) {
        int queued = 0;
        for (Lead lead : selected(selection)) {
            if (lead.state() == State.QUEUED || lead.state() == State.RUNNING) {
                // under way, or left so by a crash: it goes on where it is
                queued += leads.change(lead, List.of(Updates.set("enrichment.run", run))) ? 1 : 0;
                continue;
            }
            List<Attempt> kept = without(lead, attempt -> unanswered(attempt.outcome()));
            if (moves.on(lead, run, kept, lead.candidates(), again(lead, run, kept))) {
                queued++;
            }
        }
        return queued;
    }

    /** Queues leads whose address was verified too long ago, or never. Returns how many. */
    public int verify(String run, Selection selection) {
        int queued = 0;
        for (Lead lead : selected(stale(selection.segment()), selection.limit())) {
            List<Candidate> unsure = lead.candidates().stream()
                    .map(one -> one.status() == Status.VERIFIED || one.status() == Status.UNVERIFIED
                            ? one.verified(
                                    Status.UNVERIFIED,
                                    rules.current().confidence().unverified(),
                                    null)
                            : one)
                    .toList();
            List<Attempt> kept = without(lead, attempt -> attempt.operation().equals(Step.VERIFY));
            List<Bson> updates = again(lead, run, kept);
            updates.add(Updates.set(
                    "enrichment.candidates", unsure.stream().map(Lead::document).toList()));
            if (moves.on(lead, run, kept, unsure, updates)) {
                queued++;
            }
        }
        return queued;
    }

    private static boolean unanswered(Outcome outcome) {
        return outcome == Outcome.UNAVAILABLE || outcome == Outcome.UNKNOWN;
    }

    private static List<Attempt> without(Lead lead, Predicate<Attempt> out) {
        return lead.attempts().stream().filter(out.negate()).toList();
    }

    /** What was tried before stays in sight and does not count. */
    private static List<Bson> again(Lead lead, String run, List<Attempt> kept) {
        List<Bson> updates = new ArrayList<>();
        List<Document> earlier = lead.attempts().stream()
                .filter(attempt -> !kept.contains(attempt))
                .map(Lead::document)
                .toList();
        updates.add(Updates.set(
                "enrichment.attempts", kept.stream().map(Lead::document).toList()));
        if (!earlier.isEmpty()) {
            updates.add(Updates.pushEach("enrichment.earlier", earlier));
        }
        updates.add(Updates.set("enrichment.run", run));
        updates.add(Updates.unset("enrichment.repeats"));
        return updates;
    }

    private List<Lead> selected(Selection selection) {
        Collection<State> states = selection.states().isEmpty() ? OPEN : selection.states();
        return selected(
                Filters.and(
                        Filters.in(
                                "enrichment.state",
                                states.stream().map(State::text).toList()),
                        segment(selection.segment())),
                selection.limit());
    }

    private List<Lead> selected(Bson which, int limit) {
        return leads.list(which, limit);
    }

    private Bson stale(String segment) {
        Instant before = leads.clock().instant().minus(rules.current().privacy().verifyAgain());
        return Filters.and(
                Filters.eq("enrichment.state", State.FOUND.text()),
                Filters.in("email.status", Status.VERIFIED.text(), Status.UNVERIFIED.text()),
                Filters.or(Filters.eq("email.verifiedAt", null), Filters.lt("email.verifiedAt", Date.from(before))),
                segment(segment));
    }

    private static Bson segment(String segment) {
        return segment == null ? Filters.empty() : Filters.eq("segment", segment);
    }

    /** What enriching them would cost; nobody is asked. */
    public Forecast forecast(Selection selection) {
        List<Lead> selected = selected(selection);
        Map<String, BigDecimal> expected = new HashMap<>();
        BigDecimal most = BigDecimal.ZERO;
        List<Spent> spent = credits.spent(null);
        Map<String, Double> rates = hitRates(spent);
        double verified = verifiedOfFound(spent);
        for (Lead lead : selected) {
            Rules.Waterfall waterfall = rules.current().waterfall(lead.segment());
            List<Attempt> kept = without(lead, attempt -> unanswered(attempt.outcome()));
            double reaches = 1;
            BigDecimal mostOfLead = BigDecimal.ZERO;
            for (Candidate candidate : lead.candidates()) {
                if (candidate.status() == Status.UNVERIFIED) {
                    List<String> verifiers = waterfall.verify().stream()
                            .filter(verifier -> !verifier.equals(candidate.foundBy()))
                            .filter(verifier -> kept.stream()
                                    .noneMatch(attempt -> attempt.asked(verifier, Step.VERIFY)
                                            && candidate.address().equals(attempt.address())))
                            .toList();
                    mostOfLead = mostOfLead.add(verifying(verifiers, 1, expected));
                }
            }
            for (String finder : waterfall.find()) {
                BigDecimal price = price(finder, Verb.find);
                boolean asked = kept.stream().anyMatch(attempt -> attempt.asked(finder, Step.FIND));
                if (price == null || asked) {
                    continue;
                }
                double rate = rates.getOrDefault(finder, 0.5);
                expected.merge(finder, price.multiply(BigDecimal.valueOf(reaches * rate)), BigDecimal::add);
                List<String> verifiers = waterfall.verify().stream()
                        .filter(verifier -> !verifier.equals(finder))
                        .toList();
                mostOfLead = mostOfLead.add(price).add(verifying(verifiers, reaches * rate * verified, expected));
                reaches *= 1 - rate;
            }
            most = most.add(under(rules.current().caps().lead(), mostOfLead));
        }
        expected.replaceAll((provider, sum) -> sum.setScale(1, RoundingMode.HALF_UP));
        return new Forecast(
                selected.size(), expected, under(rules.current().caps().run(), most));
    }

    /** What verifying one address costs at most. The first who can be asked mostly settles it: only that is expected. */
    private BigDecimal verifying(List<String> verifiers, double likely, Map<String, BigDecimal> expected) {
        BigDecimal most = BigDecimal.ZERO;
        boolean first = true;
        for (String verifier : verifiers) {
            BigDecimal price = price(verifier, Verb.verify);
            if (price != null) {
                most = most.add(price);
                if (first) {
                    expected.merge(verifier, price.multiply(BigDecimal.valueOf(likely)), BigDecimal::add);
                }
                first = false;
            }
        }
        return most;
    }

    private static BigDecimal under(BigDecimal cap, BigDecimal sum) {
        return cap == null ? sum : sum.min(cap);
    }

    private static Map<String, Double> hitRates(List<Spent> all) {
        Map<String, Double> rates = new HashMap<>();
        for (Spent spent : all) {
            if (spent.operation().equals(Step.FIND) && spent.calls() >= ENOUGH) {
                rates.put(spent.provider(), spent.hitRate() / 100);
            }
        }
        return rates;
    }

    /** How many of the addresses found needed a verification by another provider. */
    private static double verifiedOfFound(List<Spent> all) {
        long found = 0;
        long verified = 0;
        for (Spent spent : all) {
            found += spent.operation().equals(Step.FIND) ? spent.hits() : 0;
            verified += spent.operation().equals(Step.VERIFY) ? spent.calls() : 0;
        }
        return found < ENOUGH ? 0.5 : Math.min(1, (double) verified / found);
    }

    /** What a question costs at a provider that is on; null at others. */
    private BigDecimal price(String provider, Verb verb) {
        Optional<Operation> operation =
                providers.find(provider).map(Provider::operations).map(all -> all.get(verb));
        return operation.isPresent() && providers.on(provider) ? operation.get().price() : null;
    }

    /** How a run stands. */
    public Progress progress(String run) {
        Map<String, Long> states = leads.states(run);
        BigDecimal spent = credits.spent(run).stream()
                .map(one -> one.credits().add(one.unknown()))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        boolean moves = states.containsKey(State.RUNNING.text()) || leads.countDue(run) > 0;
        return new Progress(run, states, moves ? null : leads.nextRetry(run).orElse(null), spent);
    }

    /** A name for a run that somebody asks for now. */
    public String newRun(String what) {
        return what + "-" + leads.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** How long a terminal waits for providers before it leaves the rest to the next run. */
    public static final Duration WORTH_WAITING = Duration.ofMinutes(2);
}

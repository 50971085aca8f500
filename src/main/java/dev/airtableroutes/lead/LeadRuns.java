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
import java.util.function.BiFunction;
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
         * @throws UnknownException when there is no such state, or when it would be of nobody
         */
        public static Selection of(String segment, List<String> states, Integer limit) {
            return new Selection(
                    segment,
                    states == null
                            ? List.of()
                            : states.stream().map(State::named).toList(),
                    limit(limit));
        }

        /**
         * How many at most: a thousand when it is null. MongoDB would take 0 for no limit.
         *
         * @throws UnknownException when it is less than 1
         */
        public static int limit(Integer asked) {
            int limit = asked == null ? 1000 : asked;
            if (limit < 1) {
                throw new UnknownException("The limit is %d; expected 1 or more.".formatted(limit));
            }
            return limit;
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
            if (underWay(lead)) {
                queued += taken(lead, run);
                continue;
            }
            List<Attempt> kept = without(lead, attempt -> unanswered(attempt.outcome()));
            List<Bson> updates = again(lead, run, kept);
            updates.add(Updates.unset("enrichment." + Lead.ONLY));
            if (moves.on(lead.onlyVerified(false), run, kept, lead.candidates(), updates)) {
                queued++;
            }
        }
        return queued;
    }

    private static boolean underWay(Lead lead) {
        return lead.state() == State.QUEUED || lead.state() == State.RUNNING;
    }

    /** One that is under way, or was left so by a crash, goes on where it is. */
    private int taken(Lead lead, String run) {
        return leads.change(lead, List.of(Updates.set("enrichment.run", run))) ? 1 : 0;
    }

    /**
     * Queues leads whose address was verified too long ago, or never. Nobody is asked for another address, also when it
     * turns out bad. Returns how many.
     */
    public int verify(String run, Selection selection) {
        int queued = 0;
        for (Lead lead : selected(stale(selection.segment()), selection.limit())) {
            if (underWay(lead)) {
                queued += taken(lead, run);
                continue;
            }
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
            updates.add(Updates.set("enrichment." + Lead.ONLY, Step.VERIFY));
            if (moves.on(lead.onlyVerified(true), run, kept, unsure, updates)) {
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
    static List<Bson> again(Lead lead, String run, List<Attempt> kept) {
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

    /** Those to be verified, and those that a crash left on their way to it. */
    private Bson stale(String segment) {
        Instant before = leads.clock().instant().minus(rules.current().privacy().verifyAgain());
        Bson old = Filters.and(
                Filters.eq("enrichment.state", State.FOUND.text()),
                Filters.in("email.status", Status.VERIFIED.text(), Status.UNVERIFIED.text()),
                Filters.or(Filters.eq("email.verifiedAt", null), Filters.lt("email.verifiedAt", Date.from(before))));
        Bson left = Filters.and(
                Filters.in("enrichment.state", State.QUEUED.text(), State.RUNNING.text()),
                Filters.eq("enrichment." + Lead.ONLY, Step.VERIFY));
        return Filters.and(Filters.or(old, left), segment(segment));
    }

    private static Bson segment(String segment) {
        return segment == null ? Filters.empty() : Filters.eq("segment", segment);
    }

    /** What enriching them would cost; nobody is asked. */
    public Forecast forecast(Selection selection) {
        Likely likely = likely();
        return forecast(selected(selection), (lead, expected) -> enriching(lead, likely, expected));
    }

    /** What verifying those would cost whose address was verified too long ago, or never; nobody is asked. */
    public Forecast forecastVerifying(Selection selection) {
        return forecast(selected(stale(selection.segment()), selection.limit()), this::verifyingAnew);
    }

    /** @param cost what one lead costs at most; adds what is expected */
    private Forecast forecast(List<Lead> selected, BiFunction<Lead, Map<String, BigDecimal>, BigDecimal> cost) {
        Map<String, BigDecimal> expected = new HashMap<>();
        BigDecimal most = BigDecimal.ZERO;
        for (Lead lead : selected) {
            most = most.add(under(rules.current().caps().lead(), cost.apply(lead, expected)));
        }
        expected.replaceAll((provider, sum) -> sum.setScale(1, RoundingMode.HALF_UP));
        return new Forecast(
                selected.size(), expected, under(rules.current().caps().run(), most));
    }

    /** @param found how often a provider finds an address @param verified how many of those need a verification */
    private record Likely(Map<String, Double> found, double verified) {}

    private Likely likely() {
        List<Spent> spent = credits.spent(null);
        return new Likely(hitRates(spent), verifiedOfFound(spent));
    }

    /** Whether somebody is asked this about such a lead at all. */
    boolean inOrder(Lead lead, Step step) {
        Rules.Waterfall order = rules.current().order(lead);
        return (step.operation().equals(Step.RESOLVE) ? order.resolve() : order.find()).contains(step.provider());
    }

    /**
     * What going on with a lead costs at most, whoever is asked next.
     *
     * @param kept what was answered and is not asked again
     */
    BigDecimal atMost(Lead lead, List<Attempt> kept) {
        Rules now = rules.current();
        return under(
                now.caps().lead(), enriching(lead, now.order(lead), kept, new Likely(Map.of(), 0), new HashMap<>()));
    }

    private BigDecimal enriching(Lead lead, Likely likely, Map<String, BigDecimal> expected) {
        return enriching(
                lead,
                rules.current().order(underWay(lead) ? lead : lead.onlyVerified(false)),
                without(lead, attempt -> unanswered(attempt.outcome())),
                likely,
                expected);
    }

    private BigDecimal enriching(
            Lead lead, Rules.Waterfall waterfall, List<Attempt> kept, Likely likely, Map<String, BigDecimal> expected) {
        boolean unresolved = lead.unknown()
                && kept.stream()
                        .noneMatch(attempt -> attempt.operation().equals(Step.RESOLVE)
                                && attempt.outcome().hit());
        List<String> resolvers = waterfall.resolve().stream()
                .filter(name -> unresolved && price(name, Verb.resolve) != null)
                .filter(name -> kept.stream().noneMatch(attempt -> attempt.asked(name, Step.RESOLVE)))
                .toList();
        if (unresolved && resolvers.isEmpty()) {
            return BigDecimal.ZERO;
        }
        BigDecimal most = inTurn(resolvers, Verb.resolve, 1, expected);
        double reaches = unresolved ? 0.5 : 1;
        for (Candidate candidate : lead.candidates()) {
            if (candidate.status() == Status.UNVERIFIED) {
                most = most.add(verifying(verifiers(waterfall, candidate, kept), 1, expected));
            }
        }
        for (String finder : waterfall.find()) {
            BigDecimal price = price(finder, Verb.find);
            boolean asked = kept.stream().anyMatch(attempt -> attempt.asked(finder, Step.FIND));
            if (price == null || asked) {
                continue;
            }
            double rate = likely.found().getOrDefault(finder, 0.5);
            expected.merge(finder, price.multiply(BigDecimal.valueOf(reaches * rate)), BigDecimal::add);
            List<String> verifiers = waterfall.verify().stream()
                    .filter(verifier -> !verifier.equals(finder))
                    .toList();
            most = most.add(price).add(verifying(verifiers, reaches * rate * likely.verified(), expected));
            reaches *= 1 - rate;
        }
        return most;
    }

    private BigDecimal verifyingAnew(Lead lead, Map<String, BigDecimal> expected) {
        List<Attempt> kept = without(lead, attempt -> attempt.operation().equals(Step.VERIFY));
        Rules.Waterfall waterfall = rules.current().order(lead);
        return lead.candidates().stream()
                .filter(one -> one.status() == Status.VERIFIED || one.status() == Status.UNVERIFIED)
                .map(one -> verifying(verifiers(waterfall, one, kept), 1, expected))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Who can be asked about an address, and has not been. */
    private static List<String> verifiers(Rules.Waterfall waterfall, Candidate candidate, List<Attempt> kept) {
        return waterfall.verify().stream()
                .filter(verifier -> !verifier.equals(candidate.foundBy()))
                .filter(verifier -> kept.stream()
                        .noneMatch(attempt -> attempt.asked(verifier, Step.VERIFY)
                                && candidate.address().equals(attempt.address())))
                .toList();
    }

    private BigDecimal verifying(List<String> verifiers, double likely, Map<String, BigDecimal> expected) {
        return inTurn(verifiers, Verb.verify, likely, expected);
    }

    /** What asking them costs at most. The first who can be asked mostly settles it: only that is expected. */
    private BigDecimal inTurn(List<String> names, Verb verb, double likely, Map<String, BigDecimal> expected) {
        BigDecimal most = BigDecimal.ZERO;
        boolean first = true;
        for (String name : names) {
            BigDecimal price = price(name, verb);
            if (price != null) {
                most = most.add(price);
                if (first) {
                    expected.merge(name, price.multiply(BigDecimal.valueOf(likely)), BigDecimal::add);
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

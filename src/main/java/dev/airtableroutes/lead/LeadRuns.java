package dev.airtableroutes.lead;

import com.mongodb.client.model.Updates;
import dev.airtableroutes.credit.Credits;
import dev.airtableroutes.failure.UnknownException;
import dev.airtableroutes.lead.Candidate.Status;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.springframework.stereotype.Component;

/** Runs that people ask for: which leads are enriched or verified, and how far it is. */
@Component
public class LeadRuns {

    private final Leads leads;
    private final Moves moves;
    private final Credits credits;
    private final SelectedLeads selected;
    private final LeadRules rules;

    LeadRuns(Leads leads, Moves moves, Credits credits, SelectedLeads selected, LeadRules rules) {
        this.leads = leads;
        this.moves = moves;
        this.credits = credits;
        this.selected = selected;
        this.rules = rules;
    }

    /**
     * Which leads.
     *
     * @param segment of these; null for all
     * @param states in these; empty for those that are new, under way, were blocked by a cap or got no answer
     * @param limit at most so many
     * @param again whether those are asked once more who did not know, however lately
     */
    public record Selection(String segment, Collection<State> states, int limit, boolean again) {

        public Selection(String segment, Collection<State> states, int limit) {
            this(segment, states, limit, false);
        }

        /** The same leads, and whether those are asked once more who did not know. */
        public Selection again(boolean again) {
            return new Selection(segment, states, limit, again);
        }

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
     * How a run stands.
     *
     * @param states leads of the run by state
     * @param waitsUntil when all that is left waits for a time: the first of them
     * @param credits what it has cost
     * @param blocked why nothing is spent on some of them, each reason with how many
     */
    public record Progress(
            String run, Map<String, Long> states, Instant waitsUntil, BigDecimal credits, Map<String, Long> blocked) {

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
        for (Lead lead : selected.toEnrich(selection)) {
            if (lead.underWay()) {
                queued += taken(lead, run);
                continue;
            }
            if (moves.alone(lead, () -> enrich(run, moves.taken(lead), selection))) {
                queued++;
            }
        }
        return queued;
    }

    private boolean enrich(String run, Lead lead, Selection selection) {
        List<Attempt> kept = selected.kept(lead, selection);
        List<Bson> updates = again(lead, run, kept);
        updates.add(leads.touched());
        updates.add(Updates.unset("enrichment." + Lead.ONLY));
        String anew = "enrichment." + Lead.ANEW;
        updates.add(
                selection.again() ? Updates.set(anew, Date.from(leads.clock().instant())) : Updates.unset(anew));
        return moves.on(lead.onlyVerified(false), run, kept, lead.candidates(), updates);
    }

    /** One that is under way, or was left so by a crash, goes on where it is. */
    private int taken(Lead lead, String run) {
        return leads.change(lead, List.of(Updates.set("enrichment.run", run), leads.touched())) ? 1 : 0;
    }

    /**
     * Queues leads whose address was verified too long ago, or never. Nobody is asked for another address, also when it
     * turns out bad. Returns how many.
     */
    public int verify(String run, Selection selection) {
        int queued = 0;
        for (Lead lead : selected.toVerify(selection)) {
            if (lead.underWay()) {
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
            List<Attempt> kept = lead.attemptsBut(Step.VERIFY);
            List<Bson> updates = again(lead, run, kept);
            updates.add(Updates.set(
                    "enrichment.candidates", unsure.stream().map(Lead::document).toList()));
            updates.add(Updates.set("enrichment." + Lead.ONLY, Step.VERIFY));
            updates.add(leads.touched());
            if (moves.alone(lead, () -> moves.on(lead.onlyVerified(true), run, kept, unsure, updates))) {
                queued++;
            }
        }
        return queued;
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

    /** How a run stands. */
    public Progress progress(String run) {
        Map<String, Long> states = leads.states(run);
        BigDecimal spent = credits.spent(run).stream()
                .map(one -> one.credits().add(one.unknown()))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        boolean moves = states.containsKey(State.RUNNING.text()) || leads.countDue(run) > 0;
        return new Progress(run, states, moves ? null : leads.nextRetry(run).orElse(null), spent, leads.blocked(run));
    }

    /** A name for a run that somebody asks for now. */
    public String newRun(String what) {
        return what + "-" + leads.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** How long a terminal waits for providers before it leaves the rest to the next run. */
    public static final Duration WORTH_WAITING = Duration.ofMinutes(2);
}

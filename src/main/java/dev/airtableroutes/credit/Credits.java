package dev.airtableroutes.credit;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Updates;
import dev.airtableroutes.credit.Charge.State;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Decimal128;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * What was and will be paid. Each call is one charge: {@linkplain #reserve reserved} under the caps before it,
 * {@linkplain #sending marked} when a request may leave, {@linkplain #settle settled} by the answer. The charges are the
 * truth; the totals, against which the caps are held, are counted from them at start.
 *
 * <pre>
 * charges  {_id: turn, provider, operation, purse, subject, run, input: while it is open, month, price, state, credits, outcome, hit, sends, at, settledAt}
 * </pre>
 */
@Component("credits")
public class Credits {

    /** What became of a charge whose turn was not begun, since the application stopped. */
    public static final String GIVEN_BACK = "GIVEN_BACK";

    private final MongoCollection<Document> charges;
    private final Clock clock;
    /** What is spent or held back, by {@code month/purse} and {@code run/id}; null until counted. */
    private Map<String, BigDecimal> totals;
    /** What of them is only held back. */
    private final Map<String, BigDecimal> held = new HashMap<>();
    /** How finding went, by run and provider. */
    private final Map<List<String>, Tally> tallies = new HashMap<>();
    /** The run in which a provider was last asked to find somebody, and when. */
    private final Map<String, Asked> lastAsked = new HashMap<>();

    @Autowired
    Credits(@Qualifier("state") MongoDatabase state) {
        this(state, Clock.systemUTC());
    }

    public Credits(MongoDatabase state, Clock clock) {
        this.charges = state.getCollection("charges");
        this.clock = clock;
    }

    private record Asked(String run, Date at) {}

    /** @param hits of the calls */
    public record Tally(long calls, long hits) {

        private static final Tally NONE = new Tally(0, 0);

        /** Hits of a hundred calls; 0 before the first. */
        public double hitRate() {
            return calls == 0 ? 0 : 100.0 * hits / calls;
        }

        private Tally and(boolean hit) {
            return new Tally(calls + 1, hits + (hit ? 1 : 0));
        }

        /** Whether so many calls found so little that further ones do not pay. */
        public boolean below(long enough, double hitsOfAHundred) {
            return calls >= enough && 100.0 * hits < hitsOfAHundred * calls;
        }
    }

    /** Why a call must not be made. */
    public enum Blocked {
        LEAD,
        RUN,
        MONTH,
        /** Only what is held back for calls under way leaves no room: soon it is known what they cost. */
        FOR_NOW
    }

    /**
     * Holds back the price of a call. A charge of the same turn that was reserved before a crash is taken up again.
     *
     * @param spentOnLead what the lead has cost so far
     * @return which cap forbids it; nothing is held back then
     */
    public synchronized Optional<Blocked> reserve(Charge charge, BigDecimal spentOnLead, Caps caps) {
        counted();
        if (open(charge.turn()) != null) {
            return Optional.empty();
        }
        String month = month().toString();
        BigDecimal price = charge.price();
        if (over(spentOnLead, price, caps.lead())) {
            return Optional.of(Blocked.LEAD);
        }
        Optional<Blocked> blocked = over(ofRun(charge.run()), price, caps.run(), Blocked.RUN)
                .or(() -> thisMonth(
                        charge.purse(), price, caps.month(charge.purse()).orElse(null)));
        if (blocked.isPresent()) {
            return blocked;
        }
        charges.replaceOne(
                Filters.eq("_id", charge.turn()),
                new Document("_id", charge.turn())
                        .append("provider", charge.provider())
                        .append("operation", charge.operation())
                        .append("purse", charge.purse())
                        .append("subject", charge.subject())
                        .append("run", charge.run())
                        .append("input", charge.input())
                        .append("month", month)
                        .append("price", new Decimal128(price))
                        .append("credits", new Decimal128(BigDecimal.ZERO))
                        .append("state", State.RESERVED.name())
                        .append("sends", 0)
                        .append("at", Date.from(clock.instant())),
                new ReplaceOptions().upsert(true));
        add(month, charge.purse(), charge.run(), price, price);
        return Optional.empty();
    }

    /** Whether the cap of this month leaves no room for a price, or none for now. @param cap null when there is none */
    public synchronized Optional<Blocked> thisMonth(String purse, BigDecimal price, BigDecimal cap) {
        counted();
        return over(ofMonth(month().toString(), purse), price, cap, Blocked.MONTH);
    }

    private Optional<Blocked> over(String total, BigDecimal price, BigDecimal cap, Blocked by) {
        if (!over(total(total), price, cap)) {
            return Optional.empty();
        }
        BigDecimal settled = total(total).subtract(held.getOrDefault(total, BigDecimal.ZERO));
        return Optional.of(over(settled, price, cap) ? by : Blocked.FOR_NOW);
    }

    private static boolean over(BigDecimal spent, BigDecimal price, BigDecimal cap) {
        return cap != null && price.signum() > 0 && spent.add(price).compareTo(cap) > 0;
    }

    /**
     * From here on the request may have left: without an answer it is not known what it cost.
     *
     * @return whether it may leave: not when its charge was closed meanwhile, so that nobody waits for the answer
     */
    public boolean sending(String turn) {
        return charges.updateOne(
                                        Filters.and(
                                                Filters.eq("_id", turn),
                                                Filters.in("state", State.RESERVED.name(), State.SENT.name())),
                                        Updates.combine(
                                                Updates.set("state", State.SENT.name()), Updates.inc("sends", 1)))
                                .getMatchedCount()
                        == 1
                || state(turn).isEmpty();
    }

    /**
     * What the call did cost.
     *
     * @param charged the credits the provider names, or null: then the price counts when the outcome is charged
     * @param costs whether the provider charges for this outcome
     * @param hit whether it found something
     */
    public synchronized void settle(String turn, BigDecimal charged, boolean costs, boolean hit, String outcome) {
        Document charge = open(turn);
        if (charge == null) {
            return;
        }
        BigDecimal price = decimal(charge, "price");
        BigDecimal said = charged == null ? (costs ? price : BigDecimal.ZERO) : charged;
        // a repetition is free because the answer that got lost was paid for
        boolean repeated = charge.getInteger("sends", 0) > 1;
        close(charge, State.SETTLED, repeated && costs ? said.max(price) : said, outcome, hit);
    }

    /** The call cost nothing: refused, not sent, or not answered by the provider itself. */
    public synchronized void release(String turn, String outcome) {
        Document charge = open(turn);
        if (charge != null) {
            close(charge, State.RELEASED, BigDecimal.ZERO, outcome, false);
        }
    }

    /** Nobody waits for the answer any more: what had not left costs nothing, what may have left counts as spent. */
    public synchronized void abandon(String turn) {
        Document charge = open(turn);
        if (charge != null && State.valueOf(charge.getString("state")) == State.SENT) {
            unknown(turn);
        } else if (charge != null) {
            release(turn, "ABANDONED");
        }
    }

    /** A call that was never begun: its price is given back. One that may have left stays as it is. */
    public synchronized void giveBack(String turn) {
        Document charge = open(turn);
        if (charge != null && isReserved(charge)) {
            close(charge, State.RELEASED, BigDecimal.ZERO, GIVEN_BACK, false);
        }
    }

    /** Turns for which a price was held back before a time, and that have not been sent since. */
    public List<String> heldBackBefore(Instant time) {
        return charges.find(Filters.and(Filters.eq("state", State.RESERVED.name()), Filters.lt("at", Date.from(time))))
                .map(charge -> charge.getString("_id"))
                .into(new ArrayList<>());
    }

    /** The turns, but for this one, that ask the same and whose answer is open. */
    public List<String> othersFor(String input, String turn) {
        return charges.find(Filters.and(Filters.eq("input", input), Filters.ne("_id", turn)))
                .map(charge -> charge.getString("_id"))
                .into(new ArrayList<>());
    }

    /** Nobody will ever know: the price counts as spent. */
    public synchronized void unknown(String turn) {
        Document charge = open(turn);
        if (charge != null) {
            close(charge, State.UNKNOWN, decimal(charge, "price"), State.UNKNOWN.name(), false);
        }
    }

    private void close(Document charge, State state, BigDecimal credits, String outcome, boolean hit) {
        counted();
        charges.updateOne(
                Filters.eq("_id", charge.getString("_id")),
                Updates.combine(
                        Updates.set("state", state.name()),
                        Updates.set("credits", new Decimal128(credits)),
                        Updates.set("outcome", outcome),
                        Updates.set("hit", hit),
                        Updates.unset("input"),
                        Updates.set("settledAt", Date.from(clock.instant()))));
        add(
                charge.getString("month"),
                purse(charge),
                charge.getString("run"),
                credits.subtract(decimal(charge, "price")),
                decimal(charge, "price").negate());
        if (state == State.SETTLED) {
            tally(charge, hit);
        }
    }

    private void tally(Document charge, boolean hit) {
        if ("find".equals(charge.getString("operation"))) {
            tallies.compute(
                    List.of(charge.getString("run"), charge.getString("provider")),
                    (key, tally) -> (tally == null ? Tally.NONE : tally).and(hit));
            Asked asked = new Asked(charge.getString("run"), charge.getDate("at"));
            lastAsked.merge(
                    charge.getString("provider"),
                    asked,
                    (one, other) -> other.at().before(one.at()) ? one : other);
        }
    }

    /** How finding with a provider went in a run. */
    public synchronized Tally tally(String run, String provider) {
        counted();
        return tallies.getOrDefault(List.of(run, provider), Tally.NONE);
    }

    /** How finding with a provider went in the run in which it was last asked; nothing when that is a day ago. */
    public synchronized Tally latestTally(String provider) {
        counted();
        Asked last = lastAsked.get(provider);
        Instant yesterday = clock.instant().minus(Duration.ofDays(1));
        return last == null || last.at().toInstant().isBefore(yesterday) ? Tally.NONE : tally(last.run(), provider);
    }

    /** The charge of a turn that is neither settled nor given up, or null. */
    private Document open(String turn) {
        Document charge = charges.find(Filters.eq("_id", turn)).first();
        return charge != null && isOpen(charge) ? charge : null;
    }

    private static boolean isOpen(Document charge) {
        State state = State.valueOf(charge.getString("state"));
        return state == State.RESERVED || state == State.SENT;
    }

    private static boolean isReserved(Document charge) {
        return State.RESERVED.name().equals(charge.getString("state"));
    }

    /** How far the charge of a turn has come; empty when there is none. */
    public Optional<State> state(String turn) {
        return Optional.ofNullable(charges.find(Filters.eq("_id", turn)).first())
                .map(charge -> State.valueOf(charge.getString("state")));
    }

    /** What a turn is about: a lead, search or push. */
    public Optional<String> subject(String turn) {
        return Optional.ofNullable(charges.find(Filters.eq("_id", turn)).first())
                .map(charge -> charge.getString("subject"));
    }

    /** Whether a turn of this id is paid for, or may be: no other one may have its id. */
    public boolean closed(String turn) {
        return state(turn)
                .filter(state -> state == State.SETTLED || state == State.UNKNOWN)
                .isPresent();
    }

    /** What a lead, search or push has cost, with what calls without an answer may have cost. */
    public BigDecimal spentOn(String subject) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Document charge : charges.find(Filters.eq("subject", subject))) {
            sum = sum.add(decimal(charge, "credits"));
        }
        return sum;
    }

    /** By provider and operation, in the order of their names; of one run, or of all when null. */
    public List<Spent> spent(String run) {
        Bson which = run == null ? Filters.empty() : Filters.eq("run", run);
        Document kind = new Document();
        List.of("provider", "operation", "state", "hit").forEach(name -> kind.append(name, "$" + name));
        Map<List<String>, Spent> spent = new HashMap<>();
        for (Document charges : charges.aggregate(List.of(
                Aggregates.match(which),
                Aggregates.group(
                        kind,
                        Accumulators.sum("calls", 1),
                        Accumulators.sum("credits", "$credits"),
                        Accumulators.sum("price", "$price"))))) {
            Spent one = spent(charges);
            spent.merge(List.of(one.provider(), one.operation()), one, Spent::and);
        }
        return spent.values().stream()
                .sorted(Comparator.comparing(Spent::provider).thenComparing(Spent::operation))
                .toList();
    }

    /** @param charges sums over those of one kind */
    private static Spent spent(Document charges) {
        Document kind = charges.get("_id", Document.class);
        State state = State.valueOf(kind.getString("state"));
        long calls = charges.get("calls", Number.class).longValue();
        BigDecimal zero = BigDecimal.ZERO;
        BigDecimal credits = decimal(charges, "credits");
        return new Spent(
                kind.getString("provider"),
                kind.getString("operation"),
                state == State.SETTLED ? calls : 0,
                kind.getBoolean("hit", false) ? calls : 0,
                state == State.SETTLED ? credits : zero,
                isOpen(kind) ? decimal(charges, "price") : zero,
                state == State.UNKNOWN ? credits : zero);
    }

    /** What was paid from a purse in this month, with what is held back. */
    public synchronized BigDecimal thisMonth(String purse) {
        counted();
        return total(ofMonth(month().toString(), purse));
    }

    /** Takes part in no total any more, as after an erasure; money stays counted. */
    public void forgetSubjects(Collection<String> subjects) {
        charges.updateMany(Filters.in("subject", subjects), Updates.set("subject", "erased"));
    }

    private void counted() {
        if (totals != null) {
            return;
        }
        charges.createIndex(Indexes.ascending("subject"));
        charges.createIndex(Indexes.ascending("month"));
        charges.createIndex(Indexes.ascending("run"));
        charges.createIndex(Indexes.ascending("input"));
        charges.createIndex(Indexes.ascending("state", "at"));
        totals = new HashMap<>();
        for (Document charge :
                charges.find(Filters.gte("month", month().minusMonths(1).toString()))) {
            add(
                    charge.getString("month"),
                    purse(charge),
                    charge.getString("run"),
                    decimal(charge, isOpen(charge) ? "price" : "credits"),
                    isOpen(charge) ? decimal(charge, "price") : BigDecimal.ZERO);
            if (charge.getString("state").equals(State.SETTLED.name())) {
                tally(charge, charge.getBoolean("hit", false));
            }
        }
    }

    /** @param open what of the credits is held back, or no longer */
    private void add(String month, String purse, String run, BigDecimal credits, BigDecimal open) {
        for (String key : List.of(ofMonth(month, purse), ofRun(run))) {
            totals.merge(key, credits, BigDecimal::add);
            held.merge(key, open, BigDecimal::add);
        }
    }

    private BigDecimal total(String key) {
        return totals.getOrDefault(key, BigDecimal.ZERO);
    }

    private YearMonth month() {
        return YearMonth.now(clock.withZone(ZoneOffset.UTC));
    }

    private static String ofMonth(String month, String purse) {
        return month + "/" + purse;
    }

    /** Those of an earlier version were all paid from the provider's own. */
    private static String purse(Document charge) {
        return Objects.requireNonNullElse(charge.getString("purse"), charge.getString("provider"));
    }

    private static String ofRun(String run) {
        return "run/" + run;
    }

    private static BigDecimal decimal(Document document, String name) {
        Object value = document.get(name);
        return value instanceof Decimal128 decimal ? decimal.bigDecimalValue() : BigDecimal.ZERO;
    }
}

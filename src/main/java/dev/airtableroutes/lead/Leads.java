package dev.airtableroutes.lead;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import dev.airtableroutes.privacy.Identity;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** The collection {@code leads} of the source database. A lead is changed by whoever read its latest version. */
@Component
public class Leads {

    private static final String STATE = "enrichment.state";
    private static final String RUN = "enrichment.run";
    private static final String NEXT = "enrichment.nextRetryAt";
    static final String TELL = "enrichment.tell";
    /** The cap of its run that was reached. */
    static final String CAP = "enrichment.cap";

    private static final String TOUCHED = "touchedAt";

    private final MongoCollection<Document> leads;
    private final Clock clock;
    private boolean indexed;

    @Autowired
    Leads(@Qualifier("source") MongoDatabase source) {
        this(source, Clock.systemUTC());
    }

    public Leads(MongoDatabase source, Clock clock) {
        this.leads = source.getCollection("leads");
        this.clock = clock;
    }

    public Clock clock() {
        return clock;
    }

    /** By its id as text. */
    public Optional<Lead> find(String id) {
        Bson which = ObjectId.isValid(id) ? Filters.in("_id", id, new ObjectId(id)) : Filters.eq("_id", id);
        return Optional.ofNullable(leads.find(which).first()).map(Lead::new);
    }

    /** The lead that has one of these keys; other programs write {@code key} alone. */
    public Optional<Lead> byKeys(Collection<String> keys) {
        return keys.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(leads.find(Filters.or(Filters.in("keys", keys), Filters.in("key", keys)))
                                .first())
                        .map(Lead::new);
    }

    /** @return false when another lead has its key by now */
    boolean insert(Document lead) {
        index();
        Instant now = clock.instant();
        try {
            leads.insertOne(lead.append("version", 1L)
                    .append("createdAt", Date.from(now))
                    .append("updatedAt", Date.from(now))
                    .append(TOUCHED, Date.from(now)));
            return true;
        } catch (MongoWriteException there) {
            if (there.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
                return false;
            }
            throw there;
        }
    }

    /** Those in a state whose time has come, the longest waiting first. */
    List<Lead> due(State state, int count) {
        return due(in(List.of(state)), count);
    }

    /** Those that wait for this step. @param run of this run; of any when it is null @param ids of these; of all when null */
    List<Lead> waitingFor(String provider, String operation, String run, Collection<?> ids, int count) {
        return due(
                Filters.and(
                        Filters.eq(STATE, State.QUEUED.text()),
                        Filters.eq("enrichment.step.provider", provider),
                        Filters.eq("enrichment.step.operation", operation),
                        run == null ? Filters.empty() : Filters.eq(RUN, run),
                        ids == null ? Filters.empty() : Filters.in("_id", ids)),
                count);
    }

    /** Those in one of these states; other programs say nothing about it of those that are new. */
    static Bson in(Collection<State> states) {
        List<String> texts = new ArrayList<>(states.stream().map(State::text).toList());
        if (states.contains(State.NEW)) {
            texts.add(null);
        }
        return Filters.in(STATE, texts);
    }

    private List<Lead> due(Bson which, int count) {
        return list(leads.find(Filters.and(which, now()))
                .sort(Sorts.ascending("enrichment.at"))
                .limit(count));
    }

    private Bson now() {
        return Filters.or(Filters.eq(NEXT, null), Filters.lte(NEXT, Date.from(clock.instant())));
    }

    /** Those for whom nobody could be asked are looked at now, whatever they wait for. */
    void decideAnew() {
        leads.updateMany(
                Filters.and(
                        Filters.eq(STATE, State.QUEUED.text()),
                        Filters.eq("enrichment.step", null),
                        Filters.gt(NEXT, Date.from(clock.instant()))),
                Updates.unset(NEXT));
    }

    /** All that match. */
    public List<Lead> list(Bson which) {
        return list(leads.find(which));
    }

    /** Hands over those that match one by one, the oldest first. */
    public void each(Bson which, Consumer<Lead> taker) {
        leads.find(which).sort(Sorts.ascending("_id")).map(Lead::new).forEach(taker);
    }

    /** Those that match, the oldest first, at most so many. */
    public List<Lead> list(Bson which, int limit) {
        return list(leads.find(which).sort(Sorts.ascending("_id")).limit(limit == Integer.MAX_VALUE ? 0 : limit));
    }

    private static List<Lead> list(FindIterable<Document> found) {
        List<Lead> list = new ArrayList<>();
        found.map(Lead::new).into(list);
        return list;
    }

    long count(Bson which) {
        return leads.countDocuments(which);
    }

    /** How many leads of a run are in which state. */
    Map<String, Long> states(String run) {
        Map<String, Long> states = new HashMap<>();
        leads.aggregate(List.of(
                        Aggregates.match(Filters.eq(RUN, run)),
                        Aggregates.group("$" + STATE, Accumulators.sum("leads", 1))))
                .forEach(state -> states.merge(
                        Objects.requireNonNullElse(state.getString("_id"), State.NEW.text()),
                        state.get("leads", Number.class).longValue(),
                        Long::sum));
        return states;
    }

    /** Why nothing is spent on leads of a run, each reason with how many. */
    Map<String, Long> blocked(String run) {
        Map<String, Long> blocked = new TreeMap<>();
        leads.find(Filters.and(Filters.eq(RUN, run), Filters.eq(STATE, State.BUDGET_BLOCKED.text())))
                .projection(Projections.include("enrichment.reason"))
                .forEach(lead -> blocked.merge(new Lead(lead).whyBlocked(), 1L, Long::sum));
        return blocked;
    }

    /** Those that a cap of their run blocked, and that have waited long enough or for a higher cap. @param cap null for none */
    List<Lead> blockedNoLonger(BigDecimal cap, int count) {
        return list(
                Filters.and(
                        Filters.eq(STATE, State.BUDGET_BLOCKED.text()),
                        Filters.or(
                                Filters.lte(NEXT, Date.from(clock.instant())),
                                cap == null ? Filters.ne(CAP, null) : Filters.lt(CAP, new Decimal128(cap)))),
                count);
    }

    /** How many leads of a run could go on now. */
    long countDue(String run) {
        return count(Filters.and(Filters.eq(RUN, run), Filters.eq(STATE, State.QUEUED.text()), now()));
    }

    /** When the first of a run's leads goes on that wait for a time. */
    Optional<Instant> nextRetry(String run) {
        return Optional.ofNullable(leads.find(Filters.and(
                                Filters.eq(RUN, run), Filters.eq(STATE, State.QUEUED.text()), Filters.ne(NEXT, null)))
                        .projection(Projections.include(NEXT))
                        .sort(Sorts.ascending(NEXT))
                        .first())
                .map(lead -> new Lead(lead).nextRetry());
    }

    /**
     * Changes a lead, unless somebody else has since it was read.
     *
     * @return whether it was changed
     */
    public boolean change(Lead lead, List<Bson> updates) {
        return change(lead, updates, Filters.empty());
    }

    /** The same, unless it is no longer as it must be: what people change in Airtable comes without a new version. */
    public boolean change(Lead lead, List<Bson> updates, Bson must) {
        List<Bson> all = new ArrayList<>(untouched(lead));
        all.addAll(updates);
        all.add(Updates.set("version", lead.version() + 1));
        all.add(Updates.set("updatedAt", Date.from(clock.instant())));
        return leads.updateOne(Filters.and(asRead(lead), must), Updates.combine(all))
                        .getMatchedCount()
                == 1;
    }

    /** With a change: a person, a source or a provider had to do with the lead, which is kept for as long again. */
    public Bson touched() {
        return Updates.set(TOUCHED, Date.from(clock.instant()));
    }

    /** A source found the lead again, and nothing new about it. */
    void touch(Lead lead) {
        leads.updateOne(Filters.eq("_id", lead.id()), touched());
    }

    /** That a lead is looked at again and again keeps it no longer, also one from before there was a time for that. */
    private static List<Bson> untouched(Lead lead) {
        Date since = lead.value(Date.class, "updatedAt");
        return lead.value(Date.class, TOUCHED) != null || since == null
                ? List.of()
                : List.of(Updates.set(TOUCHED, since));
    }

    /** Those that nobody had to do with since then. */
    List<Lead> untouchedSince(Instant time, int count) {
        Date before = Date.from(time);
        return list(
                Filters.and(
                        Filters.or(
                                Filters.lt(TOUCHED, before),
                                Filters.and(Filters.eq(TOUCHED, null), Filters.lt("updatedAt", before))),
                        Filters.ne(STATE, State.RUNNING.text())),
                count);
    }

    /** Those whose end is to be told to the dead letters. */
    List<Lead> untold(int count) {
        return list(leads.find(Filters.eq(TELL, true)).limit(count));
    }

    /**
     * Takes off the mark that something is to be told. Who has changed since it was read is told of once more.
     *
     * @return whether the lead is still there
     */
    boolean told(Lead lead) {
        return leads.updateOne(asRead(lead), Updates.unset(TELL)).getMatchedCount() == 1
                || leads.updateOne(Filters.eq("_id", lead.id()), Updates.set(TELL, true))
                                .getMatchedCount()
                        == 1;
    }

    /** Deletes a lead unless it has changed since it was read. @return false when it has, or is gone */
    boolean delete(Lead lead) {
        return leads.deleteOne(asRead(lead)).getDeletedCount() == 1;
    }

    private static Bson asRead(Lead lead) {
        return Filters.and(
                Filters.eq("_id", lead.id()),
                Filters.eq("version", lead.document().get("version")));
    }

    long delete(Bson which) {
        return leads.deleteMany(which).getDeletedCount();
    }

    private void index() {
        if (!indexed) {
            withoutTheOldOfKeys();
            leads.createIndex(
                    Indexes.ascending("key"), new IndexOptions().unique(true).sparse(true));
            leads.createIndex(Indexes.ascending("keys"));
            leads.createIndex(Indexes.ascending("email.address"));
            leads.createIndex(Indexes.ascending("enrichment.candidates.address"));
            leads.createIndex(Indexes.ascending(STATE, "enrichment.step.provider", NEXT));
            leads.createIndex(Indexes.ascending(RUN, STATE));
            leads.createIndex(Indexes.ascending("updatedAt"));
            leads.createIndex(Indexes.ascending(TOUCHED));
            leads.createIndex(Indexes.ascending(TELL));
            leads.createIndex(Indexes.ascending("email.status", "status"));
            indexed = true;
        }
    }

    /** An earlier version's took two leads without a key, as other programs write them, for the same. */
    private void withoutTheOldOfKeys() {
        for (Document index : leads.listIndexes()) {
            if (index.get("key").equals(new Document("key", 1)) && !Boolean.TRUE.equals(index.get("sparse"))) {
                leads.dropIndex(index.getString("name"));
            }
        }
    }

    /** The kinds of accounts that leads have: their sources, whoever wrote them. */
    Set<String> kindsOfAccounts() {
        Set<String> kinds = new TreeSet<>();
        leads.distinct("source.type", Filters.ne("person.handle", null), BsonValue.class)
                .forEach(kind -> {
                    if (kind.isString() && !kind.asString().getValue().isBlank()) {
                        kinds.add(Identity.handle(kind.asString().getValue()));
                    }
                });
        return kinds;
    }
}

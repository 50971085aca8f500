package dev.airtableroutes.lead;

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
import java.util.function.Consumer;
import org.bson.Document;
import org.bson.conversions.Bson;
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

    /** The lead that has one of these keys. */
    public Optional<Lead> byKeys(Collection<String> keys) {
        return keys.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(leads.find(Filters.in("keys", keys)).first())
                        .map(Lead::new);
    }

    void insert(Document lead) {
        index();
        Instant now = clock.instant();
        leads.insertOne(
                lead.append("version", 1L).append("createdAt", Date.from(now)).append("updatedAt", Date.from(now)));
    }

    /** Those in a state whose time has come, the longest waiting first. */
    List<Lead> due(State state, int count) {
        return due(Filters.eq(STATE, state.text()), count);
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

    private List<Lead> due(Bson which, int count) {
        return list(leads.find(Filters.and(which, now()))
                .sort(Sorts.ascending("enrichment.at"))
                .limit(count));
    }

    private Bson now() {
        return Filters.or(Filters.eq(NEXT, null), Filters.lte(NEXT, Date.from(clock.instant())));
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
        List<Bson> all = new ArrayList<>(updates);
        all.add(Updates.set("version", lead.version() + 1));
        all.add(Updates.set("updatedAt", Date.from(clock.instant())));
        return leads.updateOne(
                                Filters.and(
                                        Filters.eq("_id", lead.id()),
                                        must,
                                        lead.version() == 0
                                                ? Filters.eq("version", null)
                                                : Filters.eq("version", lead.version())),
                                Updates.combine(all))
                        .getMatchedCount()
                == 1;
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
        Bson asRead = Filters.and(
                Filters.eq("_id", lead.id()),
                Filters.eq("version", lead.document().get("version")));
        return leads.updateOne(asRead, Updates.unset(TELL)).getMatchedCount() == 1
                || leads.updateOne(Filters.eq("_id", lead.id()), Updates.set(TELL, true))
                                .getMatchedCount()
                        == 1;
    }

    long delete(Bson which) {
        return leads.deleteMany(which).getDeletedCount();
    }

    private void index() {
        if (!indexed) {
            leads.createIndex(Indexes.ascending("key"), new IndexOptions().unique(true));
            leads.createIndex(Indexes.ascending("keys"));
            leads.createIndex(Indexes.ascending("email.address"));
            leads.createIndex(Indexes.ascending(STATE, "enrichment.step.provider", NEXT));
            leads.createIndex(Indexes.ascending(RUN, STATE));
            leads.createIndex(Indexes.ascending("updatedAt"));
            leads.createIndex(Indexes.ascending(TELL));
            leads.createIndex(Indexes.ascending("email.status", "status"));
            indexed = true;
        }
    }
}

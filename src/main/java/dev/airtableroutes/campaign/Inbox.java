package dev.airtableroutes.campaign;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoException;
import com.mongodb.MongoServerException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import dev.airtableroutes.failure.MongoTrouble;
import dev.airtableroutes.failure.Unexpected;
import dev.airtableroutes.lead.Leads;
import dev.airtableroutes.lead.Patience;
import dev.airtableroutes.log.LogScope;
import dev.airtableroutes.privacy.Identity;
import dev.airtableroutes.privacy.Suppressions;
import dev.airtableroutes.privacy.Suppressions.Who;
import dev.airtableroutes.provider.ProviderEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * Events as platforms tell them, kept before they are answered and worked off later. Of an event only what is needed is
 * kept, and who it is about only until it is worked off.
 *
 * <pre>
 * webhook_inbox  {_id: the event's key, provider, type, event, campaign, email, profile, who: hashes, step, externalId, at,
 *                 state: new | done | ignored | failed, tries, nextAt, reason, receivedAt, doneAt}
 * </pre>
 */
@Component("webhookInbox")
public class Inbox {

    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);
    private static final Duration KEPT = Duration.ofDays(7);
    private static final int AT_ONCE = 200;
    private static final int TRIES = 10;
    /** An event may be an objection, so it is not given up soon. */
    private static final Duration TRIED = Duration.ofDays(30);

    private static final Duration DAILY = Duration.ofDays(1);

    private final MongoCollection<Document> inbox;
    private final Leads leads;
    private final Set<String> ignored = ConcurrentHashMap.newKeySet();
    private boolean indexed;

    Inbox(@Qualifier("state") MongoDatabase state, Leads leads) {
        this.inbox = state.getCollection("webhook_inbox");
        this.leads = leads;
    }

    /**
     * Keeps an event; one that is there is the same.
     *
     * @param fingerprint hash of all that was sent, which stands in for a time that the event does not name
     * @return whether it is new
     */
    public boolean store(ProviderEvent event, String fingerprint) {
        index();
        Instant now = now();
        String email = Identity.email(event.fields().get("email.address"));
        String profile = Identity.linkedinUrl(event.fields().get("person.linkedinUrl"));
        Who who = new Who(email, profile, null, null);
        Instant at = event.fields().get("event.at") instanceof Instant instant ? instant : null;
        String campaign = Objects.toString(event.fields().get("event.campaign"), null);
        Document document = new Document(
                        "_id",
                        Results.id(
                                event.provider(),
                                event.type().toLowerCase(Locale.ROOT),
                                Objects.requireNonNullElse(email == null ? profile : email, ""),
                                Objects.requireNonNullElse(campaign, ""),
                                at == null ? fingerprint : at.toString()))
                .append("provider", event.provider())
                .append("type", event.type())
                .append("receivedAt", Date.from(now));
        if (event.event() == null) {
            ignored(event);
            document.append("state", "ignored").append("doneAt", Date.from(now));
        } else {
            document.append("event", event.event())
                    .append("campaign", campaign)
                    .append("email", email)
                    .append("profile", profile)
                    .append("who", Suppressions.hashes(who))
                    .append("step", step(event))
                    .append("externalId", event.fields().get("event.externalId"))
                    .append("at", Date.from(at == null || at.isAfter(now) ? now : at))
                    .append("state", "new")
                    .append("tries", 0)
                    .append("nextAt", Date.from(now));
        }
        return inserted(document);
    }

    private static Object step(ProviderEvent event) {
        return event.fields().get("event.step") instanceof Number number ? number.intValue() : null;
    }

    private void ignored(ProviderEvent event) {
        if (ignored.add(event.provider() + " " + event.type())) {
            LOG.info(
                    "Events of type {} from {} are ignored; mappings/integrations/{}.yaml does not list them.",
                    event.type().replaceAll("[^\\w.-]", "?"),
                    event.provider(),
                    event.provider());
        }
    }

    private boolean inserted(Document document) {
        try {
            inbox.insertOne(document);
            return true;
        } catch (MongoWriteException there) {
            if (there.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
                return false;
            }
            throw there;
        }
    }

    /** The events that are to be worked off now, the oldest first. One that fails comes again later. */
    public List<InboxEvent> waiting() {
        List<InboxEvent> waiting = new ArrayList<>();
        for (Document told : inbox.find(
                        Filters.and(Filters.eq("state", "new"), Filters.lte("nextAt", Date.from(now()))))
                .sort(Sorts.ascending("receivedAt"))
                .limit(AT_ONCE)) {
            try (LogScope ofTheEvent = LogScope.document(told.getString("_id"))) {
                if (tried(told)) {
                    waiting.add(new InboxEvent(told));
                }
            }
        }
        return waiting;
    }

    private boolean tried(Document told) {
        int tries = told.getInteger("tries", 0) + 1;
        if (told.getDate("receivedAt").toInstant().plus(TRIED).isBefore(now())) {
            LOG.error(
                    "Event {} ({}) of {} could not be worked off in {} days and is left; look there who it is about. {}",
                    told.getString("_id"),
                    told.getString("event"),
                    told.getString("provider"),
                    TRIED.toDays(),
                    why(told));
            end(told.getString("_id"), "failed", why(told));
            return false;
        }
        if (tries == TRIES) {
            LOG.warn(
                    "Event {} ({}) of {} could not be worked off in {} tries, and is tried once a day from now on. {}",
                    told.getString("_id"),
                    told.getString("event"),
                    told.getString("provider"),
                    TRIES - 1,
                    why(told));
        }
        Duration wait = tries < TRIES ? Patience.after(tries) : DAILY;
        inbox.updateOne(
                Filters.eq("_id", told.getString("_id")),
                Updates.combine(Updates.set("tries", tries), Updates.set("nextAt", Date.from(now().plus(wait)))));
        return true;
    }

    private static String why(Document told) {
        return Objects.requireNonNullElse(told.getString("reason"), "It could not be worked off.");
    }

    /** Keeps why an event could not be worked off this time; each new reason is told once. Nobody is named. */
    public void failed(@Body InboxEvent told, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure) {
        MongoException mongo = MongoTrouble.behind(failure);
        if (mongo != null && !(mongo instanceof MongoServerException)) {
            // it does not answer, which says nothing of the event
            return;
        }
        String reason = Unexpected.sentence(failure);
        if (!reason.equals(told.document().getString("reason"))) {
            LOG.warn(
                    "Event {} ({}) of {} could not be worked off and is tried again: {}",
                    told.id(),
                    told.document().getString("event"),
                    told.provider(),
                    reason);
            inbox.updateOne(Filters.eq("_id", told.id()), Updates.set("reason", reason));
        }
    }

    /** The event is worked off. */
    public void done(@Body InboxEvent told) {
        end(told.id(), "done", null);
    }

    private void end(String id, String state, String reason) {
        inbox.updateOne(
                Filters.eq("_id", id),
                Updates.combine(
                        Updates.set("state", state),
                        Updates.set("doneAt", Date.from(now())),
                        reason == null ? Updates.unset("reason") : Updates.set("reason", reason),
                        Updates.unset("nextAt"),
                        Updates.unset("email"),
                        Updates.unset("profile")));
    }

    /** Deletes what was worked off long enough ago. Returns how many. */
    public long forget() {
        return inbox.deleteMany(Filters.lt("doneAt", Date.from(now().minus(KEPT))))
                .getDeletedCount();
    }

    /** How many events of a platform could not be worked off again and again. */
    public long stuck(String provider) {
        return inbox.countDocuments(
                Filters.and(Filters.eq("state", "new"), Filters.gte("tries", TRIES), Filters.eq("provider", provider)));
    }

    private void index() {
        if (!indexed) {
            inbox.createIndex(Indexes.ascending("state", "nextAt"));
            inbox.createIndex(Indexes.ascending("who"));
            inbox.createIndex(Indexes.ascending("doneAt"));
            indexed = true;
        }
    }

    private Instant now() {
        return leads.clock().instant();
    }
}

package dev.airtableroutes.lead;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.airtableroutes.credit.Credits;
import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.failure.UnknownException;
import dev.airtableroutes.privacy.Identity;
import dev.airtableroutes.privacy.Suppressions;
import dev.airtableroutes.privacy.Suppressions.Who;
import dev.airtableroutes.sync.Hint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * Removes a person: leads, contact, pushes, campaign events, what platforms told, remembered answers and dead letters. What stays is a hash on the
 * suppression list, and what was spent, without saying on whom.
 *
 * <p>The list comes first, so that nobody is found again meanwhile; the documents last, so that an erasure that was cut
 * short finds them when it is asked for again. Airtable's records go when the passes of their tables see that the
 * documents are gone.
 */
@Component("erasure")
public class Erasure {

    /** The tables that hold people, each with its collection. */
    private static final Map<String, String> TABLES = tables();

    private final Leads leads;
    private final Contacts contacts;
    private final AnswerCache cache;
    private final Credits credits;
    private final Suppressions suppressions;
    private final DeadLetters deadLetters;
    private final MongoCollection<Document> events;
    private final MongoCollection<Document> pushes;
    private final MongoCollection<Document> inbox;
    private final MongoCollection<Document> posted;

    Erasure(
            Leads leads,
            Contacts contacts,
            AnswerCache cache,
            Credits credits,
            Suppressions suppressions,
            DeadLetters deadLetters,
            @Qualifier("source") MongoDatabase source,
            @Qualifier("state") MongoDatabase state) {
        this.leads = leads;
        this.contacts = contacts;
        this.cache = cache;
        this.credits = credits;
        this.suppressions = suppressions;
        this.deadLetters = deadLetters;
        this.events = source.getCollection("campaign_events");
        this.pushes = state.getCollection("pushes");
        this.inbox = state.getCollection("webhook_inbox");
        this.posted = state.getCollection("posted_answers");
    }

    private static Map<String, String> tables() {
        Map<String, String> tables = new LinkedHashMap<>();
        tables.put("lead-generation/results", "campaign_events");
        tables.put("lead-generation/leads", "leads");
        tables.put("lead-generation/contacts", "contacts");
        return tables;
    }

    /**
     * What was removed.
     *
     * @param documents ids by table, whose records are to go from Airtable
     * @param contacts documents among them that were there
     * @param answers remembered answers of providers
     */
    public record Erased(Map<String, List<Object>> documents, long contacts, long answers) {

        public int count(String table) {
            return documents.getOrDefault(table, List.of()).size();
        }
    }

    /**
     * Removes everything about the person with this address, and about the same person's other addresses and leads.
     *
     * @throws UnknownException when it is no address
     */
    public Erased erase(String email) {
        String address = Identity.email(email);
        if (address == null) {
            throw new UnknownException("\"" + email + "\" is no e-mail address.");
        }
        List<Lead> found = withTheSame(leads.list(Filters.or(
                Filters.eq("keys", "email:" + address),
                Filters.eq("email.address", address),
                Filters.eq("enrichment.candidates.address", address),
                Filters.eq("contactId", Identity.contactId(address)))));
        suppressions.add(Who.byEmail(address), "erased");
        Set<String> addresses = new LinkedHashSet<>(Set.of(address));
        for (Lead lead : found) {
            lead.who().forEach(who -> suppressions.add(who, "erased"));
            lead.candidates().forEach(candidate -> addresses.add(candidate.address()));
        }
        return remove(found, addresses, true);
    }

    /** These, and whatever lead is noted to be the same person, from either side and over any number of others. */
    private List<Lead> withTheSame(List<Lead> found) {
        Map<Object, Lead> all = new LinkedHashMap<>();
        List<Lead> next = found;
        while (!next.isEmpty()) {
            next.forEach(lead -> all.put(lead.id(), lead));
            List<Object> ids = next.stream().map(Lead::id).toList();
            List<Object> named = next.stream()
                    .map(lead -> lead.document().get("sameAs"))
                    .filter(Objects::nonNull)
                    .toList();
            next = leads.list(Filters.and(
                    Filters.or(Filters.in("sameAs", ids), Filters.in("_id", named)), Filters.nin("_id", all.keySet())));
        }
        return List.copyOf(all.values());
    }

    /**
     * Removes leads that were kept long enough, with what only they have; nobody objected, so nobody is suppressed, and
     * what was pushed is not pushed again.
     */
    void forget(List<Lead> old) {
        for (Lead lead : old) {
            Set<String> addresses = new LinkedHashSet<>();
            lead.candidates().stream()
                    .map(Candidate::address)
                    .filter(address -> leads.count(Filters.and(
                                    Filters.ne("_id", lead.id()), Filters.eq("contactId", Identity.contactId(address))))
                            == 0)
                    .forEach(addresses::add);
            remove(List.of(lead), addresses, false);
        }
    }

    private Erased remove(List<Lead> found, Set<String> addresses, boolean withPushes) {
        List<Object> leadIds = found.stream().map(Lead::id).toList();
        List<Object> contactIds = addresses.stream()
                .map(address -> (Object) Identity.contactId(address))
                .toList();
        Bson theirs = Filters.or(Filters.in("leadId", leadIds), Filters.in("contactId", contactIds));
        List<Object> eventIds = new ArrayList<>();
        events.find(theirs).map(event -> event.get("_id")).into(eventIds);
        Map<String, List<Object>> documents = new LinkedHashMap<>();
        documents.put("lead-generation/results", eventIds);
        documents.put("lead-generation/leads", leadIds);
        documents.put("lead-generation/contacts", contactIds);

        List<String> hashes = hashes(found, addresses);
        long answers = cache.forget(hashes);
        found.stream().map(Lead::turn).filter(Objects::nonNull).forEach(credits::abandon);
        credits.forgetSubjects(leadIds.stream().map(Object::toString).toList());
        documents.forEach(deadLetters::forget);
        Bson pushed = Filters.or(
                Filters.in("leadId", leadIds.stream().map(Object::toString).toList()),
                Filters.in("contactId", contactIds));
        forgetQuestions(found, pushed);
        if (withPushes) {
            pushes.deleteMany(pushed);
        }
        inbox.deleteMany(Filters.in("who", hashes));
        posted.deleteMany(Filters.in(
                "_id", found.stream().map(Lead::turn).filter(Objects::nonNull).toList()));
        events.deleteMany(Filters.in("_id", eventIds));
        long gone = addresses.stream().mapToLong(contacts::delete).sum();
        // the farthest first: whoever is left when it is cut short is still found over the others
        for (int i = leadIds.size() - 1; i >= 0; i--) {
            leads.delete(Filters.eq("_id", leadIds.get(i)));
        }
        // who writes of a lead looks for it afterwards as well: what was written before it went, goes here
        events.deleteMany(theirs);
        return new Erased(documents, gone, answers);
    }

    /** Letters about what providers were asked, and about pushes. */
    private void forgetQuestions(List<Lead> found, Bson pushed) {
        found.forEach(
                lead -> LeadNews.asked(lead).forEach(provider -> deadLetters.forget(provider, List.of(lead.id()))));
        pushes.find(pushed).forEach(push -> deadLetters.forget(push.getString("platform"), List.of(push.get("_id"))));
    }

    private static List<String> hashes(List<Lead> found, Set<String> addresses) {
        return Stream.concat(
                        found.stream().flatMap(lead -> lead.who().stream()),
                        addresses.stream().map(Who::byEmail))
                .flatMap(who -> Suppressions.hashes(who).stream())
                .distinct()
                .toList();
    }

    /** The records that are to go, for the tables' passes. */
    public List<Hint> records(Erased erased) {
        List<Hint> gone = new ArrayList<>();
        TABLES.keySet()
                .forEach(table ->
                        erased.documents().getOrDefault(table, List.of()).forEach(id -> gone.add(new Hint(table, id))));
        return gone;
    }
}

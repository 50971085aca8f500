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
    private final AccountKinds kinds;
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
            AccountKinds kinds,
            Contacts contacts,
            AnswerCache cache,
            Credits credits,
            Suppressions suppressions,
            DeadLetters deadLetters,
            @Qualifier("source") MongoDatabase source,
            @Qualifier("state") MongoDatabase state) {
        this.leads = leads;
        this.kinds = kinds;
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

    private static final Erased NOTHING = new Erased(Map.of(), 0, 0);

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

        private Erased and(Erased more) {
            Map<String, List<Object>> all = new LinkedHashMap<>(documents);
            more.documents.forEach(
                    (table, ids) -> all.merge(table, ids, (one, other) -> Stream.concat(one.stream(), other.stream())
                            .distinct()
                            .toList()));
            return new Erased(all, contacts + more.contacts, answers + more.answers);
        }
    }

    /**
     * Removes everything about a person, and about the same person's other addresses, accounts and leads.
     *
     * @param named the person's address, LinkedIn profile, or account: {@code u/jane}, {@code reddit:jane}
     * @throws UnknownException when it is none of these, or an account of a kind that there is not
     */
    public Erased erase(String named) {
        Who who = Who.named(named)
                .orElseThrow(() -> new UnknownException(
                        "\"%s\" is no e-mail address, LinkedIn profile or account; expected such as jane@acme.com, linkedin.com/in/jane, u/jane or reddit:jane."
                                .formatted(named == null ? "" : named)));
        kinds.check(who, named);
        suppressions.add(who, "erased");
        List<Lead> found = withTheSame(leads.list(Filters.in("_id", ids(who))));
        return erase(found, contacts.addresses(who), Suppressions.hashes(who));
    }

    private Erased erase(List<Lead> found, Set<String> known, List<String> hashes) {
        Set<String> addresses = new LinkedHashSet<>(known);
        for (Lead lead : found) {
            lead.who().forEach(one -> suppressions.add(one, "erased"));
            addresses.addAll(addresses(lead));
        }
        return remove(found, addresses, hashes, true);
    }

    /** The leads of a person; whoever wrote a profile or an account into one by hand may have written it in any form. */
    private Set<Object> ids(Who who) {
        Set<Object> ids = new LinkedHashSet<>();
        leads.each(Filters.in("keys", Suppressions.personal(who)), lead -> ids.add(lead.id()));
        if (who.email() != null) {
            leads.each(
                    Filters.or(
                            Filters.eq("email.address", who.email()),
                            Filters.eq("enrichment.candidates.address", who.email()),
                            Filters.eq("contactId", Identity.contactId(who.email()))),
                    lead -> ids.add(lead.id()));
        }
        if (who.linkedinUrl() != null) {
            leads.each(Filters.ne("person.linkedinUrl", null), lead -> {
                if (who.linkedinUrl().equals(Identity.linkedinUrl(lead.text("person", "linkedinUrl")))) {
                    ids.add(lead.id());
                }
            });
        }
        if (who.handle() != null) {
            leads.each(Filters.ne("person.handle", null), lead -> {
                if (who.handle().equals(lead.handle())) {
                    ids.add(lead.id());
                }
            });
        }
        return ids;
    }

    private static Set<String> addresses(Lead lead) {
        Set<String> addresses = new LinkedHashSet<>();
        lead.candidates().forEach(candidate -> addresses.add(candidate.address()));
        String own = Identity.email(lead.text("email", "address"));
        if (own != null) {
            addresses.add(own);
        }
        return addresses;
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
            remove(List.of(lead), addresses, List.of(), false);
        }
    }

    /** @param more hashes that the person is known by beside those of leads and addresses */
    private Erased remove(List<Lead> found, Set<String> addresses, List<String> more, boolean withPushes) {
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

        List<String> hashes = Stream.concat(hashes(found, addresses), more.stream())
                .distinct()
                .toList();
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
        Erased erased = new Erased(documents, gone, answers);
        // the farthest first: whoever is left when it is cut short is still found over the others
        for (int i = found.size() - 1; i >= 0; i--) {
            erased = erased.and(delete(found.get(i), withPushes));
        }
        // who writes of a lead looks for it afterwards as well: what was written before it went, goes here
        events.deleteMany(theirs);
        return erased;
    }

    /** An answer that came since the lead was read may have told another address, which goes as well. */
    private Erased delete(Lead lead, boolean objected) {
        if (!objected) {
            leads.delete(Filters.eq("_id", lead.id()));
            return NOTHING;
        }
        return leads.delete(lead) ? NOTHING : erase(leads.list(Filters.eq("_id", lead.id())), Set.of(), List.of());
    }

    /** Letters about what providers were asked, and about pushes. */
    private void forgetQuestions(List<Lead> found, Bson pushed) {
        found.forEach(
                lead -> LeadNews.asked(lead).forEach(provider -> deadLetters.forget(provider, List.of(lead.id()))));
        pushes.find(pushed).forEach(push -> deadLetters.forget(push.getString("platform"), List.of(push.get("_id"))));
    }

    private static Stream<String> hashes(List<Lead> found, Set<String> addresses) {
        return Stream.concat(
                        found.stream().flatMap(lead -> lead.who().stream()),
                        addresses.stream().map(Who::byEmail))
                .flatMap(who -> Suppressions.hashes(who).stream());
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

package dev.airtableroutes.lead;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import dev.airtableroutes.lead.Candidate.Status;
import dev.airtableroutes.privacy.Identity;
import dev.airtableroutes.privacy.Suppressions.Who;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** The collection {@code contacts} of the source database: one document an address, shared by all leads that have it. */
@Component
public class Contacts {

    private final MongoCollection<Document> contacts;
    private final Leads leads;
    private boolean indexed;

    public Contacts(@Qualifier("source") MongoDatabase source, Leads leads) {
        this.contacts = source.getCollection("contacts");
        this.leads = leads;
    }

    /**
     * Keeps the address of a lead. What is known about the person fills blanks and replaces nothing.
     *
     * @param attempts what was answered about the lead so far
     * @return the contact's id
     */
    String keep(Lead lead, Candidate candidate, List<Attempt> attempts) {
        String id = Identity.contactId(candidate.address());
        Document before = contacts.find(Filters.eq("_id", id)).first();
        Instant now = leads.clock().instant();
        List<Bson> updates = new ArrayList<>();
        updates.add(Updates.set("email", candidate.address()));
        fill(updates, before, "firstName", lead.text("person", "firstName"));
        fill(updates, before, "lastName", lead.text("person", "lastName"));
        fill(updates, before, "title", lead.text("person", "title"));
        fill(updates, before, "company", lead.text("company", "name"));
        fill(updates, before, "linkedinUrl", lead.text("person", "linkedinUrl"));
        fill(updates, before, "phone", lead.text("person", "phone"));
        if (surer(candidate, before) && !judgedSince(candidate, before, attempts)) {
            updates.addAll(worth(candidate, now));
        }
        updates.add(Updates.set("updatedAt", Date.from(now)));
        updates.add(Updates.setOnInsert("createdAt", Date.from(now)));
        index();
        contacts.updateOne(Filters.eq("_id", id), Updates.combine(updates), new UpdateOptions().upsert(true));
        return id;
    }

    private void index() {
        if (!indexed) {
            contacts.createIndex(Indexes.ascending("doNotContact"));
            indexed = true;
        }
    }

    /** That nobody verified an address says nothing against what a verification said. */
    private static boolean surer(Candidate candidate, Document before) {
        return before == null
                || before.get("dataQualityScore") == null
                || candidate.status() != Status.UNVERIFIED
                        && before.getInteger("dataQualityScore") <= candidate.confidence();
    }

    /** What was said of an address before its latest verification, or is only remembered, does not take that back. */
    private static boolean judgedSince(Candidate candidate, Document before, List<Attempt> attempts) {
        Date judged = before == null ? null : before.getDate("judgedAt");
        return judged != null
                && attempts.stream()
                        .filter(attempt -> !attempt.cached() && attempt.saidOf(candidate))
                        .noneMatch(attempt -> !attempt.at().isBefore(judged.toInstant()));
    }

    /** A verification of the address itself counts, also where it is worse than what was known. */
    void judge(Candidate candidate) {
        Instant now = leads.clock().instant();
        List<Bson> updates = worth(candidate, now);
        updates.add(Updates.set("judgedAt", Date.from(now)));
        updates.add(Updates.set("updatedAt", Date.from(now)));
        contacts.updateOne(Filters.eq("_id", Identity.contactId(candidate.address())), Updates.combine(updates));
    }

    private static List<Bson> worth(Candidate candidate, Instant now) {
        List<Bson> updates = new ArrayList<>();
        updates.add(Updates.set("verified", candidate.status() == Status.VERIFIED));
        updates.add(Updates.set("catchAll", candidate.status() == Status.CATCH_ALL));
        updates.add(Updates.set("dataQualityScore", candidate.confidence()));
        if (candidate.status() == Status.VERIFIED) {
            updates.add(Updates.set("lastVerified", Date.from(now)));
        }
        return updates;
    }

    private static void fill(List<Bson> updates, Document before, String name, String value) {
        if (value != null && (before == null || before.get(name) == null)) {
            updates.add(Updates.set(name, value));
        }
    }

    /** The addresses by which a person is a contact: their own, and of contacts that show their profile. */
    Set<String> addresses(Who who) {
        Set<String> addresses = new LinkedHashSet<>();
        if (who.email() != null) {
            addresses.add(who.email());
        }
        if (who.linkedinUrl() != null) {
            for (Document contact : contacts.find(Filters.ne("linkedinUrl", null))) {
                String address = Identity.email(contact.get("email"));
                if (address != null && who.linkedinUrl().equals(Identity.linkedinUrl(contact.get("linkedinUrl")))) {
                    addresses.add(address);
                }
            }
        }
        return addresses;
    }

    /** Whether a person said in Airtable that this contact must be left alone. */
    public boolean doNotContact(String id) {
        Document contact = contacts.find(Filters.eq("_id", id)).first();
        return contact != null && contact.getBoolean("doNotContact", false);
    }

    /** Whether an address was verified again after that time, for whichever lead, and was not good. */
    public boolean disproved(String address, Instant since) {
        Document contact =
                contacts.find(Filters.eq("_id", Identity.contactId(address))).first();
        return contact != null
                && contact.getDate("judgedAt") != null
                && contact.getDate("judgedAt").toInstant().isAfter(since)
                && !contact.getBoolean("verified", false);
    }

    /** Whether there is one of this id. */
    public boolean has(String id) {
        return contacts.countDocuments(Filters.eq("_id", id)) > 0;
    }

    /** Who objected is shown so in Airtable. A person may take the mark back there, but not what the suppression list says. */
    public void objected(Collection<Who> who) {
        List<String> ids = who.stream()
                .map(one -> Identity.email(one.email()))
                .filter(Objects::nonNull)
                .map(Identity::contactId)
                .distinct()
                .toList();
        contacts.updateMany(
                Filters.and(Filters.in("_id", ids), Filters.ne("doNotContact", true)),
                Updates.combine(
                        Updates.set("doNotContact", true),
                        Updates.set("updatedAt", Date.from(leads.clock().instant()))));
    }

    /** The addresses of those that must be left alone. */
    List<String> doNotContact() {
        List<String> addresses = new ArrayList<>();
        contacts.find(Filters.eq("doNotContact", true))
                .map(contact -> contact.getString("email"))
                .into(addresses);
        return addresses;
    }

    long delete(String address) {
        return contacts.deleteOne(Filters.eq("_id", Identity.contactId(address)))
                .getDeletedCount();
    }
}

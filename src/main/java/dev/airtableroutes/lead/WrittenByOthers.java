package dev.airtableroutes.lead;

import com.mongodb.client.model.Updates;
import dev.airtableroutes.lead.Candidate.Status;
import dev.airtableroutes.privacy.Identity;
import java.util.List;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Leads that other programs write, without a word on enrichment: they get what ours have from the beginning. */
record WrittenByOthers(Leads leads, Rules rules) {

    /** The lead as it is taken on: its keys, and the address that it has as one to verify. Others are left as they are. */
    Lead taken(Lead lead) {
        // some write the address where an object is expected, which would take its place
        String text = Identity.email(lead.value(String.class, "email"));
        if (lead.text("enrichment", "state") != null && text == null) {
            return lead;
        }
        String email = text == null ? lead.text("email", "address") : text;
        LeadKeys told = new LeadKeys(
                email,
                lead.text("person", "linkedinUrl"),
                lead.fullName(),
                lead.text("company", "domain"),
                lead.handle());
        List<Bson> updates = Stream.of(
                        new NewKeys(leads).of(lead, told.all()),
                        key(lead),
                        text == null ? List.<Bson>of() : List.of(Updates.set("email", new Document("address", text))),
                        address(lead, email),
                        List.of(Updates.set("enrichment.state", State.NEW.text())))
                .flatMap(List::stream)
                .toList();
        leads.change(lead, updates);
        return leads.find(lead.id().toString()).orElse(lead);
    }

    /** What Airtable knows it by, and no two have. */
    private static List<Bson> key(Lead lead) {
        return lead.text("key") == null ? List.of(Updates.set("key", "id:" + lead.id())) : List.of();
    }

    private List<Bson> address(Lead lead, String email) {
        String address = Identity.email(email);
        if (address == null || !lead.candidates().isEmpty() || rules.privacy().unwanted(address)) {
            return List.of();
        }
        Document candidate = Lead.document(
                new Candidate(address, Status.UNVERIFIED, rules.confidence().unverified(), "source", null));
        return List.of(Updates.set("enrichment.candidates", List.of(candidate)));
    }
}

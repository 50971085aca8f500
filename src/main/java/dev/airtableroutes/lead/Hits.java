package dev.airtableroutes.lead;

import com.mongodb.client.model.Updates;
import dev.airtableroutes.lead.Candidate.Status;
import dev.airtableroutes.privacy.Identity;
import dev.airtableroutes.privacy.Suppressions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Decimal128;
import org.springframework.stereotype.Component;

/** What a source found becomes leads: a person who is there already is joined, and gets what was not known yet. */
@Component
class Hits {

    /** Where a hit comes from. @param type {@code serper}, {@code manual} @param query what was looked for */
    record Source(String type, String query, String segment, String note) {}

    /**
     * @param added leads that are new
     * @param joined hits of people who were there
     * @param dropped hits that name nobody, or somebody who objected
     */
    record Stored(int added, int joined, int dropped) {

        static final Stored NOTHING = new Stored(0, 0, 0);

        Stored and(Stored more) {
            return new Stored(added + more.added, joined + more.joined, dropped + more.dropped);
        }
    }

    /** How often a hit is joined to a lead that changes all the time. */
    private static final int TRIES = 20;

    /** What somebody wrote is theirs, and not needed. */
    private static final String TEXT = "source.text";

    private final Leads leads;
    private final Suppressions suppressions;
    private final LeadRules rules;

    Hits(Leads leads, Suppressions suppressions, LeadRules rules) {
        this.leads = leads;
        this.suppressions = suppressions;
        this.rules = rules;
    }

    /**
     * One at a time: two sources may find the same person at the same moment.
     *
     * @param hit fields of a lead by dotted name, as the source wrote them
     */
    synchronized Stored store(Map<String, ?> hit, Source source) {
        LeadKeys found = LeadKeys.of(hit, source.type());
        List<String> keys = found.all();
        for (int i = 0; i < TRIES; i++) {
            if (keys.isEmpty() || suppressions.reason(found.who()).isPresent()) {
                return new Stored(0, 0, 1);
            }
            Optional<Lead> there = leads.byKeys(keys);
            // whoever writes it meanwhile may fill the same blanks, or add or remove it
            if (there.isEmpty() && add(hit, found, source)) {
                return new Stored(1, 0, 0);
            }
            if (there.isPresent() && join(there.get(), hit, keys)) {
                break;
            }
        }
        return new Stored(0, 1, 0);
    }

    private boolean add(Map<String, ?> hit, LeadKeys found, Source source) {
        List<String> keys = found.all();
        Document lead = new Document("key", keys.get(0)).append("keys", keys);
        hit.forEach((name, value) -> {
            if (!name.equals(TEXT)) {
                put(lead, name, normal(name, value));
            }
        });
        put(lead, "person.fullName", found.name());
        lead.append("segment", source.segment());
        put(lead, "source.type", source.type());
        put(lead, "source.query", source.query());
        put(lead, "source.foundAt", Date.from(now()));
        lead.append("status", "New");
        lead.append("consent", new Document("basis", rules.current().privacy().basis()).append("note", source.note()));
        Document enrichment = new Document("state", State.NEW.text())
                .append("attempts", List.of())
                .append("candidates", List.of())
                .append("creditsSpent", new Decimal128(0))
                .append("turns", 0);
        address(hit).ifPresent(candidate -> {
            enrichment.put("candidates", List.of(Lead.document(candidate)));
            put(lead, "email.status", candidate.status().text());
            put(lead, "email.confidence", candidate.confidence());
            put(lead, "email.foundBy", "Source page");
        });
        return leads.insert(lead.append("enrichment", enrichment));
    }

    /** An address that stands on the page is a candidate like any other; one that must not be used is left out. */
    private Optional<Candidate> address(Map<String, ?> hit) {
        String address = Identity.email(hit.get("email.address"));
        return address == null || rules.current().privacy().unwanted(address)
                ? Optional.empty()
                : Optional.of(new Candidate(
                        address, Status.UNVERIFIED, rules.current().confidence().unverified(), "source", null));
    }

    private boolean join(Lead lead, Map<String, ?> hit, List<String> keys) {
        List<Bson> updates = new ArrayList<>();
        Set<String> known = new LinkedHashSet<>(lead.list(String.class, "keys"));
        if (known.addAll(keys)) {
            updates.add(Updates.set("keys", List.copyOf(known)));
        }
        hit.forEach((name, value) -> {
            if (!name.equals(TEXT)
                    && !name.startsWith("email.")
                    && !name.startsWith("result.")
                    && value != null
                    && lead.blank(name.split("\\."))) {
                updates.add(Updates.set(name, normal(name, value)));
            }
        });
        if (updates.isEmpty()) {
            leads.touch(lead);
            return true;
        }
        updates.add(leads.touched());
        return leads.change(lead, updates);
    }

    private Object normal(String name, Object value) {
        return switch (name) {
            case "email.address" -> Identity.email(value);
            case "company.domain" -> Identity.domain(value);
            case "person.linkedinUrl" -> Objects.requireNonNullElse(Identity.linkedinUrl(value), "");
            default -> value;
        };
    }

    private static void put(Document document, String path, Object value) {
        if (value == null || "".equals(value)) {
            return;
        }
        String[] steps = path.split("\\.");
        Document at = document;
        for (int i = 0; i < steps.length - 1; i++) {
            Document next = at.get(steps[i], Document.class);
            if (next == null) {
                next = new Document();
                at.put(steps[i], next);
            }
            at = next;
        }
        at.putIfAbsent(steps[steps.length - 1], value);
    }

    private Instant now() {
        return leads.clock().instant();
    }
}

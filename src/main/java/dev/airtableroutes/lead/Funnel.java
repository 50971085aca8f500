package dev.airtableroutes.lead;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Projections;
import dev.airtableroutes.credit.Credits;
import dev.airtableroutes.credit.Spent;
import dev.airtableroutes.lead.Candidate.Status;
import dev.airtableroutes.privacy.Suppressions;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.bson.Document;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** How many leads come how far, by segment, and what that costs. */
@Component
public class Funnel {

    private static final Set<String> REPLIED = Set.of("Replied", "Qualified");

    /**
     * @param segment its name; empty for leads of none
     * @param found leads
     * @param enriched of them with an address
     * @param verified of them with a verified one
     * @param pushed into a campaign
     * @param replied to it
     * @param states leads by state of enrichment
     * @param credits what they cost
     */
    public record Line(
            String segment,
            long found,
            long enriched,
            long verified,
            long pushed,
            long replied,
            Map<String, Long> states,
            BigDecimal credits) {

        private static Line none(String segment) {
            return new Line(segment, 0, 0, 0, 0, 0, Map.of(), BigDecimal.ZERO);
        }

        private Line and(Lead lead) {
            Status status =
                    Waterfall.best(lead.candidates()).map(Candidate::status).orElse(null);
            boolean in = lead.list(Document.class, "campaigns").stream()
                    .anyMatch(campaign -> "pushed".equals(campaign.get("pushState")));
            Map<String, Long> more = new TreeMap<>(states);
            more.merge(lead.state().text(), 1L, Long::sum);
            return new Line(
                    segment,
                    found + 1,
                    enriched + (status == null ? 0 : 1),
                    verified + (status == Status.VERIFIED ? 1 : 0),
                    pushed + (in ? 1 : 0),
                    replied + (REPLIED.contains(String.valueOf(lead.text("status"))) ? 1 : 0),
                    more,
                    credits.add(lead.creditsSpent()));
        }
    }

    /**
     * @param lines by segment
     * @param providers what each was asked, found and charged
     * @param blocked why nothing is spent on some leads, each reason with how many
     */
    public record Report(List<Line> lines, List<Spent> providers, long suppressed, Map<String, Long> blocked) {}

    private final MongoCollection<Document> leads;
    private final Credits credits;
    private final Suppressions suppressions;

    Funnel(@Qualifier("source") MongoDatabase source, Credits credits, Suppressions suppressions) {
        this.leads = source.getCollection("leads");
        this.credits = credits;
        this.suppressions = suppressions;
    }

    /** @param run of which the providers' part tells; null for all time */
    public Report report(String run) {
        Map<String, Line> lines = new TreeMap<>();
        Map<String, Long> blocked = new TreeMap<>();
        for (Document document : leads.find()
                .projection(Projections.include(
                        "segment",
                        "status",
                        "enrichment.state",
                        "enrichment.reason",
                        "enrichment.creditsSpent",
                        "enrichment.candidates",
                        "campaigns.pushState"))) {
            Lead lead = new Lead(document);
            String segment = lead.segment() == null ? "" : lead.segment();
            lines.put(segment, lines.getOrDefault(segment, Line.none(segment)).and(lead));
            if (lead.state() == State.BUDGET_BLOCKED) {
                blocked.merge(lead.whyBlocked(), 1L, Long::sum);
            }
        }
        return new Report(List.copyOf(lines.values()), credits.spent(run), suppressions.count(), blocked);
    }
}

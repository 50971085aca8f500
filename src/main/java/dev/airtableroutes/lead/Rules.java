package dev.airtableroutes.lead;

import dev.airtableroutes.credit.Caps;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How leads are enriched: the file {@code mappings/leads.yaml}.
 *
 * @param automatic whether new leads are enriched without being asked for
 * @param usual for leads of no segment of their own
 * @param segments by name, each whole
 * @param caps what may be spent
 * @param breakEven when a provider is not asked any more in a run
 * @param tries how often a provider that does not answer is asked for one lead
 * @param foundFor how long an address is remembered
 * @param missedFor how long it is remembered that there is none
 * @param confidence of an address, 0 to 100
 * @param privacy what must not be done
 * @param campaigns the ids of those that leads may be pushed into, by provider
 * @param lease after how long a turn that nobody has in hand is taken up again
 */
public record Rules(
        boolean automatic,
        Waterfall usual,
        Map<String, Waterfall> segments,
        Caps caps,
        BreakEven breakEven,
        int tries,
        Duration foundFor,
        Duration missedFor,
        Confidence confidence,
        Privacy privacy,
        Map<String, Set<String>> campaigns,
        Duration lease) {

    /**
     * Who is asked, in this order.
     *
     * @param resolve providers that say whose a handle is
     * @param find providers that find an address
     * @param verify providers that verify what another one found
     */
    public record Waterfall(List<String> resolve, List<String> find, List<String> verify) {

        public Waterfall(List<String> find, List<String> verify) {
            this(List.of(), find, verify);
        }
    }

    /** @param calls from how many on @param hitsOfAHundred the least that pays */
    public record BreakEven(int calls, double hitsOfAHundred) {}

    /** @param verified by the finder @param verifiedTwice by another provider as well */
    public record Confidence(int verified, int verifiedTwice, int catchAll, int risky, int unverified) {}

    /**
     * @param webmail whether addresses at webmail providers are wanted
     * @param webmailDomains what counts as such
     * @param basis the lawful basis that is written on each lead
     * @param verifyAgain after how long an address is verified anew before it is used
     * @param keep how long a lead is kept after it was last touched
     */
    public record Privacy(
            boolean webmail, Set<String> webmailDomains, String basis, Duration verifyAgain, Duration keep) {

        /** Whether an address must be left aside. */
        public boolean unwanted(String address) {
            return !webmail && webmailDomains.contains(address.substring(address.lastIndexOf('@') + 1));
        }
    }

    /** Whether leads may be pushed into a campaign. */
    public boolean allows(String provider, String campaign) {
        return campaigns.getOrDefault(provider, Set.of()).contains(campaign);
    }

    /** Whom a lead is asked of: nobody for another address when it is only verified. */
    Waterfall order(Lead lead) {
        Waterfall order = waterfall(lead.segment());
        return lead.onlyVerified() ? new Waterfall(List.of(), order.verify()) : order;
    }

    Waterfall waterfall(String segment) {
        return segments.getOrDefault(segment == null ? "" : segment, usual);
    }
}

package dev.airtableroutes.campaign;

import java.util.Set;

/**
 * Which leads are to go into a campaign.
 *
 * @param campaign where they go
 * @param segment only leads of this one; null for all
 * @param emailStatuses how sure their addresses must be: {@code verified}, and nothing else, unless somebody says so
 * @param limit at most so many, the oldest first
 * @param again also those that the platform has refused before
 * @param automatic nobody looks: only leads that are new and in no other campaign of the platform
 */
public record Order(
        CampaignId campaign, String segment, Set<String> emailStatuses, int limit, boolean again, boolean automatic) {

    public static final Set<String> VERIFIED = Set.of("verified");

    public Order {
        emailStatuses = Set.copyOf(emailStatuses);
    }

    /** All verified leads, of a segment when it is not null. */
    public static Order of(String campaign, String segment, int limit) {
        return new Order(CampaignId.of(campaign), segment, VERIFIED, limit, false, false);
    }
}

package dev.airtableroutes.sandbox.providers;

import java.util.Map;

/**
 * A lead that somebody pushed into a campaign.
 *
 * @param campaign its id
 * @param key e-mail address (Instantly) or slug of the LinkedIn profile (HeyReach), lower case
 * @param fields as they were sent last
 * @param pushes how often it was sent, duplicates and updates included
 */
public record PushedLead(String id, String campaign, String key, Map<String, Object> fields, int pushes) {}

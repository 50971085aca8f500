package dev.airtableroutes.campaign;

import dev.airtableroutes.failure.UnknownException;

/**
 * A campaign: {@code heyreach/123} in MongoDB and in orders.
 *
 * @param platform name of the provider's file
 * @param external its id there
 */
record CampaignId(String platform, String external) {

    /** @throws UnknownException when the text is no such id */
    static CampaignId of(String text) {
        int slash = text == null ? -1 : text.indexOf('/');
        if (slash < 1 || slash == text.length() - 1) {
            throw new UnknownException("\"" + text
                    + "\" is no campaign; expected the platform and the campaign's id there, such as heyreach/123.");
        }
        return new CampaignId(
                text.substring(0, slash).strip(), text.substring(slash + 1).strip());
    }

    @Override
    public String toString() {
        return platform + "/" + external;
    }
}

package dev.airtableroutes.lead;

import java.util.Locale;

/**
 * An address that may be the lead's.
 *
 * @param address normalised
 * @param status how sure it is
 * @param confidence 0 to 100
 * @param foundBy name of the provider, or {@code source}
 * @param verifiedBy name of the provider that verified it; null when the finder did, or nobody
 */
record Candidate(String address, Status status, int confidence, String foundBy, String verifiedBy) {

    /** How sure an address is, best first. */
    enum Status {
        VERIFIED,
        CATCH_ALL,
        UNVERIFIED,
        RISKY,
        INVALID;

        /** As MongoDB and Airtable have it: {@code catch_all}. */
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Status of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    Candidate verified(Status status, int confidence, String by) {
        return new Candidate(address, status, confidence, foundBy, by);
    }
}

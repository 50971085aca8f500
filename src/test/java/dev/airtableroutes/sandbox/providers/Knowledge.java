package dev.airtableroutes.sandbox.providers;

/**
 * What one provider knows of one person.
 *
 * @param address null where it has none to give
 * @param pending how often it answers "not yet" before it answers; Hunter alone
 */
public record Knowledge(String address, Says says, int pending) {

    /** What it says of the address, in nobody's words: each stand-in has its own. */
    public enum Says {
        /** It found the address and verified it. */
        VERIFIED,
        /** The domain takes everything. */
        CATCH_ALL,
        /** Found, and not sure. */
        RISKY,
        /** Found; it never verified it. */
        UNVERIFIED,
        /** A private address at a free-mail provider. */
        WEBMAIL,
        /** It has the person's profile and a placeholder in place of the address; Apollo alone. */
        LOCKED,
        /** It has the person's profile without an address. */
        NO_ADDRESS,
        /** The person asked not to be processed. */
        SUPPRESSED
    }

    static Knowledge of(String address, Says says) {
        return new Knowledge(address, says, 0);
    }
}

package dev.airtableroutes.sandbox.providers;

/**
 * How a person ends when a waterfall has asked everybody in its order.
 *
 * @param address null unless one was found
 * @param foundBy provider that gave the address; null unless one was found
 * @param verifiedBy the finder itself where it verifies what it finds, else the verifier; null unless verified
 */
public record Expected(State state, String address, String foundBy, String verifiedBy) {

    public enum State {
        VERIFIED,
        /** The best that is known is an address whose domain takes everything. */
        CATCH_ALL,
        /** The best that is known is an address that somebody calls risky. */
        RISKY,
        /** The best that is known is a private address at a free-mail provider. */
        WEBMAIL,
        NOT_FOUND,
        /** A provider that was asked said that the person is not to be processed. */
        SUPPRESSED,
        /** What the sources show is not enough to ask any of the providers. */
        NOT_ASKABLE
    }

    static Expected none(State state) {
        return new Expected(state, null, null, null);
    }
}

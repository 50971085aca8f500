package dev.airtableroutes.provider;

/** What became of one question, whatever the provider's own codes are. */
public enum Outcome {
    /** Found, and the provider vouches for it; of a push: taken. */
    HIT_VERIFIED,
    /** Found, and not to be relied on: catch-all, risky, guessed. */
    HIT_RISKY,
    /** Found, and nobody has verified it; of a search: there are results; of a push: taken. */
    HIT,
    /** The provider has nothing; of a verification: the address is bad; of a push: it was there already. */
    MISS,
    /** The provider is still at it: the same question later, which costs nothing more. */
    PENDING,
    /** The provider cannot do anything with these inputs; no repetition will change that. */
    BAD_INPUT,
    /** The person does not want to be processed: stop everything for them. */
    SUPPRESSED,
    /** The key is refused: a person has to act. */
    AUTH,
    /** The credits of the plan are used up. */
    NO_CREDITS,
    /** Too many questions at once; nothing was charged. */
    RATE_LIMITED,
    /** The provider is down, and has not taken the question. */
    UNAVAILABLE,
    /** Perhaps answered and charged, and nobody knows: no answer, or one that fits no line of the file. */
    UNKNOWN,
    /** Not asked: the provider's circuit is open, or the provider is off. */
    SKIPPED;

    public boolean hit() {
        return this == HIT_VERIFIED || this == HIT_RISKY || this == HIT;
    }

    /** The provider has said all that it has to say on these inputs. */
    public boolean settled() {
        return hit() || this == MISS || this == BAD_INPUT || this == SUPPRESSED;
    }

    /** The same question to the same provider is right later, at {@link Answer#retryAt}. */
    public boolean later() {
        return this == PENDING || this == RATE_LIMITED || this == UNAVAILABLE;
    }
}

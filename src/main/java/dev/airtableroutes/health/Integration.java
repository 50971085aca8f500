package dev.airtableroutes.health;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One outside system as it stands.
 *
 * @param name {@code airtable}, {@code mongodb}, or of a provider
 * @param state whether work with it goes on
 * @param reason a sentence, when it is not UP
 * @param since when it came into this state, as far as it was noticed
 * @param bases Airtable's bases; null for others
 * @param credits what a provider has cost; null for others
 */
public record Integration(
        String name, State state, String reason, Instant since, List<BaseHealth> bases, Credit credits) {

    /** Whether work with a system, or a base, goes on. */
    public enum State {
        UP,
        DOWN,
        /** Not called since the start. */
        UNKNOWN,
        /** Has no key, so nobody wants it. */
        OFF
    }

    /**
     * @param thisMonth spent and held back in this calendar month
     * @param cap what may be; null when there is none
     * @param purses the provider's others, by name, which are billed apart
     */
    public record Credit(BigDecimal thisMonth, BigDecimal cap, Map<String, Credit> purses) {}

    /**
     * One base.
     *
     * @param gate whether requests leave
     * @param budget what may leave; null before the first request
     * @param tables the mapped tables, each with its last pass
     */
    public record BaseHealth(
            String base, State state, String reason, Instant since, Gate gate, Left budget, List<LastPass> tables) {}

    /** @param until and since when and why it is closed; null when it is open */
    public record Gate(boolean open, Instant since, Instant until, String reason) {}

    /**
     * @param perSecond the legal rate
     * @param leftPerSecond what of it stood idle over the last ten seconds
     * @param waiting requests that wait for their turn
     * @param thisMonth requests in this calendar month
     * @param monthlyQuota what the plan allows; null when none is configured
     */
    public record Left(int perSecond, double leftPerSecond, int waiting, long thisMonth, Long monthlyQuota) {}

    /** @param sentence what it did, or why it did not finish */
    public record LastPass(String table, String state, Instant ended, String sentence) {}
}

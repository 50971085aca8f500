package dev.airtableroutes.credit;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What a provider did for its credits.
 *
 * @param provider its name
 * @param operation what it was asked for
 * @param calls answers that settled something
 * @param hits of them the ones that found something
 * @param credits what the settled ones cost
 * @param open what is held back for calls under way
 * @param unknown what calls without an answer may have cost
 */
public record Spent(
        String provider,
        String operation,
        long calls,
        long hits,
        BigDecimal credits,
        BigDecimal open,
        BigDecimal unknown) {

    /** Hits of a hundred calls; 0 before the first. */
    public double hitRate() {
        return calls == 0 ? 0 : 100.0 * hits / calls;
    }

    /** What one hit cost; null before the first. */
    public BigDecimal perHit() {
        return hits == 0 ? null : credits.divide(BigDecimal.valueOf(hits), 3, RoundingMode.HALF_UP);
    }

    Spent and(Spent more) {
        return new Spent(
                provider,
                operation,
                calls + more.calls,
                hits + more.hits,
                credits.add(more.credits),
                open.add(more.open),
                unknown.add(more.unknown));
    }
}

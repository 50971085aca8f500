package dev.airtableroutes.lead;

import java.math.BigDecimal;
import java.util.Map;

/**
 * What a run would cost.
 *
 * @param leads how many it would be about
 * @param expected credits by provider, by what each has found so far and how much of it was verified by another one;
 *     half where nobody knows yet
 * @param atMost credits when every finder brought an address of its own, every other verifier were asked about each of
 *     them, and all were charged, under the caps
 */
public record Forecast(long leads, Map<String, BigDecimal> expected, BigDecimal atMost) {

    public BigDecimal expectedInAll() {
        return expected.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}

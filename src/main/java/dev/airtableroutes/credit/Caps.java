package dev.airtableroutes.credit;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/**
 * What may be spent, in credits; null where there is no limit.
 *
 * @param lead for one lead in all
 * @param run in one run
 * @param months by provider, or by one purse of it ({@code findymail.verifier}), in one calendar month (UTC)
 */
public record Caps(BigDecimal lead, BigDecimal run, Map<String, BigDecimal> months) {

    public static final Caps NONE = new Caps(null, null, Map.of());

    public Caps {
        months = Map.copyOf(months);
    }

    /** That of a purse: its own, or else that of its provider. */
    public Optional<BigDecimal> month(String purse) {
        return Optional.ofNullable(months.getOrDefault(purse, months.get(purse.replaceFirst("\\..*", ""))));
    }
}

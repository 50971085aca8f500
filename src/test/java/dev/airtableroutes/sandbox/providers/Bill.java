package dev.airtableroutes.sandbox.providers;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What every provider charged, and what is left in the accounts. */
final class Bill {

    /** So that nothing runs out unless somebody orders it. */
    private static final BigDecimal PLENTY = BigDecimal.valueOf(1_000_000);

    private final Time time;
    private final List<Charge> charges = new ArrayList<>();
    private final Map<String, BigDecimal> balances = new HashMap<>();
    private final Map<String, Instant> paid = new HashMap<>();

    Bill(Time time) {
        this.time = time;
    }

    synchronized void fund(String account, BigDecimal credits) {
        balances.put(account, credits);
    }

    synchronized boolean funded(String account) {
        return balances.containsKey(account);
    }

    synchronized BigDecimal balance(String account) {
        return balances.getOrDefault(account, PLENTY);
    }

    boolean covers(String account, BigDecimal price) {
        return balance(account).compareTo(price) >= 0;
    }

    /** Whether the same was charged already, and not longer ago than that. */
    synchronized boolean repeat(String provider, String operation, String input, Duration within) {
        Instant last = paid.get(String.join("|", provider, operation, input));
        return last != null && last.plus(within).isAfter(time.now());
    }

    synchronized void charge(String account, String provider, String operation, String input, BigDecimal amount) {
        Instant now = time.now();
        balances.put(account, balance(account).subtract(amount));
        paid.put(String.join("|", provider, operation, input), now);
        charges.add(new Charge(provider, operation, input, amount, now));
    }

    synchronized List<Charge> charges() {
        return List.copyOf(charges);
    }

    synchronized BigDecimal total(String provider) {
        return charges.stream()
                .filter(charge -> charge.provider().equals(provider))
                .map(Charge::amount)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Forgets the charges; what was paid for stays paid for, and balances stay. */
    synchronized void forget() {
        charges.clear();
    }
}

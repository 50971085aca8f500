package dev.airtableroutes.lead;

import dev.airtableroutes.credit.Credits;
import dev.airtableroutes.credit.Spent;
import dev.airtableroutes.lead.Candidate.Status;
import dev.airtableroutes.lead.LeadRuns.Selection;
import dev.airtableroutes.provider.Operation;
import dev.airtableroutes.provider.Provider;
import dev.airtableroutes.provider.Providers;
import dev.airtableroutes.provider.Verb;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.springframework.stereotype.Component;

/** What asking about leads would cost, before anybody is asked. */
@Component
public class Forecasts {

    /** Calls or finds from which on experience tells more than a guess. */
    private static final int ENOUGH = 20;

    private final SelectedLeads selected;
    private final Credits credits;
    private final Providers providers;
    private final LeadRules rules;

    Forecasts(SelectedLeads selected, Credits credits, Providers providers, LeadRules rules) {
        this.selected = selected;
        this.credits = credits;
        this.providers = providers;
        this.rules = rules;
    }

    /** What enriching them would cost; nobody is asked. */
    public Forecast ofEnriching(Selection selection) {
        Likely likely = likely();
        return forecast(
                selected.toEnrich(selection),
                (lead, expected) -> enriching(lead, selected.kept(lead, selection), likely, expected));
    }

    /** What verifying those would cost whose address was verified too long ago, or never; nobody is asked. */
    public Forecast ofVerifying(Selection selection) {
        return forecast(selected.toVerify(selection), this::verifyingAnew);
    }

    /** @param cost what one lead costs at most; adds what is expected */
    private Forecast forecast(List<Lead> leads, BiFunction<Lead, Map<String, BigDecimal>, BigDecimal> cost) {
        Map<String, BigDecimal> expected = new HashMap<>();
        BigDecimal most = BigDecimal.ZERO;
        for (Lead lead : leads) {
            most = most.add(under(rules.current().caps().lead(), cost.apply(lead, expected)));
        }
        expected.replaceAll((provider, sum) -> sum.setScale(1, RoundingMode.HALF_UP));
        return new Forecast(leads.size(), expected, under(rules.current().caps().run(), most));
    }

    /** @param found how often a provider finds an address @param verified how many of those need a verification */
    private record Likely(Map<String, Double> found, double verified) {}

    private Likely likely() {
        List<Spent> spent = credits.spent(null);
        return new Likely(hitRates(spent), verifiedOfFound(spent));
    }

    /** Whether somebody is asked this about such a lead at all. */
    boolean inOrder(Lead lead, Step step) {
        Rules.Waterfall order = rules.current().order(lead);
        return (step.operation().equals(Step.RESOLVE) ? order.resolve() : order.find()).contains(step.provider());
    }

    /**
     * What going on with a lead costs at most, whoever is asked next.
     *
     * @param kept what was answered and is not asked again
     */
    BigDecimal atMost(Lead lead, List<Attempt> kept) {
        Rules now = rules.current();
        return under(
                now.caps().lead(), enriching(lead, now.order(lead), kept, new Likely(Map.of(), 0), new HashMap<>()));
    }

    private BigDecimal enriching(Lead lead, List<Attempt> kept, Likely likely, Map<String, BigDecimal> expected) {
        return enriching(
                lead, rules.current().order(lead.underWay() ? lead : lead.onlyVerified(false)), kept, likely, expected);
    }

    private BigDecimal enriching(
            Lead lead, Rules.Waterfall waterfall, List<Attempt> kept, Likely likely, Map<String, BigDecimal> expected) {
        boolean unresolved = lead.unknown()
                && kept.stream()
                        .noneMatch(attempt -> attempt.operation().equals(Step.RESOLVE)
                                && attempt.outcome().hit());
        List<String> resolvers = waterfall.resolve().stream()
                .filter(name -> unresolved && price(name, Verb.resolve) != null)
                .filter(name -> kept.stream().noneMatch(attempt -> attempt.asked(name, Step.RESOLVE)))
                .toList();
        if (unresolved && resolvers.isEmpty()) {
            return BigDecimal.ZERO;
        }
        BigDecimal most = inTurn(resolvers, Verb.resolve, 1, expected);
        double reaches = unresolved ? 0.5 : 1;
        for (Candidate candidate : lead.candidates()) {
            if (candidate.status() == Status.UNVERIFIED) {
                most = most.add(verifying(verifiers(waterfall, candidate, kept), 1, expected));
            }
        }
        for (String finder : waterfall.find()) {
            BigDecimal price = price(finder, Verb.find);
            boolean asked = kept.stream().anyMatch(attempt -> attempt.asked(finder, Step.FIND));
            if (price == null || asked) {
                continue;
            }
            double rate = likely.found().getOrDefault(finder, 0.5);
            expected.merge(finder, price.multiply(BigDecimal.valueOf(reaches * rate)), BigDecimal::add);
            List<String> verifiers = waterfall.verify().stream()
                    .filter(verifier -> !verifier.equals(finder))
                    .toList();
            most = most.add(price).add(verifying(verifiers, reaches * rate * likely.verified(), expected));
            reaches *= 1 - rate;
        }
        return most;
    }

    private BigDecimal verifyingAnew(Lead lead, Map<String, BigDecimal> expected) {
        List<Attempt> kept = lead.attemptsBut(Step.VERIFY);
        Rules.Waterfall waterfall = rules.current().order(lead);
        return lead.candidates().stream()
                .filter(one -> one.status() == Status.VERIFIED || one.status() == Status.UNVERIFIED)
                .map(one -> verifying(verifiers(waterfall, one, kept), 1, expected))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Who can be asked about an address, and has not been. */
    private static List<String> verifiers(Rules.Waterfall waterfall, Candidate candidate, List<Attempt> kept) {
        return waterfall.verify().stream()
                .filter(verifier -> !verifier.equals(candidate.foundBy()))
                .filter(verifier -> kept.stream()
                        .noneMatch(attempt -> attempt.asked(verifier, Step.VERIFY)
                                && candidate.address().equals(attempt.address())))
                .toList();
    }

    private BigDecimal verifying(List<String> verifiers, double likely, Map<String, BigDecimal> expected) {
        return inTurn(verifiers, Verb.verify, likely, expected);
    }

    /** What asking them costs at most. The first who can be asked mostly settles it: only that is expected. */
    private BigDecimal inTurn(List<String> names, Verb verb, double likely, Map<String, BigDecimal> expected) {
        BigDecimal most = BigDecimal.ZERO;
        boolean first = true;
        for (String name : names) {
            BigDecimal price = price(name, verb);
            if (price != null) {
                most = most.add(price);
                if (first) {
                    expected.merge(name, price.multiply(BigDecimal.valueOf(likely)), BigDecimal::add);
                }
                first = false;
            }
        }
        return most;
    }

    private static BigDecimal under(BigDecimal cap, BigDecimal sum) {
        return cap == null ? sum : sum.min(cap);
    }

    private static Map<String, Double> hitRates(List<Spent> all) {
        Map<String, Double> rates = new HashMap<>();
        for (Spent spent : all) {
            if (spent.operation().equals(Step.FIND) && spent.calls() >= ENOUGH) {
                rates.put(spent.provider(), spent.hitRate() / 100);
            }
        }
        return rates;
    }

    /** How many of the addresses found needed a verification by another provider. */
    private static double verifiedOfFound(List<Spent> all) {
        long found = 0;
        long verified = 0;
        for (Spent spent : all) {
            found += spent.operation().equals(Step.FIND) ? spent.hits() : 0;
            verified += spent.operation().equals(Step.VERIFY) ? spent.calls() : 0;
        }
        return found < ENOUGH ? 0.5 : Math.min(1, (double) verified / found);
    }

    /** What a question costs at a provider that is on; null at others. */
    private BigDecimal price(String provider, Verb verb) {
        Optional<Operation> operation =
                providers.find(provider).map(Provider::operations).map(all -> all.get(verb));
        return operation.isPresent() && providers.on(provider) ? operation.get().price() : null;
    }
}

package dev.airtableroutes.lead;

import dev.airtableroutes.deadletter.DeadLetter;
import dev.airtableroutes.deadletter.DeadLetter.Asked;
import dev.airtableroutes.deadletter.DeadLetter.Kind;
import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.deadletter.Standing;
import dev.airtableroutes.provider.Operation;
import dev.airtableroutes.provider.Outcome;
import dev.airtableroutes.provider.Provider;
import dev.airtableroutes.provider.Providers;
import dev.airtableroutes.provider.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/**
 * Tells dead letters of leads that came to an end though a provider never answered. A lead carries the mark of it until it
 * was told, so that a kill between the two costs nothing.
 */
@Component("leadNews")
class LeadNews {

    private static final int AT_ONCE = 500;

    private final Leads leads;
    private final Providers providers;
    private final DeadLetters deadLetters;

    LeadNews(Leads leads, Providers providers, DeadLetters deadLetters) {
        this.leads = leads;
        this.providers = providers;
        this.deadLetters = deadLetters;
    }

    /** The leads that are to be told of. */
    public List<Lead> untold() {
        return leads.untold(AT_ONCE);
    }

    /** The lead of a turn, when it is to be told of. */
    public List<Lead> ofTurn(@ExchangeProperty("turn") Turn turn) {
        return leads
                .find(turn.subject().get("_id").toString())
                .filter(lead -> lead.document().getEmbedded(List.of("enrichment", "tell"), false))
                .stream()
                .toList();
    }

    /** How the lead stands with each provider that did not answer once: a letter for each that a person has to see to. */
    public List<Standing> standings(@Body Lead lead) {
        if (lead.state() == State.NEW || lead.state() == State.QUEUED || lead.state() == State.RUNNING) {
            return List.of();
        }
        Map<String, Attempt> open = unanswered(lead);
        List<Standing> standings = new ArrayList<>();
        for (String provider : asked(lead)) {
            if (open.containsKey(provider)) {
                standings.add(Standing.of(letter(lead, open.get(provider))));
            } else {
                standings.add(Standing.settled(provider, lead.id(), whySettled(lead, provider)));
            }
        }
        return standings;
    }

    /**
     * The last tries of providers whose answer would still help, and who never gave one: neither before somebody had the
     * lead asked about anew nor since, whether or not they were asked again.
     */
    static Map<String, Attempt> unanswered(Lead lead) {
        return lead.state() == State.FOUND || lead.state() == State.SUPPRESSED
                ? Map.of()
                : Waterfall.unanswered(lead.unknown(), all(lead).toList());
    }

    private static Stream<Attempt> all(Lead lead) {
        return Stream.of(lead.earlier(), lead.attempts()).flatMap(List::stream);
    }

    static String whySettled(Lead lead, String provider) {
        if (lead.state() == State.FOUND || lead.state() == State.SUPPRESSED) {
            return "The lead came to its end: " + lead.state().text() + ".";
        }
        return all(lead).anyMatch(attempt -> attempt.provider().equals(provider) && !attempt.unanswered())
                ? "It has answered since."
                : "Nobody needs its answer any more.";
    }

    /** The providers that may have a letter about the lead. */
    static Set<String> asked(Lead lead) {
        Set<String> asked = new TreeSet<>();
        all(lead).filter(Attempt::unanswered).forEach(attempt -> asked.add(attempt.provider()));
        return asked;
    }

    private DeadLetter letter(Lead lead, Attempt last) {
        String turn = String.join(
                ".",
                lead.id().toString(),
                last.provider(),
                last.operation(),
                String.valueOf(last.at().toEpochMilli()));
        return DeadLetter.of(
                new Asked(last.provider(), last.operation(), turn),
                lead.id(),
                Kind.EXHAUSTED,
                lead.segment() == null ? Map.of() : Map.of("segment", lead.segment()),
                last.httpStatus(),
                last.outcome().name(),
                sentence(lead, last));
    }

    private String sentence(Lead lead, Attempt last) {
        String name = providers.find(last.provider()).map(Provider::displayName).orElse(last.provider());
        if (lead.state() == State.BUDGET_BLOCKED) {
            return "%s was to be asked again, and was not: %s".formatted(name, lead.text("enrichment", "reason"));
        }
        boolean whose = last.operation().equals(Step.RESOLVE);
        String what = whose ? "whose the handle of this lead is" : "for the address of this lead";
        String nobody = whose ? "nobody else knew" : "nobody else found one";
        return last.outcome() == Outcome.UNKNOWN
                ? "It stays unknown what %s answered when it was asked %s; its price%s counts as spent, and %s."
                        .formatted(name, what, price(last), nobody)
                : "%s did not answer when it was asked %s, however often it was asked, and %s."
                        .formatted(name, what, nobody);
    }

    private String price(Attempt last) {
        return providers
                .find(last.provider())
                .flatMap(provider -> provider.operation(last.operation()))
                .map(Operation::price)
                .filter(price -> price.signum() > 0)
                .map(price -> " of " + price.toPlainString() + " credits")
                .orElse("");
    }

    /** It was told. Of who was erased meanwhile nothing stays. */
    public void told(@Body Lead lead) {
        if (!leads.told(lead)) {
            asked(lead).forEach(provider -> deadLetters.forget(provider, List.of(lead.id())));
        }
    }
}

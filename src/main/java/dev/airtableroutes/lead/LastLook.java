package dev.airtableroutes.lead;

import dev.airtableroutes.credit.Credits;
import dev.airtableroutes.privacy.Suppressions;
import dev.airtableroutes.provider.Answer;
import dev.airtableroutes.provider.Outcome;
import dev.airtableroutes.provider.Turn;
import java.util.Set;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.bson.Document;
import org.springframework.stereotype.Component;

/** The last look before a request leaves: its turn may have stood at a throttle while its person objected. */
@Component("lastLook")
public class LastLook {

    /** What a person is asked about; searches name nobody, and a batch of pushes looks at its rows itself. */
    private static final Set<String> ABOUT_A_PERSON = Set.of(Step.RESOLVE, Step.FIND, Step.VERIFY);

    private final Credits credits;
    private final Suppressions suppressions;

    LastLook(Credits credits, Suppressions suppressions) {
        this.credits = credits;
        this.suppressions = suppressions;
    }

    /**
     * Marks that a request leaves.
     *
     * @param question a {@link dev.airtableroutes.provider.Question}, or the answer when none is needed
     * @return the question; or that it was skipped, when it must not be put any more
     */
    public Object send(@Body Object question, @ExchangeProperty("turn") Turn turn) {
        if (question instanceof Answer) {
            return question;
        }
        if (objected(turn)) {
            return skipped(turn, "The person objected while the turn waited.");
        }
        return credits.sending(turn.id())
                ? question
                : skipped(turn, "The turn was given up while it waited; nobody needs the answer.");
    }

    private boolean objected(Turn turn) {
        return ABOUT_A_PERSON.contains(turn.operation())
                && new Lead(new Document(turn.subject()))
                        .who().stream().anyMatch(who -> suppressions.reason(who).isPresent());
    }

    private static Answer skipped(Turn turn, String sentence) {
        return Answer.without(turn.provider(), turn.operation(), Outcome.SKIPPED, null, null, sentence);
    }
}

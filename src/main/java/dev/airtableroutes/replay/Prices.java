package dev.airtableroutes.replay;

import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.deadletter.DeadLetters.Questions;
import dev.airtableroutes.deadletter.Letter;
import dev.airtableroutes.deadletter.LetterFilter;
import dev.airtableroutes.provider.Operation;
import dev.airtableroutes.provider.Providers;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.springframework.stereotype.Component;

/** What a replay may cost at providers, for whoever is about to ask for one. */
@Component
public class Prices {

    private final DeadLetters deadLetters;
    private final Providers providers;

    Prices(DeadLetters deadLetters, Providers providers) {
        this.deadLetters = deadLetters;
        this.providers = providers;
    }

    /** Credits that the questions of all letters of a filter may cost, without what their answers bring about. */
    public BigDecimal of(LetterFilter filter) {
        return sum(deadLetters.questions(filter));
    }

    /** The same of some letters. */
    public BigDecimal of(Collection<Letter> letters) {
        return sum(letters.stream()
                .filter(letter -> letter.provider() != null)
                .map(letter -> new Questions(letter.provider(), Objects.toString(letter.operation()), 1))
                .toList());
    }

    private BigDecimal sum(List<Questions> questions) {
        return questions.stream()
                .map(some -> providers
                        .find(some.provider())
                        .flatMap(provider -> provider.operation(some.operation()))
                        .map(Operation::price)
                        .orElse(BigDecimal.ZERO)
                        .multiply(BigDecimal.valueOf(some.letters())))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** A price as a sentence. */
    public static String sentence(BigDecimal credits) {
        return ("Providers may charge up to %s credits for their questions, some of them for the second time. Further pages of a"
                        + " search, and whoever is asked next about a lead, come on top; a dry run counts these for each lead.")
                .formatted(credits.toPlainString());
    }
}

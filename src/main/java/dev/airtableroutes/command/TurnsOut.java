package dev.airtableroutes.command;

import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.deadletter.Letter;
import dev.airtableroutes.lead.LeadRuns;
import dev.airtableroutes.lead.Searches;
import dev.airtableroutes.provider.Verb;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ProducerTemplate;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** Hands out turns at providers where nothing serves: those that letters ask for, and no others. */
@Component
class TurnsOut {

    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int LETTERS_TOGETHER = 500;

    private final DeadLetters deadLetters;
    private final Searches searches;
    private final ProducerTemplate camel;

    TurnsOut(DeadLetters deadLetters, Searches searches, @Lazy ProducerTemplate camel) {
        this.deadLetters = deadLetters;
        this.searches = searches;
        this.camel = camel;
    }

    /**
     * Until these letters are answered, and their searches have read all their pages; or a terminal has waited long enough.
     *
     * @param letterIds whose questions were put again
     * @return whether they are
     */
    boolean handOut(Collection<String> letterIds) {
        Instant patience = Instant.now().plus(LeadRuns.WORTH_WAITING);
        Set<String> left = new LinkedHashSet<>(letterIds);
        Set<Object> begun = new HashSet<>();
        while (!left.isEmpty() || busy(begun)) {
            if (Instant.now().isAfter(patience) || Thread.currentThread().isInterrupted()) {
                return false;
            }
            List<String> before = new ArrayList<>(left);
            for (int from = 0; from < before.size(); from += LETTERS_TOGETHER) {
                List<String> some = before.subList(from, Math.min(from + LETTERS_TOGETHER, before.size()));
                List<Letter> awaited = deadLetters.find(some).stream()
                        .filter(letter -> letter.state() == Letter.State.REPLAYED)
                        .toList();
                some.forEach(left::remove);
                awaited.forEach(letter -> left.add(letter.id()));
                ask(awaited, begun);
            }
            if (!begun.isEmpty()) {
                camel.requestBody("direct:searches-dispatch", begun);
            }
            LockSupport.parkNanos(TICK);
        }
        return true;
    }

    private boolean busy(Set<Object> begun) {
        return !begun.isEmpty() && searches.busy(begun);
    }

    private void ask(List<Letter> letters, Set<Object> begun) {
        begun.addAll(about(letters, TurnsOut::ofSearch));
        Collection<Object> leads = about(letters, letter -> !ofSearch(letter) && !ofPush(letter));
        if (!leads.isEmpty()) {
            camel.sendBodyAndProperty("direct:leads-dispatch", ExchangePattern.InOut, null, "leads", leads);
        }
        Collection<Object> pushes = about(letters, TurnsOut::ofPush);
        if (!pushes.isEmpty()) {
            camel.requestBody("direct:campaigns-dispatch", pushes);
        }
    }

    private static Collection<Object> about(List<Letter> letters, Predicate<Letter> which) {
        return letters.stream()
                .filter(which)
                .map(letter -> letter.documentId().raw())
                .toList();
    }

    private static boolean ofSearch(Letter letter) {
        return Verb.search.name().equals(letter.operation());
    }

    private static boolean ofPush(Letter letter) {
        return Verb.push.name().equals(letter.operation());
    }
}

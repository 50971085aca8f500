package dev.airtableroutes.replay;

import com.mongodb.MongoException;
import dev.airtableroutes.deadletter.Again;
import dev.airtableroutes.deadletter.Letter;
import dev.airtableroutes.deadletter.Letter.State;
import dev.airtableroutes.deadletter.ReplayLocks;
import dev.airtableroutes.failure.MongoTrouble;
import dev.airtableroutes.failure.Unexpected;
import dev.airtableroutes.sync.Outcome;
import dev.airtableroutes.sync.PassReport;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.component.seda.SedaConsumerNotAvailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Tells letters and their replay what came of it. */
@Component("replayOutcomes")
class ReplayOutcomes {

    private static final Logger LOG = LoggerFactory.getLogger(ReplayOutcomes.class);

    private final ReplayLocks locks;
    private final ReplayHistory history;
    private final boolean serves;

    ReplayOutcomes(ReplayLocks locks, ReplayHistory history, @Value("${sync.serve}") boolean serves) {
        this.locks = locks;
        this.history = history;
        this.serves = serves;
    }

    /** What became of the letters in hand, after the pass over their documents. */
    public void settle(@Body PassReport report, @ExchangeProperty("letters") LettersInHand inHand) {
        Replay replay = inHand.replay();
        if (!report.done()) {
            replay.failed(report.failure());
        }
        if (replay.dryRun()) {
            inHand.letters().forEach(letter -> plan(replay, letter, report));
            return;
        }
        Map<String, String> notes = new HashMap<>();
        inHand.letters().forEach(letter -> notes.put(letter.id(), note(letter, report)));
        for (Letter letter : locks.letGo(notes.keySet(), notes)) {
            replay.result(
                    letter,
                    letter.state(),
                    letter.history().isEmpty()
                            ? null
                            : letter.history().get(letter.history().size() - 1).note());
        }
        history.keep(replay);
    }

    private static void plan(Replay replay, Letter letter, PassReport report) {
        Outcome outcome = report.outcomes().get(letter.documentId().raw());
        boolean open = !report.done() || outcome == null || outcome.leavesOpen(letter.id());
        replay.result(letter, open ? State.OPEN : State.RESOLVED, note(letter, report));
    }

    private static String note(Letter letter, PassReport report) {
        Outcome outcome = report.outcomes().get(letter.documentId().raw());
        if (outcome != null) {
            return outcome.sentence();
        }
        return report.done() ? "The document will be looked at once more." : report.failure();
    }

    /** What became of the question of a letter that was put again, or would be. */
    public void asked(
            @Body Again again,
            @ExchangeProperty("letter") Letter letter,
            @ExchangeProperty("letters") LettersInHand inHand) {
        Replay replay = inHand.replay();
        replay.costs(again.price());
        if (replay.dryRun()) {
            replay.result(letter, again.state(), again.what());
            return;
        }
        State now = locks.letGo(letter.id(), again).map(Letter::state).orElse(State.RESOLVED);
        inHand.through(letter);
        replay.result(letter, now, again.what());
        if (now == State.REPLAYED && !serves) {
            replay.awaits(letter);
        }
        history.keep(replay);
    }

    /** A question that cannot be put, which stands in the way of none behind it. */
    public Again refused(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause, @ExchangeProperty("letter") Letter letter) {
        LOG.warn("What letter {} is about cannot be asked: {}", letter.id(), Unexpected.sentence(cause));
        LOG.debug("Where it failed", cause);
        return Again.refused(sentence(cause));
    }

    /** Everything that could be tried was. */
    public void end(@ExchangeProperty("replay") Replay replay) {
        letGoAhead(replay);
        replay.end(() -> history.keep(replay));
        LOG.info("Replay {}: {}", replay.id(), replay.progress().sentence());
    }

    /** The replay ends here; what it has in hand is open again. */
    public void fail(
            @ExchangeProperty("replay") Replay replay,
            @ExchangeProperty("letters") LettersInHand inHand,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        boolean stopped = cause instanceof SedaConsumerNotAvailableException;
        String why = stopped && inHand != null
                ? "The route %s does not run; start it, or see the log for why it was not loaded."
                        .formatted(inHand.request().table().replace('/', '-'))
                : sentence(cause);
        if (!stopped) {
            LOG.error("Replay {} failed: {}", replay.id(), Unexpected.sentence(cause));
            LOG.debug("Where it failed", cause);
        }
        replay.failed(why);
        try {
            letGo(inHand, why);
            letGoAhead(replay);
        } finally {
            replay.end(() -> history.keep(replay));
        }
    }

    private static String sentence(Exception cause) {
        MongoException mongo = MongoTrouble.behind(cause);
        return mongo == null ? String.valueOf(cause.getMessage()) : MongoTrouble.sentence(mongo);
    }

    /** When a replay ends early, nobody asks for the page that was prepared. */
    private void letGoAhead(Replay replay) {
        letGo(replay.ahead().exceptionally(failed -> null).join(), "The replay ended before it came to this letter.");
    }

    private void letGo(LettersInHand inHand, String why) {
        if (inHand != null && !inHand.replay().dryRun()) {
            Map<String, String> notes = inHand.left().stream().collect(Collectors.toMap(Letter::id, letter -> why));
            locks.letGo(notes.keySet(), notes);
        }
    }
}

package dev.airtableroutes.sync;

import dev.airtableroutes.airtable.Answer;
import dev.airtableroutes.airtable.Gates;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** Waiting did not help: is Airtable away, or is it this batch? */
@Component("outages")
public class Outages {

    /** When the base said yes to others within this time, it is the batch. */
    private static final Duration LATELY = Duration.ofMinutes(1);

    private final Gates gates;
    private final Passes passes;

    public Outages(Gates gates, Passes passes) {
        this.gates = gates;
        this.passes = passes;
    }

    /**
     * Either stops the pass, to go on with the next one, or treats the batch as refused, so that it is halved until the
     * record that no answer comes for stands alone.
     */
    public Answer judge(
            @ExchangeProperty("batch") Batch batch, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        if (gates.succeededWithin(batch.pass().base().id(), LATELY)) {
            return Answer.refusal(0, "EXHAUSTED", "no answer after many tries; the last one: " + cause.getMessage());
        }
        return passes.stop(batch, cause);
    }
}

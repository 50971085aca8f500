package dev.airtableroutes.sync;

import dev.airtableroutes.airtable.Answer;
import dev.airtableroutes.airtable.Call;
import dev.airtableroutes.failure.ConfigurationException;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** Waiting did not help: is Airtable away, or is it this batch? */
@Component("outages")
public class Outages {

    private final Passes passes;

    public Outages(Passes passes) {
        this.passes = passes;
    }

    /** A call that only an Airtable that is there answers. */
    public Call look(@ExchangeProperty("batch") Batch batch) {
        return Call.first(batch.pass().base(), batch.pass().table());
    }

    /**
     * Either stops the pass, to go on with the next one, or treats the batch as refused, so that it is halved until the
     * record that no answer comes for stands alone.
     *
     * @param looked the answer to the look, or why there was none
     */
    public Answer judge(
            @Body Object looked,
            @ExchangeProperty("batch") Batch batch,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        if (looked instanceof Answer answer && !answer.rejected()) {
            return Answer.refusal(0, "EXHAUSTED", "no answer after many tries; the last one: " + cause.getMessage());
        }
        return passes.stop(batch, looked instanceof ConfigurationException trouble ? trouble : cause);
    }
}

package dev.airtableroutes.sync;

import dev.airtableroutes.airtable.TooManyRequestsException;
import dev.airtableroutes.failure.ConfigurationException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/**
 * Hears of each try of a batch that failed, before the next one: what had no answer may be written, and the answer to
 * the next try, such as that the token is refused by now, tells nothing of that.
 */
@Component("unanswered")
class Unanswered implements Processor {

    @Override
    public void process(Exchange failed) {
        Batch batch = failed.getProperty("batch", Batch.class);
        Exception cause = failed.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        boolean answered = cause instanceof TooManyRequestsException || cause instanceof ConfigurationException;
        if (batch != null && !answered) {
            batch.changes().stream()
                    .map(Change::documentId)
                    .forEach(batch.pass().inDoubt()::unanswered);
        }
    }
}

package dev.airtableroutes.sync;

import com.mongodb.MongoException;
import dev.airtableroutes.failure.ConfigurationException;
import dev.airtableroutes.failure.MongoTrouble;
import dev.airtableroutes.failure.Unexpected;
import dev.airtableroutes.failure.WaitException;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Why a pass cannot go on, in a sentence: it waits for something, or the configuration needs a person. */
final class PassFailure {

    private static final Logger LOG = LoggerFactory.getLogger(PassFailure.class);

    private PassFailure() {}

    /** Of those two kinds; what is neither is told in the log, and waits. */
    static RuntimeException of(Exception cause) {
        if (cause instanceof WaitException || cause instanceof ConfigurationException) {
            return (RuntimeException) cause;
        }
        MongoException mongo = MongoTrouble.behind(cause);
        if (mongo != null) {
            LOG.warn("The pass cannot go on: {}", MongoTrouble.logged(mongo));
            LOG.debug("Where it failed", cause);
            return new WaitException(MongoTrouble.sentence(mongo), mongo);
        }
        if (cause instanceof IOException) {
            return new WaitException("Airtable cannot be reached: " + cause.getMessage(), cause);
        }
        String sentence = Unexpected.sentence(cause);
        LOG.error("This should not have happened; please report it. {}", sentence);
        LOG.debug("Where it failed", cause);
        return new WaitException(sentence, cause);
    }
}

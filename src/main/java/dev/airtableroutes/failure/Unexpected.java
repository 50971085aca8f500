package dev.airtableroutes.failure;

import com.mongodb.MongoException;
import java.util.Arrays;

/** What is told of a failure where nobody must be named: words that are not ours may repeat what they were about. */
public final class Unexpected {

    private static final String OURS = "dev.airtableroutes.";

    private Unexpected() {}

    /** A sentence with nobody's data; the exception's own words belong to DEBUG. */
    public static String sentence(Exception failure) {
        MongoException mongo = MongoTrouble.behind(failure);
        if (mongo != null) {
            return MongoTrouble.sentence(mongo);
        }
        if (failure instanceof WaitException || failure instanceof ConfigurationException) {
            return failure.getMessage();
        }
        return "Something unexpected happened, %s%s; at DEBUG the log has its words."
                .formatted(failure.getClass().getSimpleName(), where(failure));
    }

    private static String where(Throwable failure) {
        return Arrays.stream(failure.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith(OURS))
                .findFirst()
                .map(frame -> " in " + frame.getFileName() + ":" + frame.getLineNumber())
                .orElse("");
    }
}

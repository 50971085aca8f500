package dev.airtableroutes.failure;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoServerException;

/** What viewers may read of a MongoDB that fails: the driver's own words tell of addresses and belong in the log. */
public final class MongoTrouble {

    private MongoTrouble() {}

    /** A sentence without an address. */
    public static String sentence(MongoException cause) {
        if (cause instanceof MongoSecurityException) {
            return "MongoDB knows no such user or password; check MONGODB_URI and STATE_MONGODB_URI.";
        }
        if (cause instanceof MongoServerException) {
            String name = cause instanceof MongoCommandException command ? " " + command.getErrorCodeName() : "";
            return "MongoDB refuses a command (error %d%s); the log of the application has its words."
                    .formatted(cause.getCode(), name.stripTrailing());
        }
        return "MongoDB does not answer; the log of the application says more.";
    }

    /** The MongoException that is behind a failure; null when there is none. */
    public static MongoException behind(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MongoException found) {
                return found;
            }
        }
        return null;
    }
}

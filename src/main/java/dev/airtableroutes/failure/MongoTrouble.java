package dev.airtableroutes.failure;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoServerException;

/**
 * What is told of a MongoDB that fails. The driver's own words tell of its address, which viewers need not know; what the
 * server answers may quote a document, such as the key that is there twice, and belongs to DEBUG.
 */
public final class MongoTrouble {

    private MongoTrouble() {}

    /** A sentence without an address. */
    public static String sentence(MongoException cause) {
        if (cause instanceof MongoSecurityException) {
            return "MongoDB knows no such user or password; check MONGODB_URI and STATE_MONGODB_URI.";
        }
        if (cause instanceof MongoServerException) {
            String name = cause instanceof MongoCommandException command ? " " + command.getErrorCodeName() : "";
            return "MongoDB refuses a command (error %d%s); at DEBUG the log has its words."
                    .formatted(cause.getCode(), name.stripTrailing());
        }
        return "MongoDB does not answer; the log of the application says more.";
    }

    /** The same for the log at INFO and above: with addresses, for whoever mends the connection, and nobody's data. */
    public static String logged(MongoException cause) {
        return cause instanceof MongoServerException ? sentence(cause) : cause.getMessage();
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

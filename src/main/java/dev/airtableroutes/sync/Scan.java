package dev.airtableroutes.sync;

import com.mongodb.client.model.Filters;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Which documents a pass has to read. */
final class Scan {

    /** Changes may be committed a little later than they are dated. */
    private static final Duration OVERLAP = Duration.ofMinutes(1);
    /** Text with an offset sorts by its local time, which is up to this much away from UTC. */
    private static final Duration WIDEST_OFFSET = Duration.ofHours(14);

    private static final Pattern NO_ISO = Pattern.compile("^(?!\\d{4}-\\d{2}-\\d{2}T)");
    private static final Date FIRST_DATE = new Date(Long.MIN_VALUE);
    private static final String FIRST_TEXT = "";

    private Scan() {}

    static Bson everything() {
        return new Document();
    }

    static Bson these(List<?> documentIds) {
        return Filters.in("_id", documentIds);
    }

    /**
     * Documents that changed since an instant. The field may be a date, ISO text, or missing, document by document: what
     * cannot be compared is always read.
     *
     * <p>MongoDB uses an index on the field only if each of the four conditions by itself could: a comparison can, its
     * negation too, and a pattern; the negation of a pattern or of a type cannot.
     */
    static Bson changedSince(String field, Instant cursor) {
        Instant from = cursor.minus(OVERLAP);
        String fromText = from.minus(WIDEST_OFFSET).toString();
        return Filters.or(
                Filters.gte(field, Date.from(from)),
                Filters.gte(field, fromText),
                Filters.and(Filters.lt(field, fromText), Filters.regex(field, NO_ISO)),
                Filters.and(neither(field, FIRST_DATE), neither(field, FIRST_TEXT)));
    }

    /** Values compare only with others of their type: whatever is not from the first of a type on is of another. */
    private static Bson neither(String field, Object firstOfItsType) {
        return Filters.not(Filters.gte(field, firstOfItsType));
    }
}

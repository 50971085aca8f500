package dev.airtableroutes.sync;

import com.mongodb.client.model.Filters;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import org.bson.BsonType;
import org.bson.Document;
import org.bson.conversions.Bson;

/** Which documents a pass has to read. */
final class Scan {

    /** Changes may be committed a little later than they are dated. */
    private static final Duration OVERLAP = Duration.ofMinutes(1);
    /** Text with an offset sorts by its local time, which is up to this much away from UTC. */
    private static final Duration WIDEST_OFFSET = Duration.ofHours(14);

    private static final Pattern ISO = Pattern.compile("^\\d{4}-\\d{2}-\\d{2}T");

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
     */
    static Bson changedSince(String field, Instant cursor) {
        Instant from = cursor.minus(OVERLAP);
        return Filters.or(
                Filters.gte(field, Date.from(from)),
                Filters.gte(field, from.minus(WIDEST_OFFSET).toString()),
                Filters.and(
                        Filters.not(Filters.type(field, BsonType.DATE_TIME)), Filters.not(Filters.regex(field, ISO))));
    }
}

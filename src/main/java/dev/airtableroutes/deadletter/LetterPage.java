package dev.airtableroutes.deadletter;

import com.mongodb.client.model.Filters;
import dev.airtableroutes.deadletter.LetterFilter.BadFilterException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bson.conversions.Bson;

/**
 * Some letters of many.
 *
 * @param total how many letters the filter means, counted up to {@value #COUNTED}
 * @param next where the next page begins; null on the last one
 */
public record LetterPage(List<Letter> letters, long total, String next) {

    /** Further on, counting takes longer than a person wants to wait for a page. */
    public static final int COUNTED = 10_000;

    private static final Pattern PLACE = Pattern.compile("(-?\\d{1,15})~([A-Za-z0-9._-]{1,200})");

    /** The place after a letter. */
    static String after(Letter letter) {
        return letter.since().toEpochMilli() + "~" + letter.id();
    }

    /** Letters that come later than a place, be it down from the newest or up from the oldest. */
    static Bson beyond(String place, boolean newestFirst) {
        Matcher matcher = PLACE.matcher(place);
        if (!matcher.matches()) {
            throw new BadFilterException(
                    "after is \"%s\"; expected what the page before gave as \"next\".".formatted(place));
        }
        Date since = Date.from(Instant.ofEpochMilli(Long.parseLong(matcher.group(1))));
        String id = matcher.group(2);
        // the first condition says it all to an index, the second decides among letters of one moment
        return newestFirst
                ? Filters.and(
                        Filters.lte("since", since), Filters.or(Filters.lt("since", since), Filters.lt("_id", id)))
                : Filters.and(
                        Filters.gte("since", since), Filters.or(Filters.gt("since", since), Filters.gt("_id", id)));
    }
}

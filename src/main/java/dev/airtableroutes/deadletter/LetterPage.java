package dev.airtableroutes.deadletter;

import com.mongodb.client.model.Filters;
import dev.airtableroutes.deadletter.LetterFilter.BadFilterException;
import java.time.Instant;
import java.util.List;
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

    private static final Pattern PLACE = Pattern.compile("\\d{15}~[A-Za-z0-9._-]{1,200}");

    /** Where a letter stands among all, by age and then by id: one text that sorts, and that an index can follow. */
    static String place(Instant since, String id) {
        return "%015d~%s".formatted(since.toEpochMilli(), id);
    }

    static String after(Letter letter) {
        return place(letter.since(), letter.id());
    }

    /** Letters that come later than a place, be it down from the newest or up from the oldest. */
    static Bson beyond(String place, boolean newestFirst) {
        if (!PLACE.matcher(place).matches()) {
            throw new BadFilterException(
                    "after is \"%s\"; expected what the page before gave as \"next\".".formatted(place));
        }
        return newestFirst ? Filters.lt("place", place) : Filters.gt("place", place);
    }
}

package dev.airtableroutes.sandbox.providers;

import java.util.Date;
import org.bson.Document;

/**
 * A search that somebody saved, a document in {@code searches}.
 *
 * @param id {@code serper/1}
 * @param source {@code reddit}, {@code serper} or {@code tavily}
 * @param subreddit null but for Reddit
 * @param every how long until it is run again: {@code 1d}
 * @param cap leads that it may bring in one run
 */
public record SavedSearch(
        String id, String source, String subreddit, String query, String segment, String every, int cap) {

    /** As it lies in {@code searches}. */
    public Document document() {
        Document document = new Document("_id", id).append("source", source).append("query", query);
        if (subreddit != null) {
            document.append("subreddit", subreddit);
        }
        return document.append("segment", segment)
                .append("every", every)
                .append("cap", cap)
                .append("enabled", true)
                .append("createdAt", Date.from(People.SINCE))
                .append("updatedAt", Date.from(People.SINCE));
    }
}

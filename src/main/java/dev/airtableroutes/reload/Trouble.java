package dev.airtableroutes.reload;

import java.time.Instant;
import java.util.List;

/**
 * A file that is not at work as it was saved; what was there before goes on.
 *
 * @param file {@code routes/tables/cuculi/users.camel.yaml}; {@code mappings} when it cannot be said which
 * @param sentences what is wrong with it
 * @param since when it was first seen
 */
public record Trouble(String file, List<String> sentences, Instant since) {

    public Trouble {
        sentences = List.copyOf(sentences);
    }
}

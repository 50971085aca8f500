package dev.airtableroutes.sync;

import dev.airtableroutes.digest.Sha256;
import dev.airtableroutes.ledger.Keys;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.bson.Document;

/**
 * The documents that a pass has handed out, for a reading that has to begin anew. Eight bytes each, since all of a collection
 * are in it: among a million, one that never came is taken for another once in a hundred million outages.
 */
final class HandedOut {

    private final List<long[]> pages = new ArrayList<>();
    /** In order; as of the last {@link #close}. */
    private long[] marks = {};

    void add(List<Document> page) {
        pages.add(page.stream().mapToLong(HandedOut::mark).toArray());
    }

    /** From here on, what was handed out until now is known. */
    void close() {
        marks = LongStream.concat(Arrays.stream(marks), pages.stream().flatMapToLong(Arrays::stream))
                .sorted()
                .toArray();
        pages.clear();
    }

    boolean contains(Document document) {
        return marks.length > 0 && Arrays.binarySearch(marks, mark(document)) >= 0;
    }

    private static long mark(Document document) {
        return ByteBuffer.wrap(Sha256.of(Keys.document(document.get("_id")))).getLong();
    }
}

package dev.airtableroutes.sync;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.MongoIterable;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import dev.airtableroutes.failure.ConfigurationException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.bson.Document;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** Reads the documents of a pass, a page at a time, and never more than one page ahead of what was written. */
@Component("documents")
public class Documents {

    /**
     * Documents a page: between two of them the last answers are waited for, which costs a fifth of a second; two of them
     * are held.
     */
    public static final int PAGE = 1_000;

    private final MongoDatabase source;
    private final ExecutorService reader = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "read-ahead");
        thread.setDaemon(true);
        return thread;
    });

    public Documents(@Qualifier("source") MongoDatabase source) {
        this.source = source;
    }

    /** The pages of a pass, lazily; the last one is marked, and comes even when there is nothing to read. */
    public Iterator<Page> pages(@Body MongoIterable<Document> found, @ExchangeProperty(Passes.PROPERTY) Pass pass) {
        return new Pages(found.iterator(), pass);
    }

    private final class Pages implements Iterator<Page> {

        private final Iterator<Document> documents;
        private final Pass pass;
        private final Set<Object> missing;
        private Iterator<List<Object>> known;
        /** The next page, read while this one is mapped and written. */
        private CompletableFuture<List<Document>> ahead;

        private boolean finished;

        Pages(Iterator<Document> documents, Pass pass) {
            this.documents = documents;
            this.pass = pass;
            this.missing = new HashSet<>(pass.request().documentIds());
            this.ahead = CompletableFuture.completedFuture(read());
        }

        @Override
        public boolean hasNext() {
            return !finished && !pass.stopped();
        }

        @Override
        public Page next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            List<Document> read = await(ahead);
            ahead = read.size() < PAGE
                    ? CompletableFuture.completedFuture(List.of())
                    : CompletableFuture.supplyAsync(this::read, reader);
            read.forEach(this::note);
            pass.read(read.size());
            List<Object> gone = read.isEmpty() ? gone() : List.of();
            finished = read.isEmpty() && gone.isEmpty() || read.size() < PAGE && !looksForGone();
            return new Page(pass, read, gone, finished);
        }

        private static List<Document> await(CompletableFuture<List<Document>> page) {
            try {
                return page.join();
            } catch (CompletionException failed) {
                throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
            }
        }

        private List<Document> read() {
            List<Document> read = new ArrayList<>(PAGE);
            while (read.size() < PAGE && documents.hasNext()) {
                read.add(documents.next());
            }
            return read;
        }

        private void note(Document document) {
            if (!missing.isEmpty()) {
                missing.remove(document.get("_id"));
            }
            String cursor = pass.mapping().cursor();
            if (cursor != null) {
                pass.sawCursor(instant(at(document, cursor)));
            }
        }

        private boolean looksForGone() {
            return pass.looksForGone() || !missing.isEmpty();
        }

        /** Documents that were asked for, or that have a record, and are not in the collection. */
        private List<Object> gone() {
            if (!looksForGone()) {
                return List.of();
            }
            if (!pass.looksForGone()) {
                List<Object> asked = List.copyOf(missing);
                missing.clear();
                return asked;
            }
            if (known == null) {
                known = pass.ledger().documents(pass.scope(), PAGE).iterator();
            }
            while (known.hasNext()) {
                List<Object> gone = withoutDocument(known.next());
                if (!gone.isEmpty()) {
                    return gone;
                }
            }
            return List.of();
        }

        private List<Object> withoutDocument(List<Object> ids) {
            Set<Object> gone = Documents.gone(source.getCollection(pass.collection()), ids);
            if (!gone.isEmpty() && !collectionIsThere()) {
                throw new ConfigurationException(
                        "MongoDB has no collection %s in database %s, though records of %s belong to its documents. Nothing is deleted; check MONGODB_URI and the collection of the mapping."
                                .formatted(
                                        pass.collection(),
                                        source.getName(),
                                        pass.mapping().table()));
            }
            return List.copyOf(gone);
        }

        /** A collection whose last document was deleted is there; one that is not is more likely somewhere else. */
        private boolean collectionIsThere() {
            return source.listCollectionNames().into(new ArrayList<>()).contains(pass.collection());
        }
    }

    /** Those of the ids that the collection does not hold. */
    static Set<Object> gone(MongoCollection<Document> collection, Collection<?> ids) {
        Set<Object> gone = new HashSet<>(ids);
        if (!ids.isEmpty()) {
            for (Document there : collection.find(Filters.in("_id", ids)).projection(Projections.include("_id"))) {
                gone.remove(there.get("_id"));
            }
        }
        return gone;
    }

    private static Object at(Document document, String path) {
        Object value = document;
        for (String name : path.split("\\.")) {
            value = value instanceof Document inner ? inner.get(name) : null;
        }
        return value;
    }

    /** A BSON date or an ISO date-time; null for anything else, which is read in every pass. */
    static Instant instant(Object value) {
        if (value instanceof Date date) {
            return date.toInstant();
        }
        if (value instanceof String text && text.length() > 18) {
            try {
                return text.endsWith("Z")
                        ? Instant.parse(text)
                        : OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeParseException zoneless) {
                return zoneless(text);
            }
        }
        return null;
    }

    private static Instant zoneless(String text) {
        try {
            return LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException notADate) {
            return null;
        }
    }
}

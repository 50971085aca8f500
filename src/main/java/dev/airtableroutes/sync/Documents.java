package dev.airtableroutes.sync;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.MongoIterable;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import dev.airtableroutes.failure.ConfigurationException;
import dev.airtableroutes.ledger.Keys;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
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

    /**
     * The pages of a pass, lazily; the last one is marked, and comes even when there is nothing to read. When MongoDB failed
     * in between, the second call goes on where the first one was: no document comes twice, and none is left out.
     */
    public Iterator<Page> pages(@Body MongoIterable<Document> found, @ExchangeProperty(Passes.PROPERTY) Pass pass) {
        if (pass.pages == null) {
            pass.pages = new Pages(found, pass);
        } else {
            pass.pages.goOn();
        }
        return pass.pages;
    }

    /** Where the reading of a pass is. */
    final class Pages implements Iterator<Page> {

        private final MongoIterable<Document> found;
        private final Pass pass;
        /** Those that were asked for and have not come yet, by their key. */
        private final Map<String, Object> missing = new HashMap<>();

        private final HandedOut handedOut = new HandedOut();
        private Iterator<Document> documents;
        private Iterator<List<Object>> known;
        /** The next page, read while this one is mapped and written. */
        private CompletableFuture<List<Document>> ahead;
        /** The page that was handed out last: that it is done, nobody knows until the next one is asked for. */
        private Page latest;

        private boolean latestAgain;
        private boolean finished;

        Pages(MongoIterable<Document> found, Pass pass) {
            this.found = found;
            this.pass = pass;
            pass.request().documentIds().forEach(id -> missing.put(Keys.document(id), id));
            open();
        }

        private void open() {
            documents = found.iterator();
            ahead = CompletableFuture.completedFuture(read());
        }

        /** A page that was not done comes again; behind a cursor that broke, what was handed out is passed over. */
        private void goOn() {
            latestAgain = latest != null;
            if (ahead.isCompletedExceptionally()) {
                handedOut.close();
                open();
            }
        }

        @Override
        public boolean hasNext() {
            return (latestAgain || !finished) && !pass.stopped();
        }

        @Override
        public Page next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            if (!latestAgain) {
                latest = null;
                latest = page(await(ahead));
            }
            latestAgain = false;
            return latest;
        }

        private Page page(List<Document> read) {
            List<Object> gone = read.isEmpty() ? gone() : List.of();
            ahead = read.size() < PAGE
                    ? CompletableFuture.completedFuture(List.of())
                    : CompletableFuture.supplyAsync(this::read, reader);
            read.forEach(this::note);
            handedOut.add(read);
            pass.counts().read(read.size());
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
                Document document = documents.next();
                if (!handedOut.contains(document)) {
                    read.add(document);
                }
            }
            return read;
        }

        private void note(Document document) {
            if (!missing.isEmpty()) {
                missing.remove(Keys.document(document.get("_id")));
            }
            pass.unmapped().look(document);
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
                List<Object> asked = List.copyOf(missing.values());
                checkCollection();
                missing.clear();
                return asked;
            }
            try {
                return withoutDocument();
            } catch (MongoException away) {
                // from the start, since the cursor broke: whose record is gone by now is not in the ledger any more
                known = null;
                throw away;
            }
        }

        private List<Object> withoutDocument() {
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
            if (!gone.isEmpty()) {
                checkCollection();
            }
            return List.copyOf(gone);
        }

        /** A collection whose last document was deleted is there; one that is not is more likely somewhere else. */
        private void checkCollection() {
            if (!source.listCollectionNames().into(new ArrayList<>()).contains(pass.collection())) {
                throw new ConfigurationException(
                        "MongoDB has no collection %s in database %s, though %s is about its documents. Nothing is deleted; check MONGODB_URI and the collection of the mapping."
                                .formatted(
                                        pass.collection(),
                                        source.getName(),
                                        pass.mapping().table()));
            }
        }
    }

    /** Those of the ids that the collection does not hold; to MongoDB, 1 is the same id whatever type of number it has. */
    static Set<Object> gone(MongoCollection<Document> collection, Collection<?> ids) {
        Set<String> there = new HashSet<>();
        if (!ids.isEmpty()) {
            collection
                    .find(Filters.in("_id", ids))
                    .projection(Projections.include("_id"))
                    .forEach(document -> there.add(Keys.document(document.get("_id"))));
        }
        return ids.stream().filter(id -> !there.contains(Keys.document(id))).collect(Collectors.toSet());
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

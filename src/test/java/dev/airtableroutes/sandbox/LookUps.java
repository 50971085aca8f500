package dev.airtableroutes.sandbox;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.memory.MemoryCollection;
import de.bwaldvogel.mongo.backend.memory.MemoryDatabase;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Collection;

/**
 * A database in which a look-up by many ids costs about what it costs a real one. The library finds the documents by its
 * index, and then compares each of them with each id that was asked for, both brought into a canonical form every time.
 */
final class LookUps extends MemoryDatabase {

    private final CursorRegistry cursors;

    LookUps(String name, CursorRegistry cursors) {
        super(name, cursors);
        this.cursors = cursors;
    }

    @Override
    protected MemoryCollection openOrCreateCollection(String name, CollectionOptions options) {
        return new LookedUp(this, name, options, cursors);
    }

    private static final class LookedUp extends MemoryCollection {

        private LookedUp(MongoDatabase database, String name, CollectionOptions options, CursorRegistry cursors) {
            super(database, name, options, cursors);
        }

        @Override
        protected boolean documentMatchesQuery(Document document, Document query) {
            return isAmong(document.get("_id"), query) || super.documentMatchesQuery(document, query);
        }

        /** For texts, which are the same to MongoDB when they are to Java. */
        private static boolean isAmong(Object id, Document query) {
            return id instanceof String
                    && query.size() == 1
                    && query.get("_id") instanceof Document condition
                    && condition.size() == 1
                    && condition.get("$in") instanceof Collection<?> ids
                    && ids.contains(id);
        }
    }
}

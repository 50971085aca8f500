package dev.airtableroutes.sync;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.ledger.TableState;
import dev.airtableroutes.mapping.Mapping;
import dev.airtableroutes.sync.PassRequest.Mode;
import java.time.Duration;
import java.time.Instant;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Decides where passes begin: which documents are read, and what of Airtable has to be read first. */
@Component
class Starts {

    /** Airtable's clock, by which it says what changed, may differ from ours by that much. */
    private static final Duration CLOCKS = Duration.ofMinutes(5);

    private final DeadLetters deadLetters;
    private final MongoDatabase source;
    private final Duration fullEvery;

    Starts(
            DeadLetters deadLetters,
            @Qualifier("source") MongoDatabase source,
            @Value("${sync.full-every}") Duration fullEvery) {
        this.deadLetters = deadLetters;
        this.source = source;
        this.fullEvery = fullEvery;
    }

    /** Where a pass begins that is asked for now. */
    Start of(PassRequest request, SyncedTable synced, TableState known) {
        String fingerprint = synced.fingerprint();
        boolean everything = readsEverything(request, synced.mapping(), fingerprint, known);
        Bson criteria = criteria(request, everything, synced.mapping(), known);
        return new Start(
                source.getName(),
                criteria,
                everything,
                listsRecords(request, fingerprint, known),
                known.underWay(),
                expected(request, everything, synced.mapping(), criteria),
                !deadLetters.none(),
                known.lookedAt() == null ? Instant.EPOCH : known.lookedAt().minus(CLOCKS),
                known.readBackAt(),
                readBackAfter(request, synced.mapping(), fingerprint, known));
    }

    private static boolean listsRecords(PassRequest request, String fingerprint, TableState known) {
        return !known.listed()
                || known.underWay()
                || request.mode() == Mode.RECONCILE
                || request.mode() != Mode.HINTS && SyncedTable.otherColumns(fingerprint, known.mapping());
    }

    private boolean readsEverything(PassRequest request, Mapping mapping, String fingerprint, TableState known) {
        return request.mode() != Mode.HINTS
                && (request.mode() != Mode.CHANGED
                        || mapping.cursor() == null
                        || known.cursor() == null
                        || !known.listed()
                        || !fingerprint.equals(known.mapping())
                        || known.fullAt().plus(fullEvery).isBefore(Instant.now()));
    }

    private static Bson criteria(PassRequest request, boolean everything, Mapping mapping, TableState known) {
        if (request.mode() == Mode.HINTS) {
            return Scan.these(request.documentIds());
        }
        return everything ? Scan.everything() : Scan.changedSince(mapping.cursor(), known.cursor());
    }

    private long expected(PassRequest request, boolean everything, Mapping mapping, Bson criteria) {
        if (request.mode() == Mode.HINTS) {
            return request.documentIds().size();
        }
        MongoCollection<Document> collection = source.getCollection(mapping.collection());
        return everything ? collection.estimatedDocumentCount() : collection.countDocuments(criteria);
    }

    /**
     * From when on people's changes are asked for. A hint comes every few seconds and about a few documents: what people
     * changed can wait for the next pass. Before Airtable's records were listed once, none belongs to a document.
     */
    private Instant readBackAfter(PassRequest request, Mapping mapping, String fingerprint, TableState known) {
        if (mapping.readBack().isEmpty() || request.dryRun() || request.mode() == Mode.HINTS || !known.listed()) {
            return null;
        }
        boolean all = known.readBackAt() == null
                || request.mode() != Mode.CHANGED
                || !fingerprint.equals(known.mapping())
                || known.fullAt() == null
                || known.fullAt().plus(fullEvery).isBefore(Instant.now());
        return all ? Instant.EPOCH : known.readBackAt().minus(CLOCKS);
    }
}

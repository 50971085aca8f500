package dev.airtableroutes.sync;

import com.mongodb.client.MongoDatabase;
import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.ledger.TableState;
import dev.airtableroutes.sync.PassRequest.Mode;
import java.time.Instant;
import java.util.List;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** What a pass leaves when everything is in: the only place that moves a table's cursor. */
@Component
class Endings {

    private final DeadLetters deadLetters;
    private final MongoDatabase state;

    Endings(DeadLetters deadLetters, @Qualifier("state") MongoDatabase state) {
        this.deadLetters = deadLetters;
        this.state = state;
    }

    void remember(Pass pass) {
        String scope = pass.scope();
        // first, since nobody would look again once the cursor is past them
        pass.ledger().lookAgain(scope, pass.mapping().table(), pass.again());
        bury(pass);
        if (pass.request().mode() != Mode.HINTS) {
            if (pass.everything()) {
                TableState.full(state, scope, pass.started(), pass.synced().fingerprint());
            }
            if (pass.nextCursor() != null) {
                TableState.cursor(state, scope, pass.nextCursor());
            }
        }
        if (!pass.peoplesCells().fields().isEmpty()) {
            Instant readBack = pass.takesBack() ? pass.started() : pass.readBackAt();
            TableState.readBack(state, scope, pass.peoplesCells().areAllReadNext() ? null : readBack);
        }
        settle(pass);
    }

    /** Also of a pass that ended early: where each request was answered, the next need not read the table for them. */
    void settle(Pass pass) {
        boolean noted = pass.inDoubt().isNoted();
        if (!pass.leavesDoubt()) {
            if (noted || pass.listsRecords()) {
                TableState.settled(state, pass.scope());
            }
        } else if (!noted) {
            TableState.underWay(state, pass.scope());
        }
    }

    /** Letters about documents that are gone: nothing is left to deliver, and the mapping says what became of the record. */
    private void bury(Pass pass) {
        List<Object> buried = pass.troubled().gone().stream()
                .filter(documentId -> pass.outcomes().lettersOf(documentId).isEmpty())
                .toList();
        if (!buried.isEmpty()) {
            String record =
                    switch (pass.mapping().deleted().policy()) {
                        case keep ->
                            "Its record, if it has one, stays: the mapping keeps the records of deleted documents.";
                        case delete -> "Its record, if it had one, is deleted as well.";
                        case mark -> "Its record, if it has one, is marked.";
                    };
            deadLetters.gone(
                    pass.mapping().table(),
                    buried,
                    "The document is gone from collection " + pass.collection() + ". " + record);
        }
    }
}

package dev.airtableroutes.sync;

import dev.airtableroutes.deadletter.DeadLetters;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Documents that came second with a key. */
final class Duplicates {

    private Duplicates() {}

    /**
     * Those with a letter that says that one of these owners has their key are looked at after the pass. Stored at once: a
     * pass that breaks off, or a kill, leaves nobody behind who would think of them again.
     */
    static void look(Pass pass, DeadLetters deadLetters, Collection<?> owners) {
        if (!owners.isEmpty() && !pass.dryRun()) {
            Set<Object> second = deadLetters.duplicatesOf(pass.mapping().table(), owners);
            pass.ledger().lookAgain(pass.scope(), pass.mapping().table(), List.copyOf(second));
        }
    }
}

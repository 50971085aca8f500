package dev.airtableroutes.sync;

import com.mongodb.client.MongoDatabase;
import dev.airtableroutes.airtable.Answer;
import dev.airtableroutes.airtable.Call;
import dev.airtableroutes.base.Field;
import dev.airtableroutes.deadletter.DeadLetter;
import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.deadletter.DocumentIds;
import dev.airtableroutes.failure.WaitException;
import dev.airtableroutes.ledger.Confirmed;
import dev.airtableroutes.ledger.Conflict;
import dev.airtableroutes.ledger.Encoded;
import dev.airtableroutes.ledger.Entry;
import dev.airtableroutes.ledger.TableState;
import dev.airtableroutes.mapping.Cells;
import dev.airtableroutes.mapping.MatchKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** Turns a batch into a request, and what Airtable answers into what the ledger knows. */
@Component("writes")
public class Writes {

    private final MongoDatabase state;
    private final DeadLetters deadLetters;

    public Writes(@Qualifier("state") MongoDatabase state, DeadLetters deadLetters) {
        this.state = state;
        this.deadLetters = deadLetters;
    }

    /** The request that carries a batch. */
    public Call call(@Body Batch batch) {
        Pass pass = batch.pass();
        pass.called();
        if (batch.kind() == Batch.Kind.DELETE) {
            return Call.delete(
                    pass.base(),
                    pass.table(),
                    batch.changes().stream().map(Change::recordId).toList());
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(
                "records",
                batch.changes().stream().map(change -> record(pass, change)).toList());
        if (batch.changes().stream().anyMatch(Change::newOptions)) {
            json.put("typecast", true);
        }
        if (batch.create()) {
            return Call.write(pass.base(), pass.table(), "POST", json);
        }
        mergeField(batch)
                .ifPresent(field -> json.put(
                        "performUpsert",
                        Map.of(
                                "fieldsToMergeOn",
                                List.of(pass.table().fields().get(field).name()))));
        return Call.write(pass.base(), pass.table(), "PATCH", json);
    }

    /** One request merges on one field. */
    private static Optional<String> mergeField(Batch batch) {
        return batch.changes().stream()
                .map(Change::mergeField)
                .filter(Objects::nonNull)
                .findFirst();
    }

    private static Map<String, Object> record(Pass pass, Change change) {
        Map<String, Object> fields = new LinkedHashMap<>();
        change.cells().forEach((key, value) -> {
            Field field = pass.table().fields().get(key);
            fields.put(field.name(), Cells.toAirtable(field, value));
        });
        Map<String, Object> record = new LinkedHashMap<>();
        if (!change.creation()) {
            record.put("id", change.recordId());
        }
        record.put("fields", fields);
        return record;
    }

    /** Notes that records without a key are about to be created: should the answer be lost, they are looked for. */
    public Batch underWay(@Body Batch batch) {
        Pass pass = batch.pass();
        TableState.underWay(state, pass.scope(), true);
        pass.underWay();
        pass.ledger()
                .underWay(
                        pass.scope(),
                        batch.changes().stream()
                                .map(change -> underWay(pass, change.entry()))
                                .toList());
        return batch;
    }

    private static Entry underWay(Pass pass, Entry entry) {
        long tries = pass.tries(entry.documentId()) + 1;
        return new Entry(entry.documentId(), null, entry.cells(), entry.keys(), tries);
    }

    /**
     * Believes an answer only if it accounts for every record of the batch.
     *
     * @throws WaitException when it does not: the request has to be made again
     */
    public Answer accountFor(@Body Answer answer, @ExchangeProperty("batch") Batch batch) {
        if (answer.rejected() || answer.missing()) {
            return answer;
        }
        Set<Object> named =
                answer.records().stream().map(record -> record.get("id")).collect(Collectors.toSet());
        Map<String, String> ids = idsByKey(answer, batch);
        for (int i = 0; i < batch.changes().size(); i++) {
            Change change = batch.changes().get(i);
            if (!change.creation() && !named.contains(change.recordId())) {
                throw unaccounted(batch, change);
            }
            if (change.creation()) {
                createdId(answer, batch, i, ids);
            }
        }
        return answer;
    }

    /**
     * Writes down what Airtable confirmed; only now is it known.
     *
     * @return dead letters for documents whose record turned out to be another document's
     */
    public List<DeadLetter> confirm(@Body Answer answer, @ExchangeProperty("batch") Batch batch) {
        Pass pass = batch.pass();
        if (batch.kind() == Batch.Kind.DELETE) {
            pass.ledger()
                    .forget(
                            pass.scope(),
                            batch.changes().stream().map(Change::documentId).toList());
            batch.changes().forEach(change -> pass.written(change, batch.kind()));
            return List.of();
        }
        List<Confirmed> confirmed = new ArrayList<>();
        Map<String, String> ids = idsByKey(answer, batch);
        for (int i = 0; i < batch.changes().size(); i++) {
            Change change = batch.changes().get(i);
            Entry entry = change.entry();
            String recordId = change.creation() ? createdId(answer, batch, i, ids) : change.recordId();
            confirmed.add(new Confirmed(
                    new Entry(entry.documentId(), recordId, entry.cells(), entry.keys(), entry.fingerprint()),
                    change.gainedKeys(),
                    change.releasedKeys(),
                    change.isNew(),
                    change.isNew() && !change.creation()));
        }
        Duplicates.look(
                pass,
                deadLetters,
                batch.changes().stream()
                        .filter(change -> !change.releasedKeys().isEmpty())
                        .map(Change::documentId)
                        .toList());
        List<Conflict> conflicts = pass.ledger().confirm(pass.scope(), confirmed);
        Set<Object> refused = conflicts.stream().map(Conflict::documentId).collect(Collectors.toSet());
        List<Change> delivered = new ArrayList<>();
        for (int i = 0; i < batch.changes().size(); i++) {
            Change change = batch.changes().get(i);
            pass.unreserve(change.entry());
            if (!refused.contains(change.documentId())) {
                pass.written(change, batch.kind());
                delivered.add(change);
                overwrittenToo(pass, confirmed.get(i).entry());
            }
        }
        resolveLetters(pass, delivered);
        Map<Object, Change> changes =
                batch.changes().stream().collect(Collectors.toMap(Change::documentId, Function.identity()));
        return conflicts.stream()
                .map(conflict -> conflict(pass, conflict, changes.get(conflict.documentId())))
                .toList();
    }

    private static WaitException unaccounted(Batch batch, Change change) {
        return new WaitException("Airtable's answer to the request to write to "
                + batch.pass().mapping().table() + " does not name the record of document "
                + change.documentId());
    }

    private void resolveLetters(Pass pass, List<Change> delivered) {
        List<Object> troubled = delivered.stream()
                .filter(change -> !change.mark())
                .map(Change::documentId)
                .filter(pass::troubled)
                .toList();
        if (!troubled.isEmpty() && !pass.dryRun()) {
            deadLetters.delivered(pass.mapping().table(), troubled, pass.lettersOfAll(troubled));
        }
    }

    /** Creations that were found or made by key: their ids, by the normalised key. */
    private static Map<String, String> idsByKey(Answer answer, Batch batch) {
        String mergeField = mergeField(batch).orElse(null);
        Map<String, String> ids = new HashMap<>();
        if (mergeField != null) {
            Field field = batch.pass().table().fields().get(mergeField);
            for (Map<String, Object> record : answer.records()) {
                Object cell = ((Map<?, ?>) record.get("fields")).get(field.name());
                ids.put(MatchKey.normalise(Cells.fromAirtable(field, cell)), (String) record.get("id"));
            }
        }
        return ids;
    }

    private static String createdId(Answer answer, Batch batch, int index, Map<String, String> ids) {
        Change change = batch.changes().get(index);
        String id = null;
        if (batch.create() && answer.records().size() == batch.changes().size()) {
            id = (String) answer.records().get(index).get("id");
        } else if (!batch.create()) {
            id = ids.get(MatchKey.normalise(change.cells().get(change.mergeField())));
        }
        if (id == null) {
            throw unaccounted(batch, change);
        }
        return id;
    }

    /** What was meant for a new document stands in the record of another: that one's cells are written anew after this pass. */
    private static void overwritten(Pass pass, Conflict conflict, Change change) {
        Set<String> fields = new HashSet<>(change.cells().keySet());
        fields.retainAll(pass.comparedFields());
        pass.overwritten.note(conflict.ownerId(), fields);
        synchronized (pass.overwritten) {
            Entry owner = pass.ledger()
                    .entries(pass.scope(), List.of(conflict.ownerId()), true)
                    .get(conflict.ownerId());
            if (owner != null) {
                // one that has the mark was looked at already, and could not be mended: the two must not call each
                // other for ever
                boolean first = !owner.cells().containsValue(Encoded.anothers());
                markAnothers(pass, owner, fields, first);
            }
        }
    }

    /** The change of a document in whose record another one was written in the same pass. */
    private static void overwrittenToo(Pass pass, Entry confirmed) {
        Set<String> fields = pass.overwritten.of(confirmed.documentId());
        if (!fields.isEmpty()) {
            synchronized (pass.overwritten) {
                markAnothers(pass, confirmed, fields, true);
            }
        }
    }

    /** The look is stored first: with the mark alone nobody would come to mend it. */
    private static void markAnothers(Pass pass, Entry owner, Set<String> fields, boolean look) {
        if (look) {
            pass.ledger().lookAgain(pass.scope(), pass.mapping().table(), List.of(owner.documentId()));
        }
        Map<String, String> cells = new HashMap<>(owner.cells());
        fields.forEach(field -> cells.put(field, Encoded.anothers()));
        pass.ledger()
                .agreed(pass.scope(), List.of(new Entry(owner.documentId(), owner.recordId(), cells, owner.keys(), 0)));
    }

    private static DeadLetter conflict(Pass pass, Conflict conflict, Change change) {
        overwritten(pass, conflict, change);
        String owner = DocumentIds.text(conflict.ownerId());
        DeadLetter letter = DeadLetter.of(
                pass.mapping().table(),
                conflict.documentId(),
                DeadLetter.Kind.DUPLICATE_KEY,
                null,
                null,
                List.of(owner, conflict.recordId()),
                "Airtable found record %s by the key of this document, since somebody had typed that key there, and wrote into it; document %s owns the record. Right after this pass its cells are written anew, and this document gets a record of its own.%s"
                        .formatted(conflict.recordId(), owner, onlyPeopleCanMend(pass, change)));
        pass.deadLettered(letter);
        return letter;
    }

    /** What people's columns said before, nobody here knows. */
    private static String onlyPeopleCanMend(Pass pass, Change change) {
        Set<String> written = new TreeSet<>(change.cells().keySet());
        written.retainAll(pass.onceFields());
        return written.isEmpty()
                ? ""
                : " Look at the %s of the record yourself: the mapping sets that on creation only; the record's history in Airtable says what it was."
                        .formatted(String.join(", ", written));
    }
}

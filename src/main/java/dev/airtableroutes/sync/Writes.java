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
import dev.airtableroutes.ledger.Keys;
import dev.airtableroutes.ledger.TableState;
import dev.airtableroutes.mapping.Cells;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.component.http.HttpMethods;
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
        pass.counts().called();
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
        if (batch.changes().stream().anyMatch(change -> change.payload().needsNewOptions())) {
            json.put("typecast", true);
        }
        if (batch.create()) {
            return Call.write(pass.base(), pass.table(), HttpMethods.POST, json);
        }
        batch.mergeField()
                .ifPresent(field -> json.put(
                        "performUpsert",
                        Map.of(
                                "fieldsToMergeOn",
                                List.of(pass.table().fields().get(field).name()))));
        return Call.write(pass.base(), pass.table(), HttpMethods.PATCH, json);
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

    /**
     * Notes, for a whole page at once, that something is about to be sent, which records are to be created by which keys, and
     * which are to be taken over: should an answer be lost, or the process be killed, the next pass reads the table first and
     * finds what was written, whatever becomes of the keys meanwhile, and though the documents be as they were before.
     */
    public ChangedPage note(@Body ChangedPage page) {
        Pass pass = page.pass();
        List<Change> changes = Stream.concat(
                        page.changes().stream(),
                        pass.carried.values().stream().flatMap(carried -> carried.values().stream()))
                .toList();
        if (!(changes.isEmpty() && page.deletions().isEmpty()) && !pass.dryRun()) {
            TableState.sends(
                    state,
                    pass.scope(),
                    changes.stream()
                            .map(Change::underWay)
                            .filter(Objects::nonNull)
                            .toList());
            pass.inDoubt().noted();
        }
        return page;
    }

    /** Notes which records without a key are about to be created: should the answer be lost, they are looked for. */
    public Batch underWay(@Body Batch batch) {
        Pass pass = batch.pass();
        pass.ledger()
                .underWay(
                        pass.scope(),
                        batch.changes().stream()
                                .map(change -> underWay(pass, change.entry()))
                                .toList());
        return batch;
    }

    private static Entry underWay(Pass pass, Entry entry) {
        long tries = pass.inDoubt().tries(entry.documentId()) + 1;
        return Entry.underWay(entry.documentId(), entry.cells(), entry.keys(), tries);
    }

    /**
     * Believes an answer only if it accounts for every record of the batch.
     *
     * @throws WaitException when it does not: the request has to be made again
     */
    public Answer accountFor(@Body Answer answer, @ExchangeProperty("sent") Batch batch) {
        if (answer.rejected() || answer.missing()) {
            return answer;
        }
        new WrittenRecords(answer, batch).check();
        return answer;
    }

    /**
     * The cells that waited, for the records that have none there, and for those that Airtable has just made, where a value is
     * the column's default. What people typed stays, and so does the record of another document, into which Airtable has
     * merged a new one.
     */
    public Batch fill(@Body Answer answer, @ExchangeProperty("batch") Batch batch) {
        Pass pass = batch.pass();
        WrittenRecords records = new WrittenRecords(answer, batch);
        Set<String> others = recordsOfOthers(pass, answer, batch, records);
        List<Change> filling = new ArrayList<>();
        for (int i = 0; i < batch.changes().size(); i++) {
            Change change = batch.changes().get(i);
            String id = records.id(i);
            Map<?, ?> found = records.cells(id);
            if (change.payload().fills() && !others.contains(id)) {
                boolean made = answer.created().contains(id);
                filling.add(change.filling(
                        id,
                        field -> made
                                || found.get(pass.table().fields().get(field).name()) == null));
            }
        }
        filling.removeIf(change -> change.cells().isEmpty());
        return batch.following(filling);
    }

    private static Set<String> recordsOfOthers(Pass pass, Answer answer, Batch batch, WrittenRecords records) {
        Map<String, Object> merged = new HashMap<>();
        for (int i = 0; i < batch.changes().size(); i++) {
            if (batch.changes().get(i).creation() && !answer.created().contains(records.id(i))) {
                merged.put(Keys.record(records.id(i)), batch.changes().get(i).documentId());
            }
        }
        Set<String> others = new HashSet<>();
        pass.ledger().claims(pass.scope(), merged.keySet()).forEach((key, claim) -> {
            if (claim.owned() && !claim.documentId().equals(merged.get(key))) {
                others.add(claim.recordId());
            }
        });
        return others;
    }

    /** Where that went well, what the batch itself was answered. */
    public Answer filled(@Body Answer filled, @ExchangeProperty("written") Answer written) {
        return filled.rejected() || filled.missing() ? filled : written;
    }

    /**
     * Writes down what Airtable confirmed; only now is it known.
     *
     * @return dead letters for documents whose record turned out to be another document's
     */
    public List<DeadLetter> confirm(@Body Answer answer, @ExchangeProperty("batch") Batch batch) {
        if (batch.kind() == Batch.Kind.DELETE) {
            forget(batch);
            return List.of();
        }
        Pass pass = batch.pass();
        List<Confirmed> confirmed = confirmed(answer, batch);
        Duplicates.look(
                pass,
                deadLetters,
                batch.changes().stream()
                        .filter(change -> !change.releasedKeys().isEmpty())
                        .map(Change::documentId)
                        .toList());
        GivenUpKeys.handOver(pass, deadLetters, confirmed);
        List<Conflict> conflicts = pass.ledger().confirm(pass.scope(), confirmed);
        Set<Object> refused = conflicts.stream().map(Conflict::documentId).collect(Collectors.toSet());
        List<Change> delivered = new ArrayList<>();
        for (int i = 0; i < batch.changes().size(); i++) {
            Change change = batch.changes().get(i);
            if (!refused.contains(change.documentId())) {
                delivered.add(change);
                pass.overwritten().confirmed(confirmed.get(i).entry());
            }
        }
        resolveLetters(pass, delivered);
        Map<Object, Change> changes =
                batch.changes().stream().collect(Collectors.toMap(Change::documentId, Function.identity()));
        List<DeadLetter> letters = conflicts.stream()
                .map(conflict -> conflict(pass, conflict, changes.get(conflict.documentId())))
                .toList();
        // last, since all of this is repeated when MongoDB fails in between, and nothing counts twice
        batch.changes().forEach(change -> pass.reserved().release(change.entry()));
        batch.changes().forEach(pass.newOptions()::confirmed);
        delivered.stream()
                .filter(change -> change.payload().leavesNewOptionsForLater())
                .map(Change::documentId)
                .forEach(pass::lookAgain);
        delivered.forEach(change -> pass.written(change, batch.kind()));
        return letters;
    }

    private static void forget(Batch batch) {
        Pass pass = batch.pass();
        pass.ledger()
                .forget(
                        pass.scope(),
                        batch.changes().stream().map(Change::documentId).toList(),
                        pass.synced().linkedFrom());
        batch.changes().forEach(change -> pass.written(change, batch.kind()));
    }

    private static List<Confirmed> confirmed(Answer answer, Batch batch) {
        WrittenRecords records = new WrittenRecords(answer, batch);
        List<Confirmed> confirmed = new ArrayList<>();
        for (int i = 0; i < batch.changes().size(); i++) {
            Change change = batch.changes().get(i);
            Entry sent = change.entry();
            String id = records.id(i);
            boolean merged = change.creation()
                    && !batch.create()
                    && !batch.pass().dryRun()
                    && !answer.created().contains(id);
            Entry entry = new Entry(sent.documentId(), id, sent.cells(), sent.keys(), sent.fingerprint());
            confirmed.add(new Confirmed(
                    merged ? withWhatWasTyped(batch.pass(), entry, records.cells(id)) : entry,
                    change.gainedKeys(),
                    change.releasedKeys(),
                    change.isNew(),
                    change.isNew() && !change.creation()));
        }
        return confirmed;
    }

    /** A record that somebody had typed, with its cells that were not sent: another look clears those that have to go. */
    private static Entry withWhatWasTyped(Pass pass, Entry sent, Map<?, ?> found) {
        Map<String, String> typed = typed(pass, sent, found);
        if (typed.isEmpty()) {
            return sent;
        }
        pass.lookAgain(sent.documentId());
        typed.putAll(sent.cells());
        return new Entry(sent.documentId(), sent.recordId(), typed, sent.keys(), 0);
    }

    private static Map<String, String> typed(Pass pass, Entry sent, Map<?, ?> found) {
        Map<String, String> typed = new HashMap<>();
        for (String key : pass.synced().comparedFields()) {
            Field field = pass.table().fields().get(key);
            String text = Encoded.listed(Cells.fromAirtable(field, found.get(field.name())));
            if (text != null && !sent.cells().containsKey(key)) {
                typed.put(key, text);
            }
        }
        typed.keySet().removeAll(pass.peoplesCells().fields());
        return typed;
    }

    private void resolveLetters(Pass pass, List<Change> delivered) {
        List<Object> troubled = delivered.stream()
                .filter(change -> !change.mark())
                .map(Change::documentId)
                .filter(pass.troubled()::contains)
                .toList();
        if (!troubled.isEmpty() && !pass.dryRun()) {
            deadLetters.delivered(
                    pass.mapping().table(), troubled, pass.outcomes().lettersOfAll(troubled));
        }
    }

    private static DeadLetter conflict(Pass pass, Conflict conflict, Change change) {
        pass.overwritten().note(conflict, change);
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
        written.retainAll(pass.synced().onceFields());
        written.removeAll(change.payload().ifEmpty());
        return written.isEmpty()
                ? ""
                : " Look at the %s of the record yourself: the mapping sets that on creation only; the record's history in Airtable says what it was."
                        .formatted(String.join(", ", written));
    }
}

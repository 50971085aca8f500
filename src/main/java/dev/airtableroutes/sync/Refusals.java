package dev.airtableroutes.sync;

import dev.airtableroutes.airtable.Answer;
import dev.airtableroutes.base.Field;
import dev.airtableroutes.base.FieldType;
import dev.airtableroutes.deadletter.DeadLetter;
import dev.airtableroutes.deadletter.DeadLetter.Kind;
import dev.airtableroutes.failure.ConfigurationException;
import dev.airtableroutes.mapping.Invalid;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** A record that Airtable refuses, alone at last: what becomes of it. */
@Component("refusals")
public class Refusals {

    private static final Set<String> NO_SUCH_RECORD = Set.of("ROW_DOES_NOT_EXIST", "MODEL_ID_NOT_FOUND");

    /** Longest value that a dead letter shows. */
    private static final int LONGEST = 200;

    /**
     * What becomes of a refused record.
     *
     * @param deadLetter what a person has to know; or null
     * @param retry what of it can go out after all; or null
     */
    public record Judgement(DeadLetter deadLetter, Batch retry) {

        static final Judgement DONE = new Judgement(null, null);
    }

    /**
     * Judges a batch of one: leaves out a cell that is at fault, forgets a record that is gone, or gives up.
     *
     * @throws ConfigurationException when so many records were refused in the same words that it is none of them
     */
    public Judgement judge(@Body Answer answer, @ExchangeProperty("batch") Batch batch) {
        Pass pass = batch.pass();
        Change change = batch.changes().get(0);
        Answer.Rejection rejection = answer.rejection();
        if (NO_SUCH_RECORD.contains(rejection.type()) && concerns(rejection, change)) {
            recordIsGone(batch, change);
            return Judgement.DONE;
        }
        if (rejection.message().contains("Cannot update more than one record")) {
            return giveUp(
                    pass,
                    change,
                    Kind.AMBIGUOUS,
                    change.mergeField(),
                    null,
                    rejection,
                    "Airtable has several records with this key. Merge them, then sync with --reconcile.");
        }
        Optional<String> field = fieldAtFault(pass, change, rejection);
        if (field.isPresent() && canDoWithout(pass, change, field.get())) {
            DeadLetter letter = letter(
                    pass,
                    change,
                    Kind.CELL,
                    field.get(),
                    shown(change.cells().get(field.get())),
                    rejection,
                    "Airtable refuses this cell: " + rejection.message() + ". The record went out without it.");
            pass.deadLettered(letter);
            return new Judgement(letter, new Batch(pass, batch.kind(), List.of(change.without(field.get()))));
        }
        boolean exhausted = "EXHAUSTED".equals(rejection.type());
        if (field.isEmpty() && !exhausted && pass.refusedAlike().one(change, rejection) > RefusedAlike.MOST) {
            throw new ConfigurationException(
                    "Airtable refuses to %s any record of %s, whatever is in it, with the words \"%s\" (%d %s). Look there whether the base is full, since every plan limits its records, or a rule of the table or a permission has changed; mend it and sync again. The dead letters that %d of them have by now resolve themselves then."
                            .formatted(
                                    change.creation() ? "create" : "change",
                                    pass.mapping().table(),
                                    rejection.message(),
                                    rejection.status(),
                                    rejection.type(),
                                    RefusedAlike.MOST));
        }
        return giveUp(
                pass,
                change,
                exhausted ? Kind.EXHAUSTED : Kind.RECORD,
                field.orElse(null),
                null,
                rejection,
                "Airtable refuses the record: " + rejection.message() + ".");
    }

    private static void recordIsGone(Batch batch, Change change) {
        Pass pass = batch.pass();
        pass.ledger()
                .forget(
                        pass.scope(),
                        List.of(change.documentId()),
                        pass.synced().linkedFrom());
        pass.ledger().forgetFree(pass.scope(), change.recordId());
        if (batch.kind() == Batch.Kind.DELETE) {
            pass.written(change, batch.kind());
        } else {
            // people deleted the record: the document is new again, and one more look at it creates another
            pass.lookAgain(change.documentId());
        }
    }

    private static boolean concerns(Answer.Rejection rejection, Change change) {
        return change.recordId() != null
                && (rejection.message().contains(change.recordId())
                        || !rejection.message().contains("rec"));
    }

    private static boolean canDoWithout(Pass pass, Change change, String field) {
        return pass.mapping().invalid() != Invalid.reject
                && !pass.mapping().match().contains(field)
                && change.cells().size() > 1;
    }

    /**
     * Airtable names the field in its message, or at least the value: an option, which only a select can have, and rather
     * one that does not offer it; or a record, which only a link can have.
     */
    private static Optional<String> fieldAtFault(Pass pass, Change change, Answer.Rejection rejection) {
        String message = rejection.message();
        return first(pass, change, (field, value) -> message.endsWith(" for field " + field.name()))
                .or(() -> first(pass, change, (field, value) -> message.contains("\"" + field.name() + "\"")))
                .or(() -> first(pass, change, (field, value) -> namesOption(message, field, value, true)))
                .or(() -> first(pass, change, (field, value) -> namesOption(message, field, value, false)))
                .or(() -> first(pass, change, (field, value) -> namesRecord(message, field, value)));
    }

    /** In the order of the table's fields, so that the same record is judged alike each time. */
    private static Optional<String> first(Pass pass, Change change, BiPredicate<Field, Object> atFault) {
        return pass.table().fields().values().stream()
                .filter(field -> change.cells().get(field.key()) != null)
                .filter(field -> atFault.test(field, change.cells().get(field.key())))
                .map(Field::key)
                .findFirst();
    }

    private static boolean namesOption(String message, Field field, Object value, boolean notOffered) {
        if (field.type() != FieldType.singleSelect && field.type() != FieldType.multipleSelects) {
            return false;
        }
        return (value instanceof List<?> list ? list : List.of(value))
                .stream()
                        .filter(option -> !notOffered
                                || field.choices() == null
                                || !field.choices().contains(option))
                        .anyMatch(option -> message.contains("\"\"" + option + "\"\""));
    }

    private static boolean namesRecord(String message, Field field, Object value) {
        return field.type() == FieldType.multipleRecordLinks
                && value instanceof List<?> records
                && records.stream().anyMatch(record -> message.contains(record.toString()));
    }

    private static Judgement giveUp(
            Pass pass,
            Change change,
            Kind kind,
            String field,
            String value,
            Answer.Rejection rejection,
            String reason) {
        DeadLetter letter = letter(pass, change, kind, field, value, rejection, reason);
        pass.deadLettered(letter);
        // where no answer came something may be written, as where the second of two requests was refused, or the second
        // try
        boolean unknown = kind == Kind.EXHAUSTED
                || change.payload().fills()
                || change.payload().newOptionsApart()
                || pass.inDoubt().mayBeThere(change.documentId());
        if (change.underWay() != null) {
            settle(pass, change, unknown);
        }
        if (unknown && !change.creation()) {
            pass.inDoubt().outcomeUnknown();
        }
        // what waits for the document goes on waiting: each of the two would have the other one looked at, for ever
        if (!unknown && !pass.inDoubt().hasRecordWaiting(change.documentId())) {
            pass.reserved().release(change.entry());
            pass.reserved().secondTo(change.documentId()).forEach(pass::lookAgain);
        }
        return new Judgement(letter, null);
    }

    /** A record that may be there, or taken over, is the document's, whatever key that has when it is next looked at. */
    private static void settle(Pass pass, Change change, boolean unknown) {
        if (unknown) {
            pass.ledger().underWay(pass.scope(), List.of(change.underWay()));
        } else if (pass.inDoubt().wasTried(change.documentId()) && pass.listsRecords()) {
            // the table has no record of the earlier try either
            pass.ledger().forget(pass.scope(), List.of(change.documentId()), List.of());
        }
    }

    /** Without a field at fault, any cell of the record may be it. */
    private static DeadLetter letter(
            Pass pass,
            Change change,
            Kind kind,
            String field,
            String value,
            Answer.Rejection rejection,
            String reason) {
        return DeadLetter.refused(
                pass.mapping().table(),
                change.documentId(),
                kind,
                field,
                value,
                fields(change, field),
                rejection.status(),
                rejection.type(),
                reason);
    }

    private static Map<String, String> fields(Change change, String field) {
        return change.cells().entrySet().stream()
                .filter(cell -> field == null || cell.getKey().equals(field))
                .collect(Collectors.toMap(Map.Entry::getKey, cell -> shown(cell.getValue())));
    }

    private static String shown(Object value) {
        String text = String.valueOf(value);
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}

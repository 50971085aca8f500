package dev.airtableroutes.sync;

import dev.airtableroutes.airtable.Answer;
import dev.airtableroutes.base.Field;
import dev.airtableroutes.deadletter.DeadLetter;
import dev.airtableroutes.deadletter.DeadLetter.Kind;
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

    /** Judges a batch of one: leaves out a cell that is at fault, forgets a record that is gone, or gives up. */
    public Judgement judge(@Body Answer answer, @ExchangeProperty("batch") Batch batch) {
        Pass pass = batch.pass();
        Change change = batch.changes().get(0);
        Answer.Rejection rejection = answer.rejection();
        if (NO_SUCH_RECORD.contains(rejection.type()) && concerns(rejection, change)) {
            pass.ledger().forget(pass.scope(), List.of(change.documentId()));
            pass.ledger().forgetFree(pass.scope(), change.recordId());
            if (batch.kind() == Batch.Kind.DELETE) {
                pass.written(change, batch.kind());
            } else {
                // people deleted the record: the document is new again, and one more look at it creates another
                pass.lookAgain(change.documentId());
            }
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
        return giveUp(
                pass,
                change,
                "EXHAUSTED".equals(rejection.type()) ? Kind.EXHAUSTED : Kind.RECORD,
                field.orElse(null),
                null,
                rejection,
                "Airtable refuses the record: " + rejection.message() + ".");
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

    /** Airtable names the field in its message, or at least the value; a value may be called like another field. */
    private static Optional<String> fieldAtFault(Pass pass, Change change, Answer.Rejection rejection) {
        String message = rejection.message();
        return first(pass, change, (field, value) -> message.endsWith(" for field " + field.name()))
                .or(() -> first(pass, change, (field, value) -> message.contains("\"" + field.name() + "\"")))
                .or(() -> first(pass, change, (field, value) -> names(message, value)));
    }

    private static Optional<String> first(Pass pass, Change change, BiPredicate<Field, Object> atFault) {
        return change.cells().entrySet().stream()
                .filter(cell -> atFault.test(pass.table().fields().get(cell.getKey()), cell.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static boolean names(String message, Object value) {
        if (value instanceof List<?> list) {
            return list.stream().anyMatch(item -> names(message, item));
        }
        return value instanceof String text
                && !text.isEmpty()
                && (message.contains("\"\"" + text + "\"\"") || text.startsWith("rec") && message.contains(text));
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
        pass.unreserve(change.entry());
        return new Judgement(letter, null);
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
        return new DeadLetter(
                pass.mapping().table().replace('/', '-'),
                pass.mapping().table(),
                change.documentId(),
                kind,
                field,
                value,
                fields(change, field),
                List.of(),
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

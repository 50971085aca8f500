package dev.airtableroutes.sync;

import dev.airtableroutes.airtable.Answer;
import dev.airtableroutes.base.Field;
import dev.airtableroutes.failure.WaitException;
import dev.airtableroutes.mapping.Cells;
import dev.airtableroutes.mapping.MatchKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The records that Airtable's answer to a batch names: which of them is whose. */
final class WrittenRecords {

    private final Answer answer;
    private final Batch batch;
    /** Creations that were found or made by key: their ids, by the normalised key. */
    private final Map<String, String> idsByKey = new HashMap<>();

    WrittenRecords(Answer answer, Batch batch) {
        this.answer = answer;
        this.batch = batch;
        batch.mergeField().ifPresent(this::readKeys);
    }

    private void readKeys(String mergeField) {
        Field field = batch.pass().table().fields().get(mergeField);
        for (Map<String, Object> record : answer.records()) {
            if (record.get("fields") instanceof Map<?, ?> cells) {
                Object key = Cells.fromAirtable(field, cells.get(field.name()));
                idsByKey.put(MatchKey.normalise(key), (String) record.get("id"));
            }
        }
    }

    /** @throws WaitException when the answer leaves out a record of the batch */
    void check() {
        Set<Object> named =
                answer.records().stream().map(record -> record.get("id")).collect(Collectors.toSet());
        for (int i = 0; i < batch.changes().size(); i++) {
            Change change = batch.changes().get(i);
            if (!change.creation() && !named.contains(change.recordId())) {
                throw unaccounted(change);
            }
            id(i);
        }
    }

    /**
     * The id of the record of a change.
     *
     * @param index of the change in the batch
     * @throws WaitException when the answer does not tell which record was made
     */
    String id(int index) {
        Change change = batch.changes().get(index);
        return change.creation() ? createdId(change, index) : change.recordId();
    }

    /** What a record has by now, by Airtable's names. */
    Map<?, ?> cells(String id) {
        return answer.records().stream()
                .filter(record -> id.equals(record.get("id")))
                .map(record -> (Map<?, ?>) record.getOrDefault("fields", Map.of()))
                .findFirst()
                .orElse(Map.of());
    }

    private String createdId(Change change, int index) {
        String id = null;
        if (batch.create() && answer.records().size() == batch.changes().size()) {
            id = (String) answer.records().get(index).get("id");
        } else if (!batch.create()) {
            id = idsByKey.get(MatchKey.normalise(change.cells().get(change.mergeField())));
        }
        if (id == null) {
            throw unaccounted(change);
        }
        return id;
    }

    private WaitException unaccounted(Change change) {
        return new WaitException("Airtable's answer to the request to write to "
                + batch.pass().mapping().table() + " does not name the record of document "
                + change.documentId());
    }
}

package dev.airtableroutes.sync;

import dev.airtableroutes.airtable.Answer;
import dev.airtableroutes.mapping.Cells;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.springframework.stereotype.Component;

/** A dry run's stand-in for Airtable: everything that was checked before would be accepted. */
@Component("dryRunAirtable")
public class DryRunAirtable {

    private final AtomicLong created = new AtomicLong();

    public Answer answer(@Body Batch batch) {
        batch.pass().counts().called();
        if (batch.newOptionsApart()) {
            batch.pass().counts().called();
        }
        if (batch.fills()) {
            Batch filling = batch.following(batch.changes().stream()
                    .filter(change -> change.payload().fills())
                    .map(change -> change.filling(change.recordId(), field -> true))
                    .toList());
            Stream.of(filling.withoutNewOptions(), filling.withNewOptions())
                    .filter(part -> !part.changes().isEmpty())
                    .forEach(part -> batch.pass().counts().called());
        }
        List<Map<String, Object>> records = batch.changes().stream()
                .map(change -> record(batch.pass(), change))
                .toList();
        return Answer.of(Map.of("records", records));
    }

    private Map<String, Object> record(Pass pass, Change change) {
        Map<String, Object> fields = new HashMap<>();
        if (change.mergeField() != null) {
            fields.put(
                    pass.table().fields().get(change.mergeField()).name(),
                    Cells.toAirtable(
                            pass.table().fields().get(change.mergeField()),
                            change.cells().get(change.mergeField())));
        }
        String id = change.creation() ? "planned-" + created.incrementAndGet() : change.recordId();
        return Map.of("id", id, "fields", fields);
    }
}

package dev.airtableroutes.sync;

import dev.airtableroutes.airtable.Gates;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.springframework.stereotype.Component;

/** Cuts changes into batches of ten, since a request counts the same however full it is. */
@Component("batches")
public class Batches {

    private final Gates gates;

    public Batches(Gates gates) {
        this.gates = gates;
    }

    /**
     * The full batches of a page, together with what earlier pages left over. A rest that does not fill a batch waits for
     * the next page, unless there is none or the base would stand idle meanwhile.
     */
    public List<Batch> tens(@Body ChangedPage page) {
        Pass pass = page.pass();
        for (Change change : page.changes()) {
            waiting(pass, key(pass, change)).add(change);
        }
        waiting(pass, Batch.Kind.DELETE.name()).addAll(page.deletions());
        boolean rest = page.last() || gates.idle(pass.base().id());
        List<Batch> batches = new ArrayList<>();
        for (Map.Entry<String, List<Change>> group : pass.carried.entrySet()) {
            cut(pass, kind(group.getKey()), group.getValue(), rest, batches);
        }
        return batches;
    }

    private static void cut(Pass pass, Batch.Kind kind, List<Change> changes, boolean rest, List<Batch> batches) {
        int from = 0;
        while (changes.size() - from >= Batch.SIZE || rest && from < changes.size()) {
            int to = Math.min(from + Batch.SIZE, changes.size());
            batches.add(new Batch(pass, kind, changes.subList(from, to)));
            from = to;
        }
        changes.subList(0, from).clear();
    }

    private static List<Change> waiting(Pass pass, String group) {
        return pass.carried.computeIfAbsent(group, name -> new ArrayList<>());
    }

    /** One request merges on one field: creations that are found by different fields travel apart. */
    private static String key(Pass pass, Change change) {
        if (!change.creation()) {
            return Batch.Kind.UPSERT + " " + pass.mapping().match().get(0);
        }
        if (change.mergeField() != null) {
            return Batch.Kind.UPSERT + " " + change.mergeField();
        }
        // one of ten that no answer came for may be the cause: they go out one by one
        return pass.tries(change.documentId()) > 0
                ? Batch.Kind.CREATE + " " + change.documentId()
                : Batch.Kind.CREATE.name();
    }

    private static Batch.Kind kind(String group) {
        int blank = group.indexOf(' ');
        return Batch.Kind.valueOf(blank < 0 ? group : group.substring(0, blank));
    }
}

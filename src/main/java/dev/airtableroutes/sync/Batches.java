package dev.airtableroutes.sync;

import dev.airtableroutes.airtable.Gates;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
        page.changes().forEach(change -> carry(pass, group(pass, change), change));
        page.deletions().forEach(deletion -> carry(pass, Batch.Kind.DELETE.name(), deletion));
        boolean rest = page.last() || gates.idle(pass.base().id());
        List<Batch> batches = new ArrayList<>();
        for (Map.Entry<String, Map<Object, Change>> group : pass.carried.entrySet()) {
            cut(pass, kind(group.getKey()), group.getValue(), rest, batches);
        }
        pass.carried.values().removeIf(Map::isEmpty);
        return batches;
    }

    /** A document has one change at most: with two in a request, nobody could tell whose record is which. */
    private static void carry(Pass pass, String group, Change change) {
        pass.carried.values().forEach(others -> others.remove(change.documentId()));
        pass.carried.computeIfAbsent(group, name -> new LinkedHashMap<>()).put(change.documentId(), change);
    }

    private static void cut(
            Pass pass, Batch.Kind kind, Map<Object, Change> carried, boolean rest, List<Batch> batches) {
        List<Change> changes = List.copyOf(carried.values());
        int from = 0;
        while (changes.size() - from >= Batch.SIZE || rest && from < changes.size()) {
            int to = Math.min(from + Batch.SIZE, changes.size());
            batches.add(new Batch(pass, kind, changes.subList(from, to)));
            from = to;
        }
        changes.subList(0, from).forEach(change -> carried.remove(change.documentId()));
    }

    /** What needs new options travels apart from what needs none: Airtable makes any that such a request names. */
    private static String group(Pass pass, Change change) {
        return key(pass, change) + (change.payload().needsNewOptions() ? " and new options" : "");
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
        return pass.inDoubt().tries(change.documentId()) > 0
                ? Batch.Kind.CREATE + " " + change.documentId()
                : Batch.Kind.CREATE.name();
    }

    private static Batch.Kind kind(String group) {
        int blank = group.indexOf(' ');
        return Batch.Kind.valueOf(blank < 0 ? group : group.substring(0, blank));
    }
}

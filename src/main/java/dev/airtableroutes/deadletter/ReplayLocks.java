package dev.airtableroutes.deadletter;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.Updates;
import dev.airtableroutes.deadletter.Letter.Event;
import dev.airtableroutes.deadletter.Letter.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Which letters replays have in hand, so that none is in two.
 *
 * <pre>
 * replays  {_id: letter, at, serves}   an id is taken once; serves: by a server, not by a command
 * </pre>
 */
@Component
public class ReplayLocks {

    private static final int DUPLICATE_KEY = 11000;
    private static final int LETTERS_TOGETHER = 500;
    /** Longer than anything takes that goes on by itself. */
    private static final Duration WAITS = Duration.ofDays(1);

    private final LetterStore store;
    private final MongoCollection<Document> replays;
    private final boolean serves;

    @Autowired
    public ReplayLocks(
            DeadLetters deadLetters,
            @Qualifier("state") MongoDatabase state,
            @Value("${sync.serve:true}") boolean serves) {
        this.store = deadLetters.store();
        this.replays = state.getCollection("replays");
        this.serves = serves;
    }

    /** Those of a server. */
    public ReplayLocks(DeadLetters deadLetters, MongoDatabase state) {
        this(deadLetters, state, true);
    }

    /**
     * Takes letters in hand for a replay; each can be in one hand only.
     *
     * @return those that nobody else has in hand
     */
    public List<Letter> take(List<Letter> wanted, String by) {
        if (wanted.isEmpty()) {
            return List.of();
        }
        Instant now = Instant.now();
        Set<String> others = new HashSet<>();
        try {
            replays.insertMany(
                    wanted.stream()
                            .map(letter -> new Document("_id", letter.id())
                                    .append("at", Date.from(now))
                                    .append("serves", serves))
                            .toList(),
                    new InsertManyOptions().ordered(false));
        } catch (MongoBulkWriteException taken) {
            taken.getWriteErrors().forEach(error -> {
                if (error.getCode() != DUPLICATE_KEY) {
                    throw taken;
                }
                others.add(wanted.get(error.getIndex()).id());
            });
        }
        List<String> ours = wanted.stream()
                .map(Letter::id)
                .filter(id -> !others.contains(id))
                .toList();
        // since they were read, another replay may have had them and be done
        List<Letter> still = store.find(ours).stream()
                .filter(letter -> letter.state() != State.RESOLVED)
                .toList();
        Set<String> stillIds = still.stream().map(Letter::id).collect(Collectors.toSet());
        release(ours.stream().filter(id -> !stillIds.contains(id)).toList());
        store.move(stillIds, State.REPLAYED, new Event(now, "replayed", by, null));
        return still;
    }

    /**
     * Lets letters go after a replay: those that were neither resolved nor found wrong again are open again.
     *
     * @param notes by letter, why it was not delivered
     * @return the letters as they are now
     */
    public List<Letter> letGo(Collection<String> ids, Map<String, String> notes) {
        Instant now = Instant.now();
        List<Letter> found = store.find(ids);
        List<String> undelivered = found.stream()
                .filter(letter -> letter.state() == State.REPLAYED)
                .map(Letter::id)
                .toList();
        Map<String, List<String>> byNote =
                undelivered.stream().collect(Collectors.groupingBy(id -> String.valueOf(notes.get(id))));
        byNote.forEach((note, letters) -> store.move(
                letters,
                State.REPLAYED,
                State.OPEN,
                new Event(now, "not delivered", null, Shown.reason(notes.get(letters.get(0))))));
        release(ids);
        found.removeIf(letter -> letter.state() == State.REPLAYED);
        found.addAll(store.find(undelivered));
        return found;
    }

    /**
     * Lets a letter go whose question was put again. Where the answer was quicker, its word holds.
     *
     * @return the letter as it is now; empty when it is gone
     */
    public Optional<Letter> letGo(String id, Again again) {
        if (again.state() == State.OPEN) {
            return letGo(List.of(id), Map.of(id, again.what())).stream().findFirst();
        }
        Instant now = Instant.now();
        if (again.state() == State.RESOLVED) {
            store.move(
                    List.of(id),
                    State.REPLAYED,
                    State.RESOLVED,
                    new Event(now, "resolved", null, again.what()),
                    Updates.set("resolvedAt", now));
        } else {
            store.move(List.of(id), State.REPLAYED, State.REPLAYED, new Event(now, "under way", null, again.what()));
        }
        release(List.of(id));
        return store.find(id);
    }

    private void release(Collection<String> ids) {
        if (!ids.isEmpty()) {
            replays.deleteMany(Filters.in("_id", ids));
        }
    }

    /**
     * Opens letters whose replay has come to nothing for a day, such as those that wait for the next month of a cap: a person
     * is to know of them. Whatever comes of the replay later resolves them all the same.
     */
    public void openWaiting() {
        List<Letter> waiting = store.inStateSince(State.REPLAYED, WAITS, LETTERS_TOGETHER);
        while (!waiting.isEmpty()) {
            Map<String, String> notes = new HashMap<>();
            waiting.forEach(letter -> notes.put(letter.id(), waiting(letter)));
            letGo(notes.keySet(), notes);
            waiting = store.inStateSince(State.REPLAYED, WAITS, LETTERS_TOGETHER);
        }
    }

    private static String waiting(Letter letter) {
        String last = letter.history().isEmpty()
                ? null
                : letter.history().get(letter.history().size() - 1).note();
        return "Nothing has come of the replay for a day." + (last == null ? "" : " " + last);
    }

    /** Opens letters that a replay took in hand so long ago that it must have been killed. */
    public void letGoOlderThan(Duration age) {
        letGo(Filters.lte("at", Date.from(Instant.now().minus(age))));
    }

    /** Opens letters that a server had in hand which is gone. What a command has in hand beside it stays there. */
    public void letGoOfServer() {
        letGo(Filters.ne("serves", false));
    }

    private void letGo(Bson which) {
        List<String> abandoned = new ArrayList<>();
        replays.find(which).forEach(replay -> abandoned.add(replay.getString("_id")));
        for (int from = 0; from < abandoned.size(); from += LETTERS_TOGETHER) {
            List<String> some = abandoned.subList(from, Math.min(from + LETTERS_TOGETHER, abandoned.size()));
            letGo(
                    some,
                    some.stream()
                            .collect(Collectors.toMap(id -> id, id -> "The application stopped during the replay.")));
        }
    }
}

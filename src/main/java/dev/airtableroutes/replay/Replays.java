package dev.airtableroutes.replay;

import com.mongodb.MongoException;
import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.deadletter.Letter.State;
import dev.airtableroutes.deadletter.LetterFilter;
import dev.airtableroutes.deadletter.ReplayLocks;
import dev.airtableroutes.failure.ConflictException;
import dev.airtableroutes.failure.MongoTrouble;
import dev.airtableroutes.failure.UnknownException;
import dev.airtableroutes.provider.Providers;
import dev.airtableroutes.sync.Tables;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Replays dead letters. The documents' ids become hints: what is sent is what the documents hold now, by today's mapping,
 * and only what Airtable does not hold yet. Questions of letters of providers are put again, in their turn. The route
 * {@code dead-letters-replay} does it.
 */
@Component("replays")
public class Replays {

    private static final Logger LOG = LoggerFactory.getLogger(Replays.class);

    private final DeadLetters deadLetters;
    private final ReplayLocks locks;
    private final ReplayHistory history;
    private final Tables tables;
    private final Providers providers;
    private final ProducerTemplate camel;
    private final boolean serves;
    private final Map<String, Replay> latest = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Replay> eldest) {
            return size() > ReplayHistory.KEPT;
        }
    });

    Replays(
            DeadLetters deadLetters,
            ReplayLocks locks,
            ReplayHistory history,
            Tables tables,
            Providers providers,
            @Lazy ProducerTemplate camel,
            @Value("${sync.serve}") boolean serves) {
        this.deadLetters = deadLetters;
        this.locks = locks;
        this.history = history;
        this.tables = tables;
        this.providers = providers;
        this.camel = camel;
        this.serves = serves;
    }

    /**
     * Begins a replay of some letters.
     *
     * @param dryRun only say what it would do now
     * @param by the person who asks; or null
     * @throws UnknownException when one of them does not exist; then none is replayed
     */
    public Replay start(List<String> letterIds, boolean dryRun, String by) {
        Set<String> missing = new LinkedHashSet<>(letterIds);
        for (int from = 0; from < letterIds.size(); from += LetterPages.LETTERS_TOGETHER) {
            deadLetters
                    .find(letterIds.subList(from, Math.min(from + LetterPages.LETTERS_TOGETHER, letterIds.size())))
                    .forEach(letter -> missing.remove(letter.id()));
        }
        missing.stream().findFirst().ifPresent(id -> {
            throw unknown(id);
        });
        return start(new Replay(LetterFilter.ALL, List.copyOf(new LinkedHashSet<>(letterIds)), dryRun, by));
    }

    /** Begins a replay of the letters that a filter means: the open ones, unless it names another state. */
    public Replay start(LetterFilter filter, boolean dryRun, String by) {
        if (filter.table() != null) {
            tables.known(filter.table());
        }
        if (filter.provider() != null && providers.find(filter.provider()).isEmpty()) {
            throw new UnknownException("There is no provider \"%s\"; there are: %s."
                    .formatted(
                            filter.provider(), String.join(", ", providers.all().keySet())));
        }
        return start(new Replay(filter.state() == null ? filter.in(State.OPEN) : filter, null, dryRun, by));
    }

    /** That there is no such letter, as a sentence. */
    public static UnknownException unknown(String id) {
        return new UnknownException("There is no dead letter \"%s\".".formatted(id));
    }

    private Replay start(Replay replay) {
        // before anybody works on it: what they store comes later
        history.keep(replay);
        try {
            camel.sendBody("seda:dead-letters-replay?waitForTaskToComplete=Never&failIfNoConsumers=true", replay);
        } catch (CamelExecutionException notRunning) {
            history.forget(replay.id());
            throw new ConflictException(
                    "The route dead-letters-replay does not run; start it, or see the log for why it was not loaded.");
        }
        latest.put(replay.id(), replay);
        return replay;
    }

    /** How far a replay is, as long as it is among the latest hundred; those before the start are known by their counts. */
    public Optional<Replay.Progress> find(String id) {
        return Optional.ofNullable(latest.get(id)).map(Replay::progress).or(() -> history.find(id));
    }

    /** How far the latest hundred replays are, latest first. */
    public List<Replay.Progress> latest() {
        Map<String, Replay.Progress> all = new HashMap<>();
        history.latest().forEach(progress -> all.put(progress.id(), progress));
        synchronized (latest) {
            latest.values().forEach(replay -> all.put(replay.id(), replay.progress()));
        }
        return all.values().stream()
                .sorted(Comparator.comparing(Replay.Progress::started).reversed())
                .limit(ReplayHistory.KEPT)
                .toList();
    }

    /** A server that had letters in hand when it stopped will not come back for them. */
    @EventListener(ApplicationReadyEvent.class)
    void letGoAbandoned() {
        if (serves) {
            try {
                locks.letGoOfServer();
                history.endOfServer();
            } catch (MongoException away) {
                LOG.warn(
                        "Letters of replays that were cut short stay as they are for an hour: {}",
                        MongoTrouble.logged(away));
            }
        }
    }
}

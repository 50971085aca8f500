package dev.airtableroutes.replay;

import com.mongodb.MongoException;
import dev.airtableroutes.deadletter.Again;
import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.deadletter.Letter;
import dev.airtableroutes.deadletter.Letter.State;
import dev.airtableroutes.deadletter.LetterFilter;
import dev.airtableroutes.deadletter.LetterPage;
import dev.airtableroutes.deadletter.ReplayLocks;
import dev.airtableroutes.failure.ConflictException;
import dev.airtableroutes.failure.MongoTrouble;
import dev.airtableroutes.failure.UnknownException;
import dev.airtableroutes.provider.Providers;
import dev.airtableroutes.sync.Outcome;
import dev.airtableroutes.sync.PassReport;
import dev.airtableroutes.sync.PassRequest.Mode;
import dev.airtableroutes.sync.Tables;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.seda.SedaConsumerNotAvailableException;
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

    /** Twenty seconds of the base's budget: long enough to lose none between two pages, short enough for others to get in. */
    static final int LETTERS_TOGETHER = 1000;

    private static final Duration ABANDONED = Duration.ofHours(1);
    private static final Logger LOG = LoggerFactory.getLogger(Replays.class);

    private final DeadLetters deadLetters;
    private final ReplayLocks locks;
    private final ReplayHistory history;
    private final Tables tables;
    private final Providers providers;
    private final ProducerTemplate camel;
    private final boolean serves;
    private final ExecutorService reader = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "replay-ahead");
        thread.setDaemon(true);
        return thread;
    });
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
        for (int from = 0; from < letterIds.size(); from += LETTERS_TOGETHER) {
            deadLetters
                    .find(letterIds.subList(from, Math.min(from + LETTERS_TOGETHER, letterIds.size())))
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
        store(replay);
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

    /** What is not on record is no reason to replay nothing. */
    private void store(Replay replay) {
        if (replay.dryRun()) {
            return;
        }
        try {
            history.store(replay.progress());
        } catch (MongoException away) {
            LOG.warn("How far replay {} is will not be known after a restart: {}", replay.id(), away.getMessage());
        }
    }

    /** Whoever had letters in hand when the application stopped will not come back for them. */
    @EventListener(ApplicationReadyEvent.class)
    void letGoAbandoned() {
        if (serves) {
            try {
                locks.letGoOlderThan(Duration.ZERO);
                history.endOlderThan(Duration.ZERO);
            } catch (MongoException away) {
                LOG.warn("Letters of replays that were cut short stay as they are for an hour: {}", away.getMessage());
            }
        }
    }

    private static LettersInHand await(CompletableFuture<LettersInHand> page) {
        try {
            return page.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        }
    }

    /** The letters of a replay in pages of one table or provider; each is taken in hand while a pass looks at the one before. */
    public Iterator<LettersInHand> pages(@Body Replay replay) {
        locks.letGoOlderThan(ABANDONED);
        history.endOlderThan(ABANDONED);
        history.keepLatest();
        return new Pages(replay);
    }

    private final class Pages implements Iterator<LettersInHand> {

        private final Replay replay;
        private final Queue<String> left;
        /** Ids in place of a filter, by table or provider. */
        private final Map<String, List<String>> chosen = new HashMap<>();

        /** The table or provider that it is at. */
        private String at;
        /** How far it is there. */
        private String place;

        Pages(Replay replay) {
            this.replay = replay;
            if (replay.letterIds() != null) {
                deadLetters.find(replay.letterIds()).forEach(letter -> chosen.computeIfAbsent(
                                letter.place(), name -> new ArrayList<>())
                        .add(letter.id()));
            }
            this.left = new ArrayDeque<>(wanted());
            replay.ahead(CompletableFuture.completedFuture(search()));
        }

        private List<String> wanted() {
            if (replay.filter().table() != null) {
                return List.of(replay.filter().table());
            }
            if (replay.filter().provider() != null) {
                return List.of(replay.filter().provider());
            }
            List<String> all = new ArrayList<>(tables.names());
            all.addAll(providers.all().keySet());
            chosen.keySet().stream()
                    .filter(name -> !all.contains(name))
                    .findFirst()
                    .ifPresent(name -> replay.failed("There is no mapping for table " + name + " any more."));
            return all.stream()
                    .filter(name -> replay.letterIds() == null || chosen.containsKey(name))
                    .toList();
        }

        private boolean atTable() {
            return tables.names().contains(at);
        }

        @Override
        public boolean hasNext() {
            return !replay.failed() && await(replay.ahead()) != null;
        }

        @Override
        public LettersInHand next() {
            LettersInHand page = await(replay.ahead());
            if (page == null) {
                throw new NoSuchElementException();
            }
            replay.ahead(CompletableFuture.supplyAsync(this::search, reader));
            return page;
        }

        private LettersInHand search() {
            LettersInHand page = null;
            while (page == null && !replay.failed() && (at != null || !left.isEmpty())) {
                page = advance();
            }
            return page;
        }

        private LettersInHand advance() {
            if (at == null) {
                at = left.remove();
                place = null;
            }
            LetterPage page = read();
            List<Letter> letters = page.letters();
            if (!letters.isEmpty()
                    && !replay.dryRun()
                    && atTable()
                    && tables.pause(at).isPresent()) {
                replay.failed(at + " is paused; resume it first.");
                return null;
            }
            List<Letter> ours = take(letters);
            replay.skipped(letters.size() - ours.size());
            LettersInHand inHand = ours.isEmpty() ? null : inHand(ours);
            place = page.next();
            if (place == null) {
                at = null;
            }
            return inHand;
        }

        private LetterPage read() {
            if (replay.letterIds() == null) {
                LetterFilter filter =
                        atTable() ? replay.filter().of(at) : replay.filter().at(at);
                return deadLetters.oldest(filter, replay.started(), LETTERS_TOGETHER, place);
            }
            List<String> ids = chosen.get(at);
            int from = place == null ? 0 : Integer.parseInt(place);
            int to = Math.min(from + LETTERS_TOGETHER, ids.size());
            return new LetterPage(
                    deadLetters.find(ids.subList(from, to)), ids.size(), to < ids.size() ? String.valueOf(to) : null);
        }

        private List<Letter> take(List<Letter> letters) {
            return replay.dryRun()
                    ? letters.stream()
                            .filter(letter -> letter.state() != State.RESOLVED)
                            .toList()
                    : locks.take(letters, replay.by());
        }

        private LettersInHand inHand(List<Letter> letters) {
            if (!atTable()) {
                return new LettersInHand(replay, letters, null);
            }
            List<Object> documents = letters.stream()
                    .map(letter -> letter.documentId().raw())
                    .distinct()
                    .toList();
            return new LettersInHand(replay, letters, Tables.request(at, Mode.HINTS, documents, replay.dryRun()));
        }
    }

    /** What became of the letters in hand, after the pass over their documents. */
    public void settle(@Body PassReport report, @ExchangeProperty("letters") LettersInHand inHand) {
        Replay replay = inHand.replay();
        if (!report.done()) {
            replay.failed(report.failure());
        }
        if (replay.dryRun()) {
            inHand.letters().forEach(letter -> plan(replay, letter, report));
            return;
        }
        Map<String, String> notes = new HashMap<>();
        inHand.letters().forEach(letter -> notes.put(letter.id(), note(letter, report)));
        for (Letter letter : locks.letGo(notes.keySet(), notes)) {
            replay.result(
                    letter,
                    letter.state(),
                    letter.history().isEmpty()
                            ? null
                            : letter.history().get(letter.history().size() - 1).note());
        }
        store(replay);
    }

    private static void plan(Replay replay, Letter letter, PassReport report) {
        Outcome outcome = report.outcomes().get(letter.documentId().raw());
        boolean open = !report.done() || outcome == null || outcome.leavesOpen(letter.id());
        replay.result(letter, open ? State.OPEN : State.RESOLVED, note(letter, report));
    }

    private static String note(Letter letter, PassReport report) {
        Outcome outcome = report.outcomes().get(letter.documentId().raw());
        if (outcome != null) {
            return outcome.sentence();
        }
        return report.done() ? "The document will be looked at once more." : report.failure();
    }

    /** What became of the question of a letter that was put again, or would be. */
    public void asked(
            @Body Again again,
            @ExchangeProperty("letter") Letter letter,
            @ExchangeProperty("letters") LettersInHand inHand) {
        Replay replay = inHand.replay();
        replay.costs(again.price());
        if (replay.dryRun()) {
            replay.result(letter, again.state(), again.what());
            return;
        }
        State now = locks.letGo(letter.id(), again).map(Letter::state).orElse(State.RESOLVED);
        inHand.through(letter);
        replay.result(letter, now, again.what());
        if (now == State.REPLAYED && !serves) {
            replay.awaits(letter);
        }
        store(replay);
    }

    /** A question that cannot be put, which stands in the way of none behind it. */
    public Again refused(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause, @ExchangeProperty("letter") Letter letter) {
        LOG.warn("What letter {} is about cannot be asked: {}", letter.id(), sentence(cause));
        LOG.debug("Where it failed", cause);
        return Again.refused(sentence(cause));
    }

    /** Everything that could be tried was. */
    public void end(@ExchangeProperty("replay") Replay replay) {
        letGoAhead(replay);
        replay.end(() -> store(replay));
        LOG.info("Replay {}: {}", replay.id(), replay.progress().sentence());
    }

    /** The replay ends here; what it has in hand is open again. */
    public void fail(
            @ExchangeProperty("replay") Replay replay,
            @ExchangeProperty("letters") LettersInHand inHand,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        boolean stopped = cause instanceof SedaConsumerNotAvailableException;
        String why = stopped && inHand != null
                ? "The route %s does not run; start it, or see the log for why it was not loaded."
                        .formatted(inHand.request().table().replace('/', '-'))
                : sentence(cause);
        if (!stopped) {
            LOG.error("Replay {} failed", replay.id(), cause);
        }
        replay.failed(why);
        try {
            letGo(inHand, why);
            letGoAhead(replay);
        } finally {
            replay.end(() -> store(replay));
        }
    }

    private static String sentence(Exception cause) {
        MongoException mongo = MongoTrouble.behind(cause);
        return mongo == null ? String.valueOf(cause.getMessage()) : MongoTrouble.sentence(mongo);
    }

    /** When a replay ends early, nobody asks for the page that was prepared. */
    private void letGoAhead(Replay replay) {
        letGo(replay.ahead().exceptionally(failed -> null).join(), "The replay ended before it came to this letter.");
    }

    private void letGo(LettersInHand inHand, String why) {
        if (inHand != null && !inHand.replay().dryRun()) {
            Map<String, String> notes = inHand.left().stream().collect(Collectors.toMap(Letter::id, letter -> why));
            locks.letGo(notes.keySet(), notes);
        }
    }
}

package dev.airtableroutes.replay;

import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.deadletter.Letter;
import dev.airtableroutes.deadletter.Letter.State;
import dev.airtableroutes.deadletter.LetterFilter;
import dev.airtableroutes.deadletter.LetterPage;
import dev.airtableroutes.deadletter.ReplayLocks;
import dev.airtableroutes.provider.Providers;
import dev.airtableroutes.sync.PassRequest.Mode;
import dev.airtableroutes.sync.Tables;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.camel.Body;
import org.springframework.stereotype.Component;

/** Takes the letters of a replay in hand, a page of one table or provider at a time. */
@Component("letterPages")
class LetterPages {

    /** Twenty seconds of the base's budget: long enough to lose none between two pages, short enough for others to get in. */
    static final int LETTERS_TOGETHER = 1000;

    private static final Duration ABANDONED = Duration.ofHours(1);

    private final DeadLetters deadLetters;
    private final ReplayLocks locks;
    private final ReplayHistory history;
    private final Tables tables;
    private final Providers providers;
    private final ExecutorService reader = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "replay-ahead");
        thread.setDaemon(true);
        return thread;
    });

    LetterPages(DeadLetters deadLetters, ReplayLocks locks, ReplayHistory history, Tables tables, Providers providers) {
        this.deadLetters = deadLetters;
        this.locks = locks;
        this.history = history;
        this.tables = tables;
        this.providers = providers;
    }

    /** The letters of a replay in pages of one table or provider; each is taken in hand while a pass looks at the one before. */
    public Iterator<LettersInHand> of(@Body Replay replay) {
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
                List<Letter> letters = new ArrayList<>(deadLetters.find(replay.letterIds()));
                int all = letters.size();
                letters.removeIf(letter -> letter.state() == State.RESOLVED);
                replay.skipped(all - letters.size());
                letters.forEach(letter -> chosen.computeIfAbsent(letter.place(), name -> new ArrayList<>())
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
            replay.unmapped(elsewhere(all));
            return all.stream()
                    .filter(name -> replay.letterIds() == null || chosen.containsKey(name))
                    .toList();
        }

        private SortedMap<String, Long> elsewhere(List<String> all) {
            if (replay.letterIds() == null) {
                return deadLetters.elsewhere(replay.filter(), replay.started(), all);
            }
            SortedMap<String, Long> elsewhere = new TreeMap<>();
            chosen.forEach((place, ids) -> elsewhere.put(place, (long) ids.size()));
            all.forEach(elsewhere::remove);
            return elsewhere;
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

    private static LettersInHand await(CompletableFuture<LettersInHand> page) {
        try {
            return page.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        }
    }
}

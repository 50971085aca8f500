package dev.airtableroutes.replay;

import dev.airtableroutes.deadletter.Letter;
import dev.airtableroutes.deadletter.Letter.State;
import dev.airtableroutes.deadletter.LetterFilter;
import dev.airtableroutes.log.Traced;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** One request for a replay, and how far it is. Safe for many threads. */
public final class Replay implements Traced {

    /** How many letters a report lists one by one. */
    static final int LISTED = 100;

    /** What became of one letter, or would. */
    public record Result(String letter, String table, String provider, String document, String state, String what) {}

    /**
     * How far a replay is.
     *
     * @param state {@code running}, {@code done}, or {@code failed} when some letters could not be tried
     * @param tried letters whose documents were looked at
     * @param resolved letters that are through; in a dry run, that would be
     * @param open letters that are open again; in a dry run, that would stay open
     * @param underWay letters whose question is on its way to its provider, whose answer resolves them or opens them again
     * @param credits what these questions may cost, some of them for the second time
     * @param skipped letters that somebody else has in hand, or that are resolved already
     * @param unmapped letters of tables and providers that the mappings do not have any more; they stay as they are
     * @param failure why letters could not be tried; or null
     * @param note what is to be done about those that were left; or null
     * @param results the first hundred, one by one
     */
    public record Progress(
            String id,
            String state,
            boolean dryRun,
            String by,
            Instant started,
            Instant ended,
            long tried,
            long resolved,
            long open,
            long underWay,
            BigDecimal credits,
            long skipped,
            long unmapped,
            String failure,
            String note,
            List<Result> results) {

        /** One line for a person. */
        public String sentence() {
            String counts = dryRun
                    ? "%,d letters tried and nothing written: %,d would be resolved, %,d would stay open"
                            .formatted(tried, resolved, open)
                    : "%,d letters replayed: %,d resolved, %,d open".formatted(tried, resolved, open);
            String asked = underWay == 0
                    ? ""
                    : (dryRun ? ", %,d would be asked again" : ", %,d on their way").formatted(underWay)
                            + (credits.signum() == 0
                                    ? ""
                                    : " for up to " + credits.toPlainString()
                                            + " credits (of a search its first page)");
            String others = skipped == 0 ? "" : ", %,d skipped".formatted(skipped);
            return counts
                    + asked
                    + others
                    + "."
                    + (note == null ? "" : " " + note)
                    + (failure == null ? "" : " Not finished: " + failure);
        }
    }

    private final String id = UUID.randomUUID().toString();
    private final LetterFilter filter;
    private final List<String> letterIds;
    private final boolean dryRun;
    private final String by;
    private final Instant started = Instant.now();
    private final CountDownLatch over = new CountDownLatch(1);
    private final List<Result> results = new ArrayList<>();

    /** The letters that come next, taken in hand while a pass looks at the ones before. */
    private CompletableFuture<LettersInHand> ahead = CompletableFuture.completedFuture(null);

    /** Letters whose answer somebody waits for. */
    private final List<String> awaited = new ArrayList<>();

    private Instant ended;
    private String failure;
    private long tried;
    private long resolved;
    private long open;
    private long underWay;
    private BigDecimal credits = BigDecimal.ZERO;
    private long skipped;
    private long unmapped;
    private String note;

    /** @param letterIds which letters; null for all that the filter means */
    Replay(LetterFilter filter, List<String> letterIds, boolean dryRun, String by) {
        this.filter = filter;
        this.letterIds = letterIds;
        this.dryRun = dryRun;
        this.by = by;
    }

    public String id() {
        return id;
    }

    @Override
    public Map<String, String> traces() {
        return Map.of("replay", id);
    }

    LetterFilter filter() {
        return filter;
    }

    List<String> letterIds() {
        return letterIds;
    }

    boolean dryRun() {
        return dryRun;
    }

    String by() {
        return by;
    }

    Instant started() {
        return started;
    }

    synchronized CompletableFuture<LettersInHand> ahead() {
        return ahead;
    }

    synchronized void ahead(CompletableFuture<LettersInHand> next) {
        ahead = next;
    }

    synchronized void skipped(int letters) {
        skipped += letters;
    }

    /** @param letters how many, by table or provider that the mappings do not have any more */
    synchronized void unmapped(SortedMap<String, Long> letters) {
        if (!letters.isEmpty()) {
            unmapped = letters.values().stream().mapToLong(Long::longValue).sum();
            note = "%,d letters are left, since mappings/ has %s no more: put the mapping back, or discard them."
                    .formatted(
                            unmapped,
                            letters.entrySet().stream()
                                    .map(place -> "%s (%,d)".formatted(place.getKey(), place.getValue()))
                                    .collect(Collectors.joining(", ")));
        }
    }

    synchronized void result(Letter letter, State state, String what) {
        tried++;
        if (state == State.RESOLVED) {
            resolved++;
        } else if (state == State.REPLAYED) {
            underWay++;
        } else {
            open++;
        }
        if (results.size() < LISTED) {
            results.add(new Result(
                    letter.id(),
                    letter.table(),
                    letter.provider(),
                    letter.documentId().text(),
                    state.text(),
                    what));
        }
    }

    /** Ids of letters whose question is on its way, for whoever hands out turns; kept only where nothing serves. */
    public synchronized List<String> awaited() {
        return List.copyOf(awaited);
    }

    synchronized void awaits(Letter letter) {
        awaited.add(letter.id());
    }

    synchronized void costs(BigDecimal price) {
        credits = credits.add(price);
    }

    synchronized void failed(String why) {
        if (failure == null) {
            failure = why;
        }
    }

    synchronized boolean failed() {
        return failure != null;
    }

    /** @param last what is done before those who wait go on */
    void end(Runnable last) {
        synchronized (this) {
            ended = Instant.now();
        }
        try {
            last.run();
        } finally {
            over.countDown();
        }
    }

    /** Waits for the end; returns whether it has come. */
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return over.await(time, unit);
    }

    public synchronized Progress progress() {
        return new Progress(
                id,
                ended == null ? "running" : failure == null ? "done" : "failed",
                dryRun,
                by,
                started,
                ended,
                tried,
                resolved,
                open,
                underWay,
                credits,
                skipped,
                unmapped,
                failure,
                note,
                List.copyOf(results));
    }
}

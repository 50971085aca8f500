package dev.airtableroutes.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.deadletter.Letter;
import dev.airtableroutes.deadletter.LetterFilter;
import dev.airtableroutes.deadletter.LetterPage;
import dev.airtableroutes.deadletter.ReplayLocks;
import dev.airtableroutes.failure.ConfigurationException;
import dev.airtableroutes.failure.ConflictException;
import dev.airtableroutes.failure.UnknownException;
import dev.airtableroutes.replay.Replay;
import dev.airtableroutes.replay.Replays;
import dev.airtableroutes.sync.PassReport;
import dev.airtableroutes.sync.Run;
import dev.airtableroutes.sync.Tables;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** What the commands about dead letters do, and what they print. */
@Component
class LetterWork {

    private static final int PAGE = 500;
    private static final int WIDEST_REASON = 100;

    private final DeadLetters deadLetters;
    private final ReplayLocks locks;
    private final Replays replays;
    private final OneShot oneShot;
    private final Run run;
    private final TurnsOut turns;
    private final Tables tables;
    private final ObjectMapper json;

    LetterWork(
            DeadLetters deadLetters,
            ReplayLocks locks,
            Replays replays,
            OneShot oneShot,
            Run run,
            TurnsOut turns,
            Tables tables,
            ObjectMapper json) {
        this.deadLetters = deadLetters;
        this.locks = locks;
        this.replays = replays;
        this.oneShot = oneShot;
        this.run = run;
        this.turns = turns;
        this.tables = tables;
        this.json = json;
    }

    int list(LetterFilter filter, int size, boolean asJson) {
        oneShot.checkMongo();
        locks.openWaiting();
        int most = size <= 0 ? Integer.MAX_VALUE : size;
        LetterPage page = deadLetters.page(filter, 0, Math.min(most, PAGE), null);
        if (!asJson) {
            System.out.println(
                    page.total() == 0
                            ? "No dead letters."
                            : "%-9s %-16s %-13s %-20s %3s  %s"
                                    .formatted(
                                            "state",
                                            "since",
                                            "reason",
                                            "field",
                                            "try",
                                            "id, and what a person needs to know"));
        }
        long shown = 0;
        while (true) {
            page.letters().forEach(letter -> System.out.println(asJson ? json(letter) : row(letter)));
            shown += page.letters().size();
            if (page.next() == null || shown >= most) {
                break;
            }
            page = deadLetters.page(filter, 0, (int) Math.min(most - shown, PAGE), page.next());
        }
        if (!asJson && page.total() > 0) {
            System.out.println("%,d of %s%,d letters."
                    .formatted(shown, page.total() < LetterPage.COUNTED ? "" : "more than ", page.total()));
        }
        return Commands.CLEAN;
    }

    private static String row(Letter letter) {
        String reason = letter.reason();
        return "%-9s %-16s %-13s %-20s %3d  %s%n%s%s"
                .formatted(
                        letter.state().text(),
                        minute(letter.since()),
                        letter.kind(),
                        part(letter),
                        letter.attempts(),
                        letter.id(),
                        " ".repeat(10),
                        reason.length() <= WIDEST_REASON ? reason : reason.substring(0, WIDEST_REASON) + "…");
    }

    /** The field at fault, or what a provider was asked. */
    private static String part(Letter letter) {
        String part = letter.provider() == null ? letter.field() : letter.operation();
        return part == null ? "-" : part;
    }

    private static String minute(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MINUTES)
                .toString()
                .replace('T', ' ')
                .replace(":00Z", "");
    }

    int show(String id, boolean asJson) {
        oneShot.checkMongo();
        Letter letter = deadLetters.find(id).orElseThrow(() -> unknown(id));
        System.out.println(asJson ? json(letter) : text(letter));
        return Commands.CLEAN;
    }

    private static String text(Letter letter) {
        StringBuilder text = new StringBuilder(letter.id()).append('\n');
        line(text, "state", letter.state().text() + " since " + letter.since());
        line(text, "reason", letter.kind() + ": " + letter.reason());
        line(text, letter.table() == null ? "provider" : "table", letter.place() + " (route " + letter.route() + ")");
        line(
                text,
                "document",
                letter.documentId().text() + " (" + letter.documentId().type() + ")");
        if (letter.field() != null) {
            line(text, "field", letter.field());
        }
        letter.fields().forEach((field, value) -> line(text, "value", field + ": " + value));
        if (!letter.others().isEmpty()) {
            line(text, "collides", String.join(", ", letter.others()));
        }
        if (letter.httpStatus() != null || letter.errorType() != null) {
            line(
                    text,
                    letter.table() == null ? letter.provider() : "Airtable",
                    (letter.httpStatus() == null ? "no answer" : letter.httpStatus()) + " " + letter.errorType());
        }
        line(text, "attempts", letter.attempts() + ", first " + letter.firstAt() + ", last " + letter.at());
        letter.history()
                .forEach(event -> line(
                        text,
                        "",
                        event.at() + " " + event.what() + (event.by() == null ? "" : " by " + event.by())
                                + (event.note() == null ? "" : ": " + event.note())));
        return text.toString().stripTrailing();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append("  %-10s%s%n".formatted(name, value));
    }

    int replay(List<String> ids, LetterFilter filter, boolean dryRun) {
        oneShot.checkMongo();
        if (!dryRun) {
            locks.openWaiting();
        }
        Replay replay = asking(() -> {
            checkBases(ids, filter);
            return filter == null ? replays.start(ids, dryRun, by()) : replays.start(filter, dryRun, by());
        });
        await(replay);
        Replay.Progress progress = replay.progress();
        progress.results()
                .forEach(result -> System.out.println(
                        "%-9s %s%n%s%s".formatted(result.state(), result.letter(), " ".repeat(10), result.what())));
        System.out.println(progress.sentence());
        if (progress.failure() != null || !dryRun && !linked()) {
            return Commands.NOT_FINISHED;
        }
        if (!dryRun && progress.underWay() > 0 && !answered(replay)) {
            return Commands.NOT_FINISHED;
        }
        return progress.open() + progress.unmapped() > 0 || !dryRun && open(ids, filter)
                ? Commands.FOR_A_PERSON
                : Commands.CLEAN;
    }

    /** Whether an answer has opened one of these again. */
    private boolean open(List<String> ids, LetterFilter filter) {
        return filter == null
                ? deadLetters.find(ids).stream().anyMatch(letter -> letter.state() == Letter.State.OPEN)
                : deadLetters.page(filter.in(Letter.State.OPEN), 0, 1, null).total() > 0;
    }

    /** Sets the links that have waited for what was replayed, as the serving application does by itself. */
    private boolean linked() {
        List<PassReport> reports = run.lateLinks();
        long settled = reports.stream()
                .mapToLong(report -> report.totals().settledLinks())
                .sum();
        if (settled > 0) {
            System.out.println("%,d links that waited were looked at.".formatted(settled));
        }
        reports.stream()
                .filter(report -> !report.done())
                .forEach(report -> System.out.println(report.table() + " did not finish: " + report.failure()));
        return reports.stream().allMatch(PassReport::done);
    }

    /** Hands out turns, as the serving application does by itself, until what was asked again is answered. */
    private boolean answered(Replay replay) {
        boolean answered = turns.handOut(replay.awaited());
        System.out.println(
                answered
                        ? "What was asked again is answered; see dead-letters list for what is open."
                        : "Some answers are awaited: they are looked up or asked for when leads push --send, leads enrich or "
                                + "leads find runs, or the application serves.");
        return answered;
    }

    private void checkBases(List<String> ids, LetterFilter filter) {
        if (filter != null && filter.provider() == null) {
            oneShot.checkBases(filter.table() == null ? null : List.of(filter.table()));
        } else if (filter == null) {
            List<String> mapped =
                    tables(ids).stream().filter(tables.names()::contains).toList();
            if (!mapped.isEmpty()) {
                oneShot.checkBases(mapped);
            }
        }
    }

    private List<String> tables(List<String> ids) {
        return ids.stream()
                .map(id -> deadLetters.find(id).orElseThrow(() -> unknown(id)).table())
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    private static void await(Replay replay) {
        try {
            replay.await(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    int discard(List<String> ids, LetterFilter filter) {
        oneShot.checkMongo();
        int discarded;
        if (filter == null) {
            tables(ids);
            discarded = deadLetters.discard(ids, by());
        } else {
            discarded = deadLetters.discard(filter, by());
        }
        System.out.println("%,d letters discarded.".formatted(discarded));
        return Commands.CLEAN;
    }

    private static String by() {
        return System.getProperty("user.name");
    }

    private static <T> T asking(Supplier<T> question) {
        try {
            return question.get();
        } catch (UnknownException | ConflictException wrong) {
            throw new ConfigurationException(wrong.getMessage());
        }
    }

    private static ConfigurationException unknown(String id) {
        return new ConfigurationException(
                Replays.unknown(id).getMessage() + " List them with dead-letters list --state any.");
    }

    private String json(Letter letter) {
        try {
            return json.writeValueAsString(letter);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

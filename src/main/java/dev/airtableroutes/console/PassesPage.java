package dev.airtableroutes.console;

import dev.airtableroutes.console.Words.When;
import dev.airtableroutes.deadletter.Letter.State;
import dev.airtableroutes.failure.UnknownException;
import dev.airtableroutes.replay.Replay;
import dev.airtableroutes.replay.Replays;
import dev.airtableroutes.sync.Pass;
import dev.airtableroutes.sync.PassReport;
import dev.airtableroutes.sync.Passes;
import dev.airtableroutes.sync.Tables;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** Passes and replays with their reports. */
@Controller
@ConditionalOnWebApplication
class PassesPage {

    private static final int LATEST = 100;
    private static final Set<String> GOES_ON = Set.of(PassReport.QUEUED, PassReport.RUNNING);

    /** A replay in one line. */
    record ReplayLine(
            String id,
            String state,
            String tone,
            String by,
            boolean dryRun,
            When started,
            String took,
            String sentence) {

        private static ReplayLine of(Replay.Progress replay) {
            return new ReplayLine(
                    replay.id(),
                    replay.state(),
                    switch (replay.state()) {
                        case "done" -> replay.open() + replay.unmapped() > 0 ? "warn" : "good";
                        case "failed" -> "bad";
                        default -> "busy";
                    },
                    replay.by(),
                    replay.dryRun(),
                    Words.when(replay.started()),
                    Words.took(replay.started(), replay.ended()),
                    replay.sentence());
        }
    }

    /** What became of a letter. */
    record ResultLine(String letter, String table, String document, String state, String tone, String what) {

        private static ResultLine of(Replay.Result result) {
            return new ResultLine(
                    result.letter(),
                    result.table() == null ? result.provider() : result.table(),
                    result.document(),
                    result.state(),
                    LetterRow.tone(State.valueOf(result.state().toUpperCase(Locale.ROOT))),
                    result.what());
        }
    }

    private final Passes passes;
    private final Replays replays;
    private final Tables tables;
    private final Speeds speeds;

    PassesPage(Passes passes, Replays replays, Tables tables, Speeds speeds) {
        this.passes = passes;
        this.replays = replays;
        this.tables = tables;
        this.speeds = speeds;
    }

    @GetMapping("/passes")
    String list(@RequestParam(defaultValue = "") String table, Model model) {
        String name = table.isBlank() ? null : tables.known(table).table();
        model.addAttribute("table", table);
        model.addAttribute("tables", tables.names());
        model.addAttribute(
                "passes", passes.latest(name, LATEST).stream().map(PassLine::of).toList());
        model.addAttribute(
                "replays", replays.latest().stream().map(ReplayLine::of).toList());
        return "console/passes";
    }

    private Optional<Pass> live(String id) {
        return passes.running().stream().filter(pass -> pass.id().equals(id)).findFirst();
    }

    @GetMapping("/passes/{id}")
    String one(@PathVariable String id, Model model) {
        PassReport report = passes.report(id)
                .orElseThrow(() -> new UnknownException(
                        "There is no pass \"%s\"; passes that had nothing to do are not kept for long.".formatted(id)));
        model.addAttribute(
                "progress", live(id).map(pass -> Progress.of(pass, speeds)).orElse(null));
        model.addAttribute("pass", PassLine.of(report));
        model.addAttribute("goesOn", report.underWay() || PassReport.QUEUED.equals(report.state()));
        return "console/pass";
    }

    @GetMapping("/replays/{id}")
    String replay(@PathVariable String id, Model model) {
        Replay.Progress replay = replays.find(id)
                .orElseThrow(() ->
                        new UnknownException("There is no replay \"%s\"; the latest hundred are known.".formatted(id)));
        model.addAttribute("replay", ReplayLine.of(replay));
        model.addAttribute(
                "results", replay.results().stream().map(ResultLine::of).toList());
        model.addAttribute("goesOn", GOES_ON.contains(replay.state()));
        return "console/replay";
    }
}

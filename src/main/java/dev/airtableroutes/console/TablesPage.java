package dev.airtableroutes.console;

import dev.airtableroutes.airtable.Gates;
import dev.airtableroutes.failure.UnknownException;
import dev.airtableroutes.reload.Trouble;
import dev.airtableroutes.reload.Troubles;
import dev.airtableroutes.sync.Pass;
import dev.airtableroutes.sync.PassReport;
import dev.airtableroutes.sync.PassRequest.Mode;
import dev.airtableroutes.sync.Passes;
import dev.airtableroutes.sync.Run;
import dev.airtableroutes.sync.TableView;
import dev.airtableroutes.sync.TableViews;
import dev.airtableroutes.sync.Tables;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The first page: what every table is doing, what may be asked of it, and how the bases are. */
@Controller
@ConditionalOnWebApplication
class TablesPage {

    private static final int LATEST = 8;

    /** A broken file. */
    record BrokenFile(String file, List<String> sentences, Words.When since) {

        private static BrokenFile of(Trouble trouble) {
            return new BrokenFile(trouble.file(), trouble.sentences(), Words.when(trouble.since()));
        }
    }

    private final TableViews views;
    private final OpenLetters letters;
    private final Tables tables;
    private final Passes passes;
    private final Run run;
    private final Gates gates;
    private final Troubles troubles;
    private final Speeds speeds;
    private final CamelContext camel;

    TablesPage(
            TableViews views,
            OpenLetters letters,
            Tables tables,
            Passes passes,
            Run run,
            Gates gates,
            Troubles troubles,
            Speeds speeds,
            @Lazy CamelContext camel) {
        this.views = views;
        this.letters = letters;
        this.tables = tables;
        this.passes = passes;
        this.run = run;
        this.gates = gates;
        this.troubles = troubles;
        this.speeds = speeds;
        this.camel = camel;
    }

    @GetMapping("/")
    String show(Model model) {
        model.addAttribute(
                "tables", views.all(letters.counts()).stream().map(this::row).toList());
        model.addAttribute(
                "troubles", troubles.current().stream().map(BrokenFile::of).toList());
        model.addAttribute("plots", gates.budgets().stream().map(Plot::of).toList());
        model.addAttribute("passes", latest());
        return "console/tables";
    }

    private List<PassLine> latest() {
        return passes.latest(null, LATEST).stream().map(PassLine::of).toList();
    }

    private TableRow row(TableView view) {
        Optional<Pass> pass = passes.running(view.table()).filter(running -> running.ended() == null);
        long letters =
                view.deadLetters().values().stream().mapToLong(Long::longValue).sum();
        return new TableRow(
                view.table(),
                view.base(),
                view.table().substring(view.base().length() + 1),
                view.collection(),
                view.route(),
                trouble(view.route()),
                pass.map(running -> Progress.of(running, speeds)).orElse(null),
                last(view),
                view.paused() ? null : Words.when(view.next()),
                paused(view),
                letters == 0 ? null : Words.number(letters) + " open");
    }

    /** The latest that is no longer under way. */
    private PassLine last(TableView view) {
        Stream<PassReport> latest =
                view.running() ? passes.latest(view.table(), 2).stream() : Stream.ofNullable(view.pass());
        return latest.filter(pass -> !pass.underWay())
                .findFirst()
                .map(PassLine::of)
                .orElse(null);
    }

    private static String paused(TableView view) {
        return view.paused()
                ? "Paused " + Words.when(view.pausedSince()).text()
                        + (view.pausedBy() == null ? "" : " by " + view.pausedBy())
                : null;
    }

    private String trouble(String route) {
        ServiceStatus status = camel.getRouteController().getRouteStatus(route);
        if (status == null) {
            return "The route is not loaded; the log, or the list of broken files, says why.";
        }
        return status.isStarted() ? null : "The route is " + status.name().toLowerCase(Locale.ROOT) + ".";
    }

    @PostMapping("/tables/{base}/{table}")
    String act(
            @PathVariable String base,
            @PathVariable String table,
            @RequestParam("do") String what,
            HttpServletRequest request,
            RedirectAttributes redirect) {
        String name = tables.known(base + "/" + table).table();
        redirect.addFlashAttribute("notice", act(name, what, request.getRemoteUser()));
        return "redirect:/#" + name.replace('/', '-');
    }

    private Notice act(String table, String what, String by) {
        switch (what) {
            case "sync":
                return asked("A pass of %s is asked for.", table, Mode.CHANGED, false);
            case "dry-run":
                return asked("A dry run of %s is asked for; it writes nothing.", table, Mode.CHANGED, true);
            case "reconcile":
                return asked("%s is reconciled: its records are read again first.", table, Mode.RECONCILE, false);
            case "pause":
                tables.pause(table, by);
                return Notice.of("%s is paused; what is in flight arrives.".formatted(table));
            case "resume":
                tables.resume(table);
                return Notice.of("%s goes on.".formatted(table));
            default:
                throw new UnknownException("A table cannot be asked to \"%s\".".formatted(what));
        }
    }

    private Notice asked(String sentence, String table, Mode mode, boolean dryRun) {
        String pass = run.ask(table, mode, dryRun);
        return new Notice(sentence.formatted(table), "/passes/" + pass, "See how it goes");
    }
}

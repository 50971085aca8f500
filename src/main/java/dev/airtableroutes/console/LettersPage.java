package dev.airtableroutes.console;

import dev.airtableroutes.deadletter.Asker;
import dev.airtableroutes.deadletter.Asker.Known;
import dev.airtableroutes.deadletter.DeadLetter.Kind;
import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.deadletter.DeadLetters.Count;
import dev.airtableroutes.deadletter.Letter;
import dev.airtableroutes.deadletter.Letter.State;
import dev.airtableroutes.deadletter.LetterFilter;
import dev.airtableroutes.deadletter.LetterFilter.BadFilterException;
import dev.airtableroutes.deadletter.LetterPage;
import dev.airtableroutes.failure.UnknownException;
import dev.airtableroutes.provider.Providers;
import dev.airtableroutes.replay.Prices;
import dev.airtableroutes.replay.Replay;
import dev.airtableroutes.replay.Replays;
import dev.airtableroutes.sync.Comparisons;
import dev.airtableroutes.sync.Tables;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Dead letters: find them, look at one, replay and discard. */
@Controller
@RequestMapping("/dead-letters")
@ConditionalOnWebApplication
class LettersPage {

    private static final int PAGE = 50;
    private static final int PATIENCE_SECONDS = 5;
    private static final String REPLAY = "replay";
    private static final String DISCARD = "discard";

    private final DeadLetters deadLetters;
    private final Replays replays;
    private final Prices prices;
    private final Tables tables;
    private final Providers providers;
    private final Comparisons comparisons;
    private final List<Asker> askers;

    LettersPage(
            DeadLetters deadLetters,
            Replays replays,
            Prices prices,
            Tables tables,
            Providers providers,
            Comparisons comparisons,
            List<Asker> askers) {
        this.deadLetters = deadLetters;
        this.replays = replays;
        this.prices = prices;
        this.tables = tables;
        this.providers = providers;
        this.comparisons = comparisons;
        this.askers = askers;
    }

    @GetMapping
    String list(
            Filters filters, @RequestParam(required = false) String after, Model model, HttpServletResponse answer) {
        model.addAttribute("filters", filters);
        model.addAttribute("tables", withLetters(tables.names(), Count::table));
        model.addAttribute("providers", withLetters(providers.all().keySet(), Count::provider));
        model.addAttribute("kinds", Arrays.stream(Kind.values()).map(Kind::text).toList());
        model.addAttribute(
                "states", Arrays.stream(State.values()).map(State::text).toList());
        try {
            show(filters, deadLetters.page(filters.filter(), 0, PAGE, after), model);
            model.addAttribute("newest", after == null ? null : filters.at("/dead-letters"));
        } catch (BadFilterException bad) {
            answer.setStatus(HttpStatus.BAD_REQUEST.value());
            model.addAttribute("bad", bad.getMessage());
            model.addAttribute("letters", List.of());
        }
        return "console/dead-letters";
    }

    /** Letters may be of tables and providers that the mappings do not have any more: they are to be found, and put aside. */
    private Set<String> withLetters(Collection<String> mapped, Function<Count, String> place) {
        Set<String> all = new LinkedHashSet<>(mapped);
        deadLetters.counts().stream().map(place).filter(Objects::nonNull).forEach(all::add);
        return all;
    }

    private static void show(Filters filters, LetterPage page, Model model) {
        model.addAttribute("letters", page.letters().stream().map(LetterRow::of).toList());
        model.addAttribute("total", total(page.total()));
        model.addAttribute("words", filters.words());
        model.addAttribute("older", page.next() == null ? null : filters.at("/dead-letters", "after", page.next()));
        model.addAttribute("replayAll", filters.at("/dead-letters/all", "do", REPLAY));
        model.addAttribute("discardAll", filters.at("/dead-letters/all", "do", DISCARD));
    }

    private static String total(long letters) {
        return letters < LetterPage.COUNTED
                ? Words.count(letters, "letter")
                : Words.number(letters) + " letters or more";
    }

    @PostMapping("/checked")
    String checked(
            @RequestParam(name = "id", defaultValue = "") List<String> ids,
            @RequestParam("do") String what,
            @RequestParam(defaultValue = "false") boolean sure,
            Filters filters,
            Model model,
            HttpServletRequest request,
            RedirectAttributes redirect) {
        if (ids.isEmpty()) {
            redirect.addFlashAttribute("notice", Notice.of("No letter is checked."));
        } else if (known(what).equals(REPLAY)) {
            BigDecimal price = prices.of(deadLetters.find(ids));
            if (price.signum() > 0 && !sure) {
                confirm(REPLAY, Words.count(ids.size(), "letter"), price, filters, model);
                model.addAttribute("words", "checked");
                model.addAttribute("ids", ids);
                model.addAttribute("parameters", filters.parameters());
                return "console/confirm";
            }
            return follow(replays.start(ids, false, request.getRemoteUser()));
        } else {
            int discarded = deadLetters.discard(ids, request.getRemoteUser());
            redirect.addFlashAttribute("notice", discarded(discarded));
        }
        return "redirect:" + filters.at("/dead-letters");
    }

    /** Asks whether all are meant. */
    @GetMapping("/all")
    String confirm(@RequestParam("do") String what, Filters filters, Model model) {
        Filters meant = meant(known(what), filters);
        LetterPage page = deadLetters.page(meant.filter(), 0, 1, null);
        BigDecimal price = what.equals(REPLAY) ? prices.of(meant.filter()) : BigDecimal.ZERO;
        confirm(what, total(page.total()), price, filters, model);
        model.addAttribute("words", meant.words());
        model.addAttribute("none", page.total() == 0);
        model.addAttribute("parameters", meant.parameters());
        return "console/confirm";
    }

    private static void confirm(String what, String total, BigDecimal price, Filters filters, Model model) {
        model.addAttribute("what", what);
        model.addAttribute("verb", what.equals(REPLAY) ? "Replay" : "Discard");
        model.addAttribute("total", total);
        model.addAttribute("price", price.signum() == 0 ? null : Prices.sentence(price));
        model.addAttribute("back", filters.at("/dead-letters"));
    }

    /** Only what is open can be discarded, and what is resolved cannot be replayed. */
    private static Filters meant(String what, Filters filters) {
        boolean open = what.equals(DISCARD) || filters.state().isEmpty();
        return open ? filters.in(State.OPEN) : filters;
    }

    @PostMapping("/all")
    String all(
            @RequestParam("do") String what, Filters filters, HttpServletRequest request, RedirectAttributes redirect) {
        LetterFilter filter = meant(known(what), filters).filter();
        if (what.equals(REPLAY)) {
            return follow(replays.start(filter, false, request.getRemoteUser()));
        }
        redirect.addFlashAttribute("notice", discarded(deadLetters.discard(filter, request.getRemoteUser())));
        return "redirect:" + filters.at("/dead-letters");
    }

    private static String known(String what) {
        if (!what.equals(REPLAY) && !what.equals(DISCARD)) {
            throw new UnknownException("Letters cannot be asked to \"%s\".".formatted(what));
        }
        return what;
    }

    private static String follow(Replay replay) {
        return "redirect:/replays/" + replay.id();
    }

    private static Notice discarded(int letters) {
        return Notice.of(Words.count(letters, "letter") + " put aside for good.");
    }

    @GetMapping("/{id}")
    String one(@PathVariable String id, Model model) {
        Letter letter = found(id);
        model.addAttribute("letter", letter.provider() == null ? beside(letter) : asked(letter));
        return "console/dead-letter";
    }

    private LetterView beside(Letter letter) {
        return LetterView.of(
                letter, comparisons.of(letter.table(), letter.documentId().raw()));
    }

    private LetterView asked(Letter letter) {
        List<Known> known = askers.stream()
                .filter(asker -> asker.asks(letter.operation()))
                .flatMap(asker -> asker.known(letter).stream())
                .toList();
        return LetterView.of(letter, known, prices.of(List.of(letter)));
    }

    @PostMapping("/{id}")
    String act(
            @PathVariable String id,
            @RequestParam("do") String what,
            HttpServletRequest request,
            RedirectAttributes redirect)
            throws InterruptedException {
        found(id);
        boolean dryRun = what.equals("dry-run");
        if (dryRun || known(what).equals(REPLAY)) {
            redirect.addFlashAttribute("notice", replayed(replays.start(List.of(id), dryRun, request.getRemoteUser())));
        } else {
            redirect.addFlashAttribute("notice", discarded(deadLetters.discard(List.of(id), request.getRemoteUser())));
        }
        return "redirect:/dead-letters/" + id;
    }

    private static Notice replayed(Replay replay) throws InterruptedException {
        boolean over = replay.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        Replay.Progress progress = replay.progress();
        String goesOn = over ? "" : "The replay goes on. ";
        String result = progress.results().stream()
                .findFirst()
                .map(one -> one.what() == null ? "" : " " + one.what())
                .orElse("");
        return new Notice(goesOn + progress.sentence() + result, "/replays/" + replay.id(), "See the replay");
    }

    private Letter found(String id) {
        return deadLetters.find(id).orElseThrow(() -> Replays.unknown(id));
    }
}

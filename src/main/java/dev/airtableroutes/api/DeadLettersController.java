package dev.airtableroutes.api;

import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.deadletter.DeadLetters.Count;
import dev.airtableroutes.deadletter.Letter;
import dev.airtableroutes.deadletter.LetterFilter;
import dev.airtableroutes.deadletter.LetterPage;
import dev.airtableroutes.failure.UnknownException;
import dev.airtableroutes.replay.Replay;
import dev.airtableroutes.replay.Replays;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

@RestController
@RequestMapping("/api")
@Tag(name = "Dead letters", description = "What did not arrive, at Airtable or at a provider, and its replay")
class DeadLettersController {

    /** Who asks for a single letter wants to see what comes of it; ten thousand take longer than anybody waits. */
    private static final int PATIENCE_SECONDS = 5;

    /** The filters of a request, as people write them. */
    record Filters(
            @Parameter(description = "logical name, such as cuculi/users")
            String table,

            @Parameter(description = "name of the provider that was asked, such as instantly; in place of table")
            String provider,

            @Parameter(
                    description =
                            "record, cell, duplicate-key, ambiguous or exhausted; or an error type of Airtable's, or the outcome of a provider's answer")
            String reason,

            @Parameter(description = "logical name of the field at fault")
            String field,

            @Parameter(description = "open, replayed, resolved or discarded")
            String state,

            @Parameter(description = "least age, such as 90m, 12h or 7d")
            String olderThan,

            @Parameter(description = "greatest age, such as 90m, 12h or 7d")
            String youngerThan) {

        LetterFilter filter() {
            return LetterFilter.of(table, provider, reason, field, state, olderThan, youngerThan);
        }
    }

    /**
     * Some letters.
     *
     * @param total how many the filters mean, counted up to ten thousand; then {@code totalExact} is false
     * @param next where the next page is; null on the last one
     */
    record PageView(List<Letter> letters, int page, int size, long total, boolean totalExact, URI next) {}

    private final DeadLetters deadLetters;
    private final Replays replays;

    DeadLettersController(DeadLetters deadLetters, Replays replays) {
        this.deadLetters = deadLetters;
        this.replays = replays;
    }

    @GetMapping("/dead-letters")
    @Operation(summary = "Dead letters, newest first", description = "Follow \"next\" to read them all.")
    PageView list(
            @ParameterObject Filters filters,
            @RequestParam(defaultValue = "0") @Parameter(description = "from 0; for the first pages") int page,
            @RequestParam(defaultValue = "50") @Parameter(description = "letters a page, 1 to 500") int size,
            @RequestParam(required = false) @Parameter(description = "as given by next; in place of page")
                    String after) {
        int skip = after == null ? Sizes.skip(page, size) : 0;
        LetterPage letters = deadLetters.page(filters.filter(), skip, Sizes.checked(size), after);
        return new PageView(
                letters.letters(), page, size, letters.total(), letters.total() < LetterPage.COUNTED, next(letters));
    }

    private static URI next(LetterPage letters) {
        return letters.next() == null
                ? null
                : ServletUriComponentsBuilder.fromCurrentRequest()
                        .scheme(null)
                        .host(null)
                        .port(null)
                        .replaceQueryParam("page")
                        .replaceQueryParam("after", letters.next())
                        .build()
                        .toUri();
    }

    @GetMapping("/dead-letters/counts")
    @Operation(summary = "Open dead letters, counted by table or provider, and kind")
    List<Count> counts() {
        return deadLetters.counts();
    }

    @GetMapping("/dead-letters/{id}")
    @Operation(summary = "One dead letter with its history")
    Letter one(@PathVariable String id) {
        return deadLetters.find(id).orElseThrow(() -> Replays.unknown(id));
    }

    @PostMapping("/dead-letters/{id}/replay")
    @Operation(
            summary = "Looks at the document again and delivers what is missing; or has a provider asked again",
            description =
                    "Answers 200 when that took less than five seconds; else 202, and the place where it goes on. A provider "
                            + "that is asked again may charge for the second time; dryRun says how much. Its letter is "
                            + "replayed until the answer resolves or opens it.")
    ResponseEntity<Replay.Progress> replay(
            @PathVariable String id,
            @RequestParam(defaultValue = "false") @Parameter(description = "only say what it would do now")
                    boolean dryRun,
            HttpServletRequest request)
            throws InterruptedException {
        return answer(replays.start(List.of(id), dryRun, request.getRemoteUser()));
    }

    @PostMapping("/dead-letters/replay")
    @Operation(
            summary = "Replays all letters that the filters mean: the open ones, unless a state is given",
            description =
                    "Throttled like everything else; without filters, all open letters, those of providers included.")
    ResponseEntity<Replay.Progress> replay(
            @ParameterObject Filters filters,
            @RequestParam(defaultValue = "false") @Parameter(description = "only say what it would do now")
                    boolean dryRun,
            HttpServletRequest request)
            throws InterruptedException {
        return answer(replays.start(filters.filter(), dryRun, request.getRemoteUser()));
    }

    private static ResponseEntity<Replay.Progress> answer(Replay replay) throws InterruptedException {
        return replay.await(PATIENCE_SECONDS, TimeUnit.SECONDS)
                ? ResponseEntity.ok(replay.progress())
                : ResponseEntity.accepted()
                        .location(URI.create("/api/replays/" + replay.id()))
                        .body(replay.progress());
    }

    @GetMapping("/replays/{id}")
    @Operation(
            summary = "How far a replay is; the latest hundred are known",
            description = "Those from before the last start without what became of each letter: its history tells.")
    Replay.Progress replay(@PathVariable String id) {
        return replays.find(id)
                .orElseThrow(() ->
                        new UnknownException("There is no replay \"%s\"; the latest hundred are known.".formatted(id)));
    }

    @PostMapping("/dead-letters/{id}/discard")
    @Operation(summary = "Puts a letter aside for good: the same sentence about the same document is not told again")
    Letter discard(@PathVariable String id, HttpServletRequest request) {
        one(id);
        deadLetters.discard(List.of(id), request.getRemoteUser());
        return one(id);
    }

    @PostMapping("/dead-letters/discard")
    @Operation(summary = "Puts all open letters that the filters mean aside; without any filter, only with all=true")
    Map<String, Integer> discard(
            @ParameterObject Filters filters,
            @RequestParam(defaultValue = "false") boolean all,
            HttpServletRequest request) {
        if (filters.filter().everything() && !all) {
            throw Sizes.bad("No filter is given; say all=true to discard every open letter.");
        }
        return Map.of("discarded", deadLetters.discard(filters.filter(), request.getRemoteUser()));
    }
}

package dev.airtableroutes.api;

import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.deadletter.DeadLetters.Count;
import dev.airtableroutes.mapping.Mapping;
import dev.airtableroutes.sync.Pass;
import dev.airtableroutes.sync.PassReport;
import dev.airtableroutes.sync.PassRequest.Mode;
import dev.airtableroutes.sync.Passes;
import dev.airtableroutes.sync.Run;
import dev.airtableroutes.sync.Tables;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/tables")
@Tag(name = "Tables", description = "The synced tables, and what a person can ask of them")
class TablesController {

    /**
     * A table as it stands.
     *
     * @param pass the one under way, or the latest; null before the first
     * @param deadLetters open ones, by kind
     */
    record TableView(
            String table,
            String base,
            String route,
            String collection,
            boolean running,
            boolean paused,
            Instant pausedSince,
            String pausedBy,
            Instant next,
            PassReport pass,
            Map<String, Long> deadLetters) {}

    private final Tables tables;
    private final Passes passes;
    private final Run run;
    private final DeadLetters deadLetters;

    TablesController(Tables tables, Passes passes, Run run, DeadLetters deadLetters) {
        this.tables = tables;
        this.passes = passes;
        this.run = run;
        this.deadLetters = deadLetters;
    }

    @GetMapping
    @Operation(summary = "All tables in link order, each with its latest pass and its open dead letters")
    List<TableView> all() {
        List<Count> counts = deadLetters.counts();
        return tables.names().stream().map(table -> view(table, counts)).toList();
    }

    @GetMapping("/{base}/{table}")
    @Operation(summary = "One table")
    TableView one(@PathVariable String base, @PathVariable String table) {
        return view(name(base, table), deadLetters.counts());
    }

    @PostMapping("/{base}/{table}/sync")
    @Operation(
            summary = "Asks for a pass now",
            description = "The pass begins when the one before it has ended. Answers 202 with its id and place.")
    ResponseEntity<PassReport> sync(
            @PathVariable String base,
            @PathVariable String table,
            @RequestParam(defaultValue = "false") @Parameter(description = "write nothing, only count") boolean dryRun,
            @RequestParam(defaultValue = "false") @Parameter(description = "read all records of Airtable first")
                    boolean reconcile) {
        String id = run.ask(name(base, table), reconcile ? Mode.RECONCILE : Mode.CHANGED, dryRun);
        return ResponseEntity.accepted()
                .location(URI.create("/api/passes/" + id))
                .body(passes.report(id).orElseThrow());
    }

    @PostMapping("/{base}/{table}/pause")
    @Operation(summary = "Starts no more passes of the table; what is in flight arrives, the rest waits")
    TableView pause(@PathVariable String base, @PathVariable String table, HttpServletRequest request) {
        tables.pause(name(base, table), request.getRemoteUser());
        return one(base, table);
    }

    @PostMapping("/{base}/{table}/resume")
    @Operation(summary = "Ends a pause; a pass starts at once")
    TableView resume(@PathVariable String base, @PathVariable String table) {
        tables.resume(name(base, table));
        return one(base, table);
    }

    private String name(String base, String table) {
        return tables.known(base + "/" + table).table();
    }

    private TableView view(String table, List<Count> counts) {
        Mapping mapping = tables.known(table);
        Tables.Pause pause = tables.pause(table).orElse(null);
        boolean running = passes.running(table)
                .filter(pass -> pass.ended() == null)
                .map(Pass::id)
                .isPresent();
        return new TableView(
                table,
                table.substring(0, table.indexOf('/')),
                table.replace('/', '-'),
                mapping.collection(),
                running,
                pause != null,
                pause == null ? null : pause.since(),
                pause == null ? null : pause.by(),
                tables.next(table).orElse(null),
                passes.latest(table, 1).stream().findFirst().orElse(null),
                counts.stream()
                        .filter(count -> count.table().equals(table))
                        .collect(Collectors.toMap(Count::kind, Count::letters)));
    }
}

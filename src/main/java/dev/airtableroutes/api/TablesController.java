package dev.airtableroutes.api;

import dev.airtableroutes.sync.PassReport;
import dev.airtableroutes.sync.PassRequest.Mode;
import dev.airtableroutes.sync.Passes;
import dev.airtableroutes.sync.Run;
import dev.airtableroutes.sync.TableView;
import dev.airtableroutes.sync.TableViews;
import dev.airtableroutes.sync.Tables;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
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

    private final Tables tables;
    private final Passes passes;
    private final Run run;
    private final TableViews views;

    TablesController(Tables tables, Passes passes, Run run, TableViews views) {
        this.tables = tables;
        this.passes = passes;
        this.run = run;
        this.views = views;
    }

    @GetMapping
    @Operation(summary = "All tables in link order, each with its latest pass and its open dead letters")
    List<TableView> all() {
        return views.all();
    }

    @GetMapping("/{base}/{table}")
    @Operation(summary = "One table")
    TableView one(@PathVariable String base, @PathVariable String table) {
        return views.one(base + "/" + table);
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
}

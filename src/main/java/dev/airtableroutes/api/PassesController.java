package dev.airtableroutes.api;

import dev.airtableroutes.failure.UnknownException;
import dev.airtableroutes.sync.PassReport;
import dev.airtableroutes.sync.Passes;
import dev.airtableroutes.sync.Tables;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/passes")
@Tag(name = "Passes", description = "Readings of a collection for a table, under way and ended")
class PassesController {

    private final Passes passes;
    private final Tables tables;

    PassesController(Passes passes, Tables tables) {
        this.passes = passes;
        this.tables = tables;
    }

    @GetMapping
    @Operation(summary = "The latest passes that had anything to do, latest first")
    List<PassReport> latest(
            @RequestParam(required = false) @Parameter(description = "logical name, such as cuculi/users") String table,
            @RequestParam(defaultValue = "50") @Parameter(description = "1 to 500") int size) {
        return passes.latest(table == null ? null : tables.known(table).table(), Sizes.checked(size));
    }

    @GetMapping("/{id}")
    @Operation(summary = "One pass: queued, running, done, waiting, stopped or interrupted")
    PassReport one(@PathVariable String id) {
        return passes.report(id)
                .orElseThrow(() -> new UnknownException(
                        "There is no pass \"%s\"; passes that had nothing to do are not kept for long.".formatted(id)));
    }
}

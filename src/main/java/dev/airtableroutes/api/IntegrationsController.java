package dev.airtableroutes.api;

import dev.airtableroutes.health.Integration;
import dev.airtableroutes.health.Integrations;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/health/integrations")
@Tag(name = "Integrations", description = "The systems around the product; one that is down leaves the others at work")
class IntegrationsController {

    private final Integrations integrations;

    IntegrationsController(Integrations integrations) {
        this.integrations = integrations;
    }

    @GetMapping
    @Operation(summary = "All integrations")
    List<Integration> all() {
        return integrations.all();
    }

    @GetMapping("/{name}")
    @Operation(summary = "One integration; answers 503 when it is down")
    ResponseEntity<Integration> one(@PathVariable String name) {
        Integration integration = integrations.known(name);
        return ResponseEntity.status(
                        integration.state() == Integration.State.DOWN ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.OK)
                .body(integration);
    }
}

package dev.airtableroutes.api;

import dev.airtableroutes.health.Integration;
import dev.airtableroutes.health.Integrations;
import dev.airtableroutes.provider.AskAgain;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/providers")
@Tag(name = "Providers", description = "Whom leads are found, enriched, verified and pushed with")
class ProvidersController {

    private final AskAgain again;
    private final Integrations integrations;

    ProvidersController(AskAgain again, Integrations integrations) {
        this.again = again;
        this.integrations = integrations;
    }

    @PostMapping("/{name}/ask-again")
    @Operation(
            summary = "Asks a provider again that is left alone: somebody has bought credits, or changed the plan",
            description = "What waits for it goes on at once. When it still refuses, it is left alone anew.")
    Integration askAgain(@PathVariable String name) {
        again.ask(name);
        return integrations.known(name);
    }
}

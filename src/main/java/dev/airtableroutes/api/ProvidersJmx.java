package dev.airtableroutes.api;

import dev.airtableroutes.provider.AskAgain;
import org.springframework.jmx.export.annotation.ManagedOperation;
import org.springframework.jmx.export.annotation.ManagedOperationParameter;
import org.springframework.jmx.export.annotation.ManagedResource;
import org.springframework.stereotype.Component;

/** Providers for Hawtio. What is wrong with a request is told in the exception's message. */
@Component
@ManagedResource(
        objectName = "dev.airtableroutes:type=Operations,name=Providers",
        description = "Whom leads are found, enriched, verified and pushed with")
public class ProvidersJmx {

    private final AskAgain again;

    ProvidersJmx(AskAgain again) {
        this.again = again;
    }

    @ManagedOperation(
            description = "Asks a provider again that is left alone: somebody has bought credits, or changed the plan")
    @ManagedOperationParameter(name = "provider", description = "such as hunter")
    public void askAgain(String provider) {
        again.ask(provider.trim());
    }
}

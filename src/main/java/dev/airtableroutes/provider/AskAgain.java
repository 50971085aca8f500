package dev.airtableroutes.provider;

import dev.airtableroutes.failure.ConflictException;
import dev.airtableroutes.failure.UnknownException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/** A person has bought credits or changed a plan: nobody waits any longer for a time at which a provider may answer again. */
@Component
public class AskAgain {

    private static final Logger LOG = LoggerFactory.getLogger(AskAgain.class);

    private final Providers providers;
    private final Circuits circuits;
    private final ApplicationEventPublisher events;

    AskAgain(Providers providers, Circuits circuits, ApplicationEventPublisher events) {
        this.providers = providers;
        this.circuits = circuits;
        this.events = events;
    }

    /** What waited for this provider need not wait any more. */
    public record Welcome(String provider) {}

    /** Whether it would help: something of the provider is left alone. */
    public boolean useful(String name) {
        return providers.purses(name).stream().anyMatch(circuits::open);
    }

    /**
     * Lets a provider be asked at once.
     *
     * @throws UnknownException when there is none of that name
     * @throws ConflictException when it is off
     */
    public void ask(String name) {
        if (providers.find(name).isEmpty()) {
            throw new UnknownException("There is no provider \"%s\"; there are: %s."
                    .formatted(name, String.join(", ", providers.all().keySet())));
        }
        providers.whyOff(name).ifPresent(why -> {
            throw new ConflictException(why);
        });
        circuits.close(name);
        LOG.info("{} is asked again, since a person said so", name);
        events.publishEvent(new Welcome(name));
    }
}

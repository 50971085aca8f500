package dev.airtableroutes.lead;

import dev.airtableroutes.provider.AskAgain;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Leads and searches that wait for a provider, and need not when a person says that it can be asked again. */
@Component
class WaitsForProviders {

    private final Leads leads;
    private final Searches searches;
    private final InFlight inFlight;

    WaitsForProviders(Leads leads, Searches searches, InFlight inFlight) {
        this.leads = leads;
        this.searches = searches;
        this.inFlight = inFlight;
    }

    @EventListener
    void end(AskAgain.Welcome again) {
        inFlight.resume(again.provider());
        leads.decideAnew();
        searches.askAgain(again.provider());
    }
}

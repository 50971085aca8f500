package dev.airtableroutes.command;

import dev.airtableroutes.lead.LeadRuns;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.camel.ProducerTemplate;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** Hands out turns at providers where nothing serves. */
@Component
class TurnsOut {

    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(250);

    private final ProducerTemplate camel;

    TurnsOut(@Lazy ProducerTemplate camel) {
        this.camel = camel;
    }

    /**
     * Until there is nothing left to do, or a terminal has waited long enough.
     *
     * @param leads also to leads and searches, and not to campaigns alone
     */
    boolean handOut(boolean leads, BooleanSupplier done) {
        Instant patience = Instant.now().plus(LeadRuns.WORTH_WAITING);
        do {
            if (leads) {
                camel.requestBody("direct:leads-dispatch", (Object) null);
            }
            camel.requestBody("direct:campaigns-dispatch", (Object) null);
            LockSupport.parkNanos(TICK);
        } while (!done.getAsBoolean()
                && Instant.now().isBefore(patience)
                && !Thread.currentThread().isInterrupted());
        return done.getAsBoolean();
    }
}

package dev.airtableroutes.sync;

import dev.airtableroutes.ledger.Ledger;
import dev.airtableroutes.ledger.PlannedLedger;

/** Which ledger a pass works with: the real one, or that of a dry run. */
final class Ledgers {

    private final Ledger real;
    private volatile boolean prepared;
    /** One for each dry run of several tables, so that planned records can be linked to. */
    private volatile PlannedLedger plan;

    Ledgers(Ledger real) {
        this.real = real;
    }

    Ledger of(PassRequest request) {
        if (request.dryRun()) {
            PlannedLedger planned = plan;
            return planned == null ? new PlannedLedger(real) : planned;
        }
        if (!prepared) {
            real.prepare();
            prepared = true;
        }
        return real;
    }

    /** From here on, dry runs see what earlier ones planned. */
    Ledger planTogether() {
        plan = new PlannedLedger(real);
        return plan;
    }
}

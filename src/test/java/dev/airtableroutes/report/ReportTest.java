package dev.airtableroutes.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.sync.PassReport;
import dev.airtableroutes.sync.PassRequest.Mode;
import dev.airtableroutes.sync.Totals;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {

    private static final Instant STARTED = Instant.parse("2024-01-01T00:00:00Z");

    private static Report report(boolean dryRun) {
        return Report.of(
                List.of(pass("shop/users", 100), pass("shop/orders", 20), pass("hub/leads", 50)),
                dryRun,
                STARTED,
                STARTED.plusSeconds(3),
                List.of(new Report.Calls("shop", 5, 0), new Report.Calls("hub", 60, 0)),
                5);
    }

    private static PassReport pass(String table, long writeCalls) {
        Totals totals = new Totals(0, 0, 0, 0, 0, 0, Map.of(), 0, 0, Map.of(), 0, writeCalls);
        return new PassReport(
                table, table, Mode.CHANGED, true, PassReport.DONE, STARTED, STARTED, 0, totals, null, Map.of());
    }

    @Test
    void aPlanSaysHowLongTheRunWouldTakeApartFromHowLongThePlanTook() {
        assertThat(report(true).text())
                .as("125 calls to the shop, beside 110 to the hub")
                .endsWith("A real run would make about 235 calls, 170 of them to write, and take about 25 s."
                        + " Making this plan took 3.0 s.");
    }

    @Test
    void aRunSaysHowLongItTook() {
        assertThat(report(false).text()).endsWith("Took 3.0 s.").doesNotContain("real run");
    }
}

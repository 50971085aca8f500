package dev.airtableroutes.lead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.credit.Caps;
import dev.airtableroutes.lead.LeadRuns.Selection;
import dev.airtableroutes.provider.Outcome;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A run whose cap is reached is over. What it left says so, and goes on when there is money again. */
class RunCapTest extends LeadsFixture {

    private static final Selection ALL = new Selection(null, List.of(), 100);
    private static final String RUN = "enrich-1";

    @BeforeEach
    void cap() {
        capped("1");
    }

    private void capped(String credits) {
        rules = rules(new Caps(null, new BigDecimal(credits), Map.of()));
        restart();
    }

    /** One address costs all that the run has. */
    private void reached() {
        found("Jane Doe");
        says("a", hit(Outcome.HIT_VERIFIED, JANE));
        runs.enrich(RUN, ALL);
        run();
        found("Joe Doe");
        runs.enrich(RUN, ALL);
        run();
        says("a", hit(Outcome.HIT_VERIFIED, "joe@acme.com"));
    }

    private Lead joe() {
        return leads.byKeys(List.of("person:joe doe@acme.com")).orElseThrow();
    }

    @Test
    void whoeverAsksIsToldWhyAndWhatToDo() {
        reached();

        assertThat(joe().state()).isEqualTo(State.BUDGET_BLOCKED);
        assertThat(joe().text("enrichment", "reason"))
                .startsWith("The cap of 1 credits a run is reached: ")
                .contains("caps.run")
                .contains("mappings/leads.yaml");
        assertThat(runs.progress(RUN).blocked()).containsExactly(Map.entry(joe().text("enrichment", "reason"), 1L));
        assertThat(new Funnel(source, credits, suppressions).report(null).blocked())
                .containsExactly(Map.entry(joe().text("enrichment", "reason"), 1L));
    }

    /** The run is over: with the next day its leads are as all others. */
    @Test
    void theNextDayTheyGoOnWithoutTheRun() {
        reached();
        run();
        assertThat(joe().state()).isEqualTo(State.BUDGET_BLOCKED);

        clock.pass(Duration.ofDays(1));
        run();

        assertThat(joe().state()).isEqualTo(State.FOUND);
        assertThat(joe().run()).isNull();
        assertThat(runs.progress(RUN).blocked()).isEmpty();
    }

    @Test
    void withAHigherCapTheyGoOnAtOnce() {
        reached();

        capped("2");
        run();

        assertThat(joe().state()).isEqualTo(State.FOUND);
    }

    /** Unless somebody asks: what a run was to verify is verified by the next one, and no finder is asked. */
    @Test
    void whatWasToBeVerifiedIsTakenUpByTheNextVerification() {
        found("Jane Doe");
        says("a", hit(Outcome.HIT_VERIFIED, JANE));
        run();
        clock.pass(Duration.ofDays(60));
        capped("0.5");
        runs.verify("verify-1", ALL);
        run();
        assertThat(lead().state()).isEqualTo(State.BUDGET_BLOCKED);
        asked.clear();
        says("v", hit(Outcome.HIT_VERIFIED, JANE));

        capped("9");
        assertThat(runs.verify("verify-2", ALL)).isEqualTo(1);
        run();

        assertThat(asked).containsExactly("v verifies " + JANE);
        assertThat(lead().text("email", "status")).isEqualTo("verified");
    }

    /** A miss costs nothing, so nobody is turned away for what is only held back. */
    @Test
    void whatIsHeldBackForCallsUnderWayBlocksNobodyForADay() {
        found("Jane Doe");
        found("Joe Doe");
        says("a", only(Outcome.MISS), hit(Outcome.HIT_VERIFIED, "joe@acme.com"));
        runs.enrich(RUN, ALL);

        for (int i = 0; i < 10; i++) {
            round();
            clock.pass(Duration.ofSeconds(5));
        }

        assertThat(leads.list(new Document())).extracting(Lead::state).contains(State.FOUND);
        assertThat(asked).filteredOn("a"::equals).hasSize(2);
        assertThat(spent()).isEqualByComparingTo("1");
    }

    /** Nor for a month. */
    @Test
    void norForTheMonthOfAProvider() {
        rules = rules(new Caps(null, null, Map.of("a", BigDecimal.ONE)));
        restart();
        off.addAll(List.of("b", "paid"));
        found("Jane Doe");
        found("Joe Doe");
        says("a", only(Outcome.MISS), hit(Outcome.HIT_VERIFIED, "joe@acme.com"));

        for (int i = 0; i < 10; i++) {
            round();
            clock.pass(Duration.ofSeconds(5));
        }

        assertThat(asked).filteredOn("a"::equals).hasSize(2);
    }
}

package dev.airtableroutes.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The whole chain over a quarter of the sample; {@code Benchmark chain} takes all of it. */
class LeadChainTest {

    @Test
    void everybodyEndsAsTheyShouldAndTheBillsAgree() {
        WholeSample.endsAsItShould(300);
    }

    @Test
    void theBillsAgreeOnBadDaysToo() {
        WholeSample.endsAsItShouldOnABadDay(150);
    }

    /** A second run over the same people costs nothing: everything is known. */
    @Test
    void nobodyIsPaidForTwice() {
        try (Chain chain = new Chain(120, Map.of("LEADS_CREDITS_A_RUN", 100_000))) {
            chain.search();
            chain.enrich();
            Map<String, ?> bill = chain.bill();
            int calls = chain.providers.arrivals().size();
            chain.source().getCollection("leads").drop();
            chain.source().getCollection("searches").drop();
            chain.search();
            int searches = chain.providers.arrivals().size() - calls;

            chain.enrich();

            assertThat(WholeSample.wrong(chain)).isEmpty();
            List.of("anymailfinder", "findymail", "hunter", "apollo")
                    .forEach(finder ->
                            assertThat(chain.bill().get(finder)).as(finder).isEqualTo(bill.get(finder)));
            assertThat(chain.providers.arrivals())
                    .as("no call but the searches")
                    .hasSize(calls + searches);
        }
    }
}

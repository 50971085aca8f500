package dev.airtableroutes.lead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import dev.airtableroutes.credit.Caps;
import dev.airtableroutes.credit.Credits;
import dev.airtableroutes.provider.Answer;
import dev.airtableroutes.provider.Circuits;
import dev.airtableroutes.provider.Operation;
import dev.airtableroutes.provider.Outcome;
import dev.airtableroutes.provider.Provider;
import dev.airtableroutes.provider.Turn;
import dev.airtableroutes.provider.Verb;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A page that costs is not asked for again at once when nobody knows what became of it. */
class SearchChargesTest extends LeadGround {

    private Credits credits;
    private Searches searches;

    @BeforeEach
    void restart() {
        Rules rules = rules(new Rules.Waterfall(List.of(), List.of()), Map.of(), Caps.NONE, Map.of());
        restart(
                rules,
                searching("paid", BigDecimal.ONE, Operation.Charged.answer, false),
                searching("free", BigDecimal.ZERO, Operation.Charged.never, true));
        credits = new Credits(state, clock);
        searches = new Searches(
                source,
                leads,
                new Hits(leads, suppressions, current),
                credits,
                providers,
                mock(Circuits.class),
                current,
                inFlight);
    }

    private static Provider searching(String name, BigDecimal price, Operation.Charged charged, boolean repeatFree) {
        return provider(
                name, name, Map.of(Verb.search, new Operation(Verb.search, 2, price, charged, repeatFree, null, null)));
    }

    @Test
    void anUnknownPageThatCostsWaitsForTheNextTime() {
        search("paid");
        answer(page("2"));
        answer(unknown());

        clock.pass(Duration.ofHours(11));
        assertThat(searches.due()).isEmpty();
        assertThat(searches.busy()).isFalse();
        assertThat(searches.all()).singleElement().satisfies(search -> assertThat(search.reason())
                .contains("Broke off.", "next time"));
        assertThat(spent()).isEqualByComparingTo("2");

        clock.pass(Duration.ofHours(1));
        assertThat(sent().subject()).containsEntry("page", "2");
    }

    @Test
    void aPersonNeedNotWait() {
        search("paid");
        answer(unknown());

        searches.start(List.of("s"));

        answer(page(null));
        assertThat(spent()).isEqualByComparingTo("2");
        assertThat(searches.all())
                .singleElement()
                .extracting(Searches.View::reason)
                .isNull();
    }

    @Test
    void anUnknownPageThatIsFreeIsAskedForAgain() {
        search("free");
        answer(page("2"));
        answer(unknown());

        clock.pass(Duration.ofSeconds(5));
        assertThat(sent().subject()).containsEntry("page", "2");
    }

    @Test
    void aPageThatCostsWaitsAfterACrashAsWell() {
        search("paid");
        sent();
        restart();

        clock.pass(Duration.ofMinutes(6));
        assertThat(searches.due()).isEmpty();
        clock.pass(Duration.ofHours(11));
        assertThat(searches.due()).isEmpty();
        assertThat(searches.busy()).isFalse();
        assertThat(spent()).isEqualByComparingTo("1");
        assertThat(searches.all()).singleElement().satisfies(search -> assertThat(search.reason())
                .contains("next time"));

        clock.pass(Duration.ofHours(1));
        answer(page(null));
        assertThat(spent()).isEqualByComparingTo("2");
    }

    @Test
    void afterACrashAPersonNeedNotWait() {
        search("paid");
        sent();
        restart();
        clock.pass(Duration.ofMinutes(6));

        searches.start(List.of());

        assertThat(searches.due()).as("what it cost is counted first").isEmpty();
        answer(page(null));
        assertThat(spent()).isEqualByComparingTo("2");
    }

    @Test
    void afterACrashAPageThatIsFreeIsAskedForAgain() {
        search("free");
        sent();
        restart();

        clock.pass(Duration.ofMinutes(6));
        assertThat(searches.due()).isEmpty();
        assertThat(searches.due()).hasSize(1);
    }

    @Test
    void whatHadNotLeftBeforeACrashGoesOn() {
        search("paid");
        assertThat(searches.due()).hasSize(1);
        restart();

        clock.pass(Duration.ofMinutes(6));
        assertThat(searches.due()).hasSize(1);
        assertThat(spent()).isEqualByComparingTo("0");
    }

    private void search(String provider) {
        source.getCollection("searches")
                .insertOne(new Document("_id", "s")
                        .append("source", provider)
                        .append("query", "cto")
                        .append("every", "12h"));
    }

    private Turn sent() {
        List<Turn> due = searches.due();
        assertThat(due).hasSize(1);
        credits.sending(due.get(0).id());
        return due.get(0);
    }

    private void answer(Answer answer) {
        searches.settle(answer, sent());
    }

    private static Answer page(String next) {
        return new Answer("", "", Outcome.HIT, 200, Map.of(), List.of(), null, null, next, null);
    }

    private static Answer unknown() {
        return Answer.without("", "", Outcome.UNKNOWN, null, null, "Broke off.");
    }

    private BigDecimal spent() {
        return credits.spent(null).stream()
                .map(one -> one.credits().add(one.unknown()))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}

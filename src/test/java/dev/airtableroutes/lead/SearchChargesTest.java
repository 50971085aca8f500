package dev.airtableroutes.lead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import dev.airtableroutes.credit.Caps;
import dev.airtableroutes.credit.Charge;
import dev.airtableroutes.credit.Credits;
import dev.airtableroutes.deadletter.Again;
import dev.airtableroutes.deadletter.Asker;
import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.deadletter.Letter;
import dev.airtableroutes.deadletter.LetterFilter;
import dev.airtableroutes.deadletter.Standing;
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
    private SearchTurns turns;
    private SearchAnswers answers;
    private SearchNews news;
    private SearchLetters letters;
    private DeadLetters deadLetters;

    @BeforeEach
    void restart() {
        Rules rules = rules(new Rules.Waterfall(List.of(), List.of()), Map.of(), Caps.NONE, Map.of());
        restart(
                rules,
                searching("paid", BigDecimal.ONE, Operation.Charged.answer, false),
                searching("free", BigDecimal.ZERO, Operation.Charged.never, true));
        credits = new Credits(state, clock);
        deadLetters = new DeadLetters(state);
        news = new SearchNews(providers, deadLetters);
        searches = new Searches(source, leads);
        turns = new SearchTurns(searches, credits, providers, mock(Circuits.class), current, inFlight, news);
        answers = new SearchAnswers(searches, new Hits(leads, suppressions, current), credits, providers, inFlight);
        letters = new SearchLetters(source, searches, providers, leads);
    }

    private static Provider searching(String name, BigDecimal price, Operation.Charged charged, boolean repeatFree) {
        return provider(
                name,
                name,
                Map.of(Verb.search, new Operation(Verb.search, 2, price, charged, "credits", repeatFree, null, null)));
    }

    @Test
    void anUnknownPageThatCostsWaitsForTheNextTime() {
        search("paid");
        answer(page("2"));
        answer(unknown());

        clock.pass(Duration.ofHours(11));
        assertThat(turns.due(List.of())).isEmpty();
        assertThat(searches.busy(List.of())).isFalse();
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
        assertThat(turns.due(List.of())).isEmpty();
        clock.pass(Duration.ofHours(11));
        assertThat(turns.due(List.of())).isEmpty();
        assertThat(searches.busy(List.of())).isFalse();
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

        assertThat(turns.due(List.of())).as("what it cost is counted first").isEmpty();
        answer(page(null));
        assertThat(spent()).isEqualByComparingTo("2");
    }

    @Test
    void afterACrashAPageThatIsFreeIsAskedForAgain() {
        search("free");
        sent();
        restart();

        clock.pass(Duration.ofMinutes(6));
        assertThat(turns.due(List.of())).isEmpty();
        assertThat(turns.due(List.of())).hasSize(1);
    }

    @Test
    void whatHadNotLeftBeforeACrashGoesOn() {
        search("paid");
        assertThat(turns.due(List.of())).hasSize(1);
        restart();

        clock.pass(Duration.ofMinutes(6));
        assertThat(turns.due(List.of())).hasSize(1);
        assertThat(spent()).isEqualByComparingTo("0");
    }

    private Letter letter() {
        List<Letter> all = deadLetters.page(LetterFilter.ALL, 0, 5, null).letters();
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    @Test
    void aPageOfWhichNobodyKnowsIsALetterUntilTheSearchIsAnswered() {
        search("paid");
        answer(page("2"));
        answer(unknown());

        assertThat(letter())
                .extracting(Letter::provider, Letter::operation, Letter::kind, Letter::state, Letter::fields)
                .containsExactly("paid", "search", "exhausted", Letter.State.OPEN, Map.of("page", "2"));
        assertThat(letter().reason())
                .isEqualTo(
                        "Broke off. Nobody knows whether paid charged for the page; its price counts as spent, and the "
                                + "search waits for its next time.");
        clock.pass(Duration.ofHours(12));
        answer(Answer.without("", "", Outcome.UNAVAILABLE, 503, null, "Down."));
        assertThat(letter().state()).isEqualTo(Letter.State.OPEN);
        clock.pass(Duration.ofHours(12));
        answer(page(null));
        assertThat(letter().state()).isEqualTo(Letter.State.RESOLVED);
    }

    @Test
    void aPageThatWasLostInACrashIsALetterAsWell() {
        search("paid");
        sent();
        restart();
        clock.pass(Duration.ofMinutes(6));
        turns.due(List.of());
        turns.due(List.of());

        assertThat(letter().reason()).startsWith("The application ended before the answer was kept.");
        assertThat(letter().attempts()).isEqualTo(1);
    }

    /** The letter is written first. */
    @Test
    void aKillBehindTheLetterLeavesOne() {
        search("paid");
        Turn turn = sent();
        deadLetters.settle(news.standing(of(turn, unknown()), turn));
        restart();
        clock.pass(Duration.ofMinutes(6));
        turns.due(List.of());

        assertThat(letter().attempts()).isEqualTo(1);
    }

    @Test
    void aQueryThatIsRefusedIsALetterAndAPageThatIsFreeIsNone() {
        search("free");
        answer(unknown());
        clock.pass(Duration.ofSeconds(5));
        answer(Answer.without("", "", Outcome.RATE_LIMITED, 429, null, null));
        clock.pass(Duration.ofHours(1));
        assertThat(deadLetters.none()).isTrue();

        answer(Answer.without("", "", Outcome.BAD_INPUT, 400, null, "The query is too long."));

        assertThat(letter())
                .extracting(Letter::kind, Letter::httpStatus, Letter::reason)
                .containsExactly("record", 400, "The query is too long. It is asked again at its next time.");
    }

    @Test
    void aReplayBeginsTheSearchAnewOnce() {
        search("paid");
        answer(page("2"));
        answer(unknown());

        assertThat(letters.replay(letter(), true))
                .isEqualTo(Again.underWay(
                        "The search begins anew at its first page: up to 1 credits a page at paid, also for pages that were paid before.",
                        BigDecimal.ONE));
        assertThat(turns.due(List.of())).isEmpty();
        letters.replay(letter(), false);
        assertThat(letters.replay(letter(), false))
                .isEqualTo(Again.underWay("The search is due, or under way.", BigDecimal.ZERO));
        Turn turn = sent();
        assertThat(turn.subject()).doesNotContainKey("page");
        assertThat(letters.replay(letter(), false).what()).isEqualTo("The search is due, or under way.");
        answers.settle(page(null), turn);

        assertThat(letters.known(letter())).contains(new Asker.Known("query", "cto"));
        source.getCollection("searches")
                .updateOne(new Document(), new Document("$set", new Document("enabled", false)));
        assertThat(letters.replay(letter(), false).state()).isEqualTo(Letter.State.OPEN);
        source.getCollection("searches").deleteMany(new Document());
        assertThat(letters.replay(letter(), false)).isEqualTo(Again.settled("The search is gone."));
    }

    private void search(String provider) {
        source.getCollection("searches")
                .insertOne(new Document("_id", "s")
                        .append("source", provider)
                        .append("query", "cto")
                        .append("every", "12h"));
    }

    private Turn sent() {
        List<Turn> due = turns.due(List.of());
        assertThat(due).hasSize(1);
        credits.sending(due.get(0).id());
        return due.get(0);
    }

    /** What the route search-answer does. */
    private void answer(Answer answer) {
        Turn turn = sent();
        Standing standing = news.standing(of(turn, answer), turn);
        if (standing != null) {
            deadLetters.settle(standing);
        }
        answers.settle(answer, turn);
    }

    private static Answer page(String next) {
        return new Answer("", "", Outcome.HIT, 200, Map.of(), List.of(), null, null, next, null);
    }

    private static Answer unknown() {
        return Answer.without("", "", Outcome.UNKNOWN, null, null, "Broke off.");
    }

    private BigDecimal spent() {
        return spent(credits);
    }

    private void changeTo(String provider) {
        source.getCollection("searches")
                .updateOne(new Document(), new Document("$set", new Document("source", provider)));
    }

    @Test
    void aSearchThatAsksSomebodyElseNowLeavesNothingToAsk() {
        search("paid");
        answer(unknown());
        changeTo("free");

        assertThat(letters.replay(letter(), false)).isEqualTo(Again.settled("The search asks free now."));
    }

    @Test
    void theAnswerOfItsNewSourceSettlesTheLettersOfTheFormerOnes() {
        search("paid");
        answer(unknown());
        searches.start(List.of("s"));
        changeTo("free");

        answer(page(null));

        assertThat(letter().state()).isEqualTo(Letter.State.RESOLVED);
        assertThat(letter().history()).last().extracting(Letter.Event::note).isEqualTo("The search asks free now.");
    }

    @Test
    void aSearchWhoseIdIsANumberIsBegunAnewAsWell() {
        source.getCollection("searches")
                .insertOne(new Document("_id", 7)
                        .append("source", "paid")
                        .append("query", "cto")
                        .append("every", "12h"));
        answer(unknown());

        assertThat(letters.replay(letter(), false).state()).isEqualTo(Letter.State.REPLAYED);

        assertThat(turns.due(List.of(7))).hasSize(1);
    }

    /** Two processes have read the search before one of them began its page. */
    @Test
    void ofTwoProcessesOneAsksForAPage() {
        search("paid");
        Document asRead = source.getCollection("searches").find().first();
        Turn turn = sent();
        restart();

        assertThat(turns.begin(new SavedSearch(asRead))).isEmpty();
        assertThat(deadLetters.none()).as("it is not lost").isTrue();
        assertThat(credits.state(turn.id())).contains(Charge.State.SENT);
    }
}

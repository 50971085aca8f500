package dev.airtableroutes.lead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.provider.Answer;
import dev.airtableroutes.provider.Outcome;
import dev.airtableroutes.provider.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A search brings no more people than it may. */
class SearchesTest extends LeadsFixture {

    private Searches searches;

    @BeforeEach
    void search() {
        searches = searches();
        source.getCollection("searches")
                .insertOne(
                        new Document("_id", "ctos").append("source", "serper").append("cap", 5));
    }

    private Hits.Stored page(List<Map<String, Object>> items) {
        Document search = source.getCollection("searches").find().first();
        Turn turn = new Turn("ctos.serper.search." + search.get("turns"), "serper", "search", search, 1);
        return searchAnswers()
                .settle(
                        new Answer(
                                "serper",
                                "search",
                                Outcome.HIT,
                                200,
                                Map.of(),
                                items,
                                null,
                                null,
                                "next",
                                "Serper has results (200)."),
                        turn);
    }

    private static List<Map<String, Object>> people(int from, int to) {
        List<Map<String, Object>> items = new ArrayList<>();
        for (int i = from; i < to; i++) {
            items.add(Map.of("person.fullName", "Person " + i, "company.domain", "acme.com"));
        }
        return items;
    }

    @Test
    void aPageThatIsLongerThanTheCapIsCut() {
        assertThat(page(people(0, 8))).isEqualTo(new Hits.Stored(5, 0, 0));
        assertThat(leads.list(new Document())).hasSize(5);
    }

    @Test
    void aLaterPageHasWhatTheCapLeaves() {
        assertThat(page(people(0, 3)).added()).isEqualTo(3);
        assertThat(page(people(3, 6)).added()).isEqualTo(2);
        assertThat(searches.all().get(0).leads()).isEqualTo(5);
        assertThat(searches.all().get(0).reason())
                .as("a reason is one to do something")
                .isNull();
    }

    /** The page is paid for: who stands behind a hit that names nobody is taken. */
    @Test
    void hitsThatNameNobodyTakeNoRoom() {
        List<Map<String, Object>> items = new ArrayList<>(List.of(Map.of("source.url", "https://example.com")));
        items.addAll(people(0, 8));

        assertThat(page(items)).isEqualTo(new Hits.Stored(5, 0, 1));
    }
}

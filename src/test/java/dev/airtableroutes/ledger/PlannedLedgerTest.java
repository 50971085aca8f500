package dev.airtableroutes.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import dev.airtableroutes.MemoryMongo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlannedLedgerTest extends LedgerTest {

    private final MongoDatabase state = MemoryMongo.database();
    private final Ledger real = new MongoLedger(state);
    private final Ledger ledger = new PlannedLedger(real);
    private List<Document> before = List.of();

    @Override
    Ledger ledger() {
        return ledger;
    }

    @AfterEach
    void nothingIsWrittenAnywhere() {
        assertThat(everything()).isEqualTo(before);
    }

    private List<Document> everything() {
        List<Document> all = new ArrayList<>();
        for (String collection : state.listCollectionNames()) {
            state.getCollection(collection).find().into(all);
        }
        return all;
    }

    private void given(Runnable confirmed) {
        confirmed.run();
        before = everything();
    }

    @Test
    void readsWhatTheRealOneKnows() {
        given(() -> {
            real.confirm(USERS, List.of(created("a", "rec1", "id a")));
            real.listed(USERS, List.of(record("rec2", Map.of(), "id b")), "l1");
        });

        assertThat(found("a")).isEqualTo(created("a", "rec1", "id a").entry());
        assertThat(claim("id a").documentId()).isEqualTo("a");
        assertThat(claim("id b").free()).containsExactly("rec2");
        assertThat(ledger.free(USERS, List.of("rec2"))).containsOnlyKeys("rec2");
        assertThat(ledger.documents(USERS, 10)).containsExactly(List.of("a"));
    }

    @Test
    void aPlanStandsInFrontOfTheRealOne() {
        given(() -> {
            real.confirm(USERS, List.of(created("a", "rec1", "id a", "email x")));
            real.listed(USERS, List.of(record("rec2", Map.of(), "id b", "email b")), "l1");
        });
        Entry after = entry("a", "rec1", Map.of("name", "planned"), "id a");

        ledger.confirm(
                USERS,
                List.of(
                        new Confirmed(after, List.of(), List.of("email x"), false, false),
                        created("b", "rec2", "id b")));

        assertThat(found("a")).isEqualTo(after);
        assertThat(claim("email x")).isNull();
        assertThat(claim("id b")).isEqualTo(new Claim("b", "rec2", List.of()));
        assertThat(ledger.free(USERS, List.of("rec2"))).isEmpty();
        ledger.forget(USERS, List.of("a"), List.of());
        assertThat(found("a")).isNull();
        assertThat(claim("id a")).isNull();
    }

    @Test
    void aKeyThatTheRealOneKnowsAsAnothersStaysThere() {
        given(() -> real.confirm(USERS, List.of(created("a", "rec1", "id a"))));

        ledger.confirm(USERS, List.of(created("b", "planned-1", "id a")));

        assertThat(claim("id a")).isEqualTo(new Claim("a", "rec1", List.of()));
        assertThat(ledger.confirm(USERS, List.of(created("c", "rec1"))))
                .containsExactly(new Conflict("c", "a", "rec1"));
    }

    @Test
    void recordsThatAListingDidNotSeeArePlannedAnew() {
        given(() -> {
            real.confirm(USERS, List.of(created("a", "rec1", "id a"), created("b", "rec2", "id b")));
            real.listed(USERS, List.of(record("rec3", Map.of(), "email x"), record("rec4", Map.of(), "email x")), "l1");
        });

        ledger.listed(
                USERS,
                List.of(record("rec2", Map.of("name", "by hand"), "id b"), record("rec4", Map.of(), "email x")),
                "l2");
        ledger.endListing(USERS, "l2", List.of());

        assertThat(found("a")).isNull();
        assertThat(claim("id a")).isNull();
        assertThat(found("b")).isEqualTo(new Entry("b", "rec2", Map.of("name", "by hand"), List.of("id b"), 0));
        assertThat(ledger.free(USERS, List.of("rec3", "rec4"))).containsOnlyKeys("rec4");
    }
}

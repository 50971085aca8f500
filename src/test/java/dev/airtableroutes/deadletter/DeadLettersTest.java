package dev.airtableroutes.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import dev.airtableroutes.MemoryMongo;
import dev.airtableroutes.deadletter.DeadLetter.Kind;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

class DeadLettersTest {

    private final MongoDatabase state = MemoryMongo.database();
    private final DeadLetters letters = new DeadLetters(state);

    private static DeadLetter cell(Object documentId, String field, String reason) {
        return DeadLetter.of("shop/users", documentId, Kind.CELL, field, "-1", List.of(), reason);
    }

    private static DeadLetter refused(Object documentId) {
        return new DeadLetter(
                "shop-users", "shop/users", documentId, Kind.RECORD, null, null, List.of(), 422, "INVALID", "Refused.");
    }

    private Document stored(DeadLetter letter) {
        return state.getCollection("dead_letters")
                .find(new Document("_id", letter.id()))
                .first();
    }

    private String state(DeadLetter letter) {
        return stored(letter).getString("state");
    }

    @Test
    void aLetterSaysWhatIsWrong() {
        DeadLetter letter = new DeadLetter(
                "shop-users",
                "shop/users",
                new ObjectId("65a000000000000000000001"),
                Kind.DUPLICATE_KEY,
                "email",
                "x",
                List.of("a", "rec1"),
                422,
                "T",
                "Why.");

        assertThat(letters.store(letter)).isSameAs(letter);

        Document stored = stored(letter);
        assertThat(stored)
                .containsEntry("route", "shop-users")
                .containsEntry("table", "shop/users")
                .containsEntry("documentId", new ObjectId("65a000000000000000000001"))
                .containsEntry("kind", "duplicate-key")
                .containsEntry("field", "email")
                .containsEntry("value", "x")
                .containsEntry("others", List.of("a", "rec1"))
                .containsEntry("httpStatus", 422)
                .containsEntry("errorType", "T")
                .containsEntry("reason", "Why.")
                .containsEntry("state", "open")
                .containsEntry("attempts", 1);
        assertThat(stored.getDate("firstAt")).isEqualTo(stored.getDate("at"));
    }

    @Test
    void theSameFaultIsOneLetter() {
        letters.store(cell("a", "age", "First."));
        Document first = stored(cell("a", "age", ""));
        letters.store(cell("a", "age", "Second."));

        assertThat(letters.open()).isEqualTo(1);
        assertThat(stored(cell("a", "age", "")))
                .containsEntry("attempts", 2)
                .containsEntry("reason", "Second.")
                .containsEntry("firstAt", first.getDate("firstAt"));
    }

    @Test
    void anotherFaultIsAnotherLetter() {
        letters.store(cell("a", "age", "r"));
        letters.store(cell("a", "name", "r"));
        letters.store(cell("b", "age", "r"));
        letters.store(cell(1, "age", "r"));
        letters.store(cell("1", "age", "r"));
        letters.store(refused("a"));
        letters.store(DeadLetter.of("shop/orders", "a", Kind.CELL, "age", "-1", List.of(), "r"));

        assertThat(letters.open()).isEqualTo(7);
        assertThat(letters.troubled("shop/users", List.of("a", "b", "c", 1, "1")))
                .containsExactlyInAnyOrder("a", "b", 1, "1");
        assertThat(letters.openByKind("shop/users").keySet()).containsExactly("cell", "record");
        assertThat(letters.openByKind("shop/users").get("record")).containsExactly("a");
    }

    @Test
    void aDeliveredDocumentHasNoOpenLettersButTheNewOnes() {
        DeadLetter old = letters.store(cell("a", "age", "r"));
        DeadLetter refused = letters.store(refused("a"));
        DeadLetter today = letters.store(cell("a", "name", "r"));
        DeadLetter other = letters.store(cell("b", "age", "r"));

        letters.delivered("shop/users", "a", List.of(today.id()));

        assertThat(state(old)).isEqualTo("resolved");
        assertThat(stored(old).getDate("resolvedAt")).isNotNull();
        assertThat(state(refused)).isEqualTo("resolved");
        assertThat(state(today)).isEqualTo("open");
        assertThat(state(other)).isEqualTo("open");
        assertThat(letters.troubled("shop/users", List.of("a", "b", "c"))).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void whatAirtableRefusedStaysRefusedUntilItIsDelivered() {
        DeadLetter cell = letters.store(cell("a", "age", "r"));
        DeadLetter refused = letters.store(refused("a"));

        letters.unchanged("shop/users", "a", List.of());

        assertThat(state(cell)).isEqualTo("resolved");
        assertThat(state(refused)).isEqualTo("open");
    }

    @Test
    void aFaultThatComesBackIsOpenAgain() {
        DeadLetter letter = letters.store(cell("a", "age", "r"));
        letters.delivered("shop/users", "a", List.of());
        letters.store(letter);

        assertThat(state(letter)).isEqualTo("open");
        assertThat(stored(letter)).containsEntry("attempts", 2).doesNotContainKey("resolvedAt");
        assertThat(letters.openByKind("shop/users")).isEqualTo(Map.of("cell", List.of("a")));
    }
}

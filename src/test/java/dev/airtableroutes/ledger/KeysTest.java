package dev.airtableroutes.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

class KeysTest {

    @Test
    void aKeyIsItsFieldAndItsValue() {
        assertThat(Keys.of("email", "ada@example.com")).isEqualTo("email ada@example.com");
    }

    @Test
    void aLongKeyStaysShort() {
        String message = "m".repeat(100_000);

        assertThat(Keys.of("message", message)).hasSizeLessThan(40).startsWith("message ");
        assertThat(Keys.of("message", message)).isEqualTo(Keys.of("message", "m".repeat(100_000)));
        assertThat(Keys.of("message", message)).isNotEqualTo(Keys.of("message", message + "n"));
        assertThat(Keys.of("message", "m".repeat(200))).isEqualTo("message " + "m".repeat(200));
    }

    @Test
    void cellsTogetherAreAKeyInAnyOrder() {
        assertThat(Keys.cells(Map.of("a", "1", "b", "2"))).isEqualTo(Keys.cells(Map.of("b", "2", "a", "1")));
        assertThat(Keys.cells(Map.of("a", "1"))).isNotEqualTo(Keys.cells(Map.of("a", "2")));
        assertThat(Keys.cells(Map.of("a", "1"))).isNotEqualTo(Keys.cells(Map.of()));
    }

    @Test
    void aRecordIsNoKeyThatADocumentCouldHave() {
        assertThat(Keys.record("rec1")).startsWith("\u0001").endsWith("rec1");
        assertThat(Keys.record("rec1")).isNotEqualTo(Keys.of("record", "rec1"));
    }

    @Test
    void idsThatMongoKeepsApartAreApart() {
        List<Object> ids = List.of(
                new ObjectId("65a000000000000000000001"),
                "65a000000000000000000001",
                1,
                2L,
                1.5,
                "1",
                "number 1",
                true,
                new Date(1),
                new Date(2),
                new Document("a", 1).append("b", 2),
                new Document("b", 2).append("a", 1),
                new Document("a", "1").append("b", 2),
                new Binary(new byte[] {1, 2}),
                new Binary(new byte[] {1, 3}),
                new UUID(1, 2),
                Decimal128.parse("7"),
                "x".repeat(300),
                "x".repeat(301));

        assertThat(ids.stream().map(Keys::document)).doesNotHaveDuplicates().allMatch(text -> text.length() <= 200);
    }

    @Test
    void equalIdsAreOne() {
        assertThat(Keys.document(1)).isEqualTo(Keys.document(1L)).isEqualTo(Keys.document(1.0));
        assertThat(Keys.document(100)).isEqualTo(Keys.document(new BigDecimal("1E+2")));
        assertThat(Keys.document(new Document("a", 1))).isEqualTo(Keys.document(new Document("a", 1)));
        assertThat(Keys.document(new Binary(new byte[] {1}))).isEqualTo(Keys.document(new Binary(new byte[] {1})));
        assertThat(Keys.document(new Date(5))).isEqualTo(Keys.document(new Date(5)));
        assertThat(Keys.document(Double.NaN)).isEqualTo(Keys.document(Double.NaN));
    }
}

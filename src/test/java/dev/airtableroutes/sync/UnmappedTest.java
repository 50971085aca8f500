package dev.airtableroutes.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;

class UnmappedTest {

    private static Unmapped reading(String... paths) {
        StringBuilder users = new StringBuilder("""
                table: shop/users
                collection: users
                match: [id]
                fields:
                  id: key
                """);
        List<String> fields = List.of("email", "name", "age");
        for (int i = 0; i < paths.length; i++) {
            users.append("  %s: %s\n".formatted(fields.get(i), paths[i]));
        }
        return new Unmapped(Fixtures.shop(users.toString()).catalog.mappings().get("shop/users"));
    }

    private static Map<String, Long> counts(Unmapped unmapped, String... documents) {
        Arrays.stream(documents).map(Document::parse).forEach(unmapped::look);
        return unmapped.counts();
    }

    @Test
    void whatIsNotReadOfAnObjectIsToldByItsPath() {
        assertThat(counts(
                        reading("quality.mail.address", "name"),
                        "{_id: 1, key: 'a', name: 'A', shoe: 43, quality: {mail: {address: 'x', ok: true}, seats: {a: 1}}}",
                        "{_id: 2, quality: {mail: null, seats: 3}}",
                        "{_id: 3, quality: null, shoe: null}"))
                .isEqualTo(Map.of("shoe", 2L, "quality.mail.ok", 1L, "quality.seats", 2L));
    }

    @Test
    void anObjectOfWhichNothingIsReadIsOneAndSoIsAScalarWhereAnObjectWasExpected() {
        assertThat(counts(reading("price.total"), "{price: 5, gift: {from: 1, to: 2}}"))
                .isEqualTo(Map.of("price", 1L, "gift", 1L));
    }

    @Test
    void whatIsReadAsAWholeIsReadWhateverIsInIt() {
        assertThat(counts(reading("[price.total, price]"), "{price: {total: 5, currency: 'EUR'}}"))
                .isEmpty();
    }

    @Test
    void elementsOfAListCountOnceADocument() {
        assertThat(
                        counts(
                                reading("{from: guests, each: name}", "visits.0.at"),
                                "{guests: [{name: 'a', age: 1}, {name: 'b', age: 2}, 'c'], visits: [{at: 1, by: 'x'}, {by: 'y', no: 1}]}"))
                .isEqualTo(Map.of("guests.age", 1L, "visits.0.by", 1L));
    }

    @Test
    void howManyThereAreIsBounded() {
        Unmapped unmapped = reading("votes.total");
        for (int i = 0; i < 3; i++) {
            Document votes = new Document("total", 1).append("x".repeat(1000), 1);
            IntStream.range(0, 5_000).forEach(person -> votes.append("person" + person, 1));
            unmapped.look(new Document("votes", votes));
        }

        assertThat(unmapped.counts())
                .hasSize(101)
                .containsEntry("votes.person0", 3L)
                .containsEntry("votes.*", 3L);
    }
}

package dev.airtableroutes.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import dev.airtableroutes.MemoryMongo;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.Test;

class TableStateTest {

    private static final Instant NOW = Instant.parse("2024-05-06T07:08:09.123Z");

    private final MongoDatabase state = MemoryMongo.database();

    @Test
    void aTableBeginsWithNothing() {
        assertThat(TableState.read(state, "shop/users@app1/tbl1"))
                .isEqualTo(new TableState(false, null, null, null, null, false, null, null));
    }

    @Test
    void eachStepIsKeptBesideTheOthers() {
        String users = "shop/users@app1/tbl1";
        TableState.begun(state, users, NOW.minusSeconds(1));
        TableState.listed(state, users);
        TableState.underWay(state, users);
        TableState.looked(state, users, NOW.plusSeconds(2));
        TableState.cursor(state, users, NOW);
        TableState.full(state, users, NOW.plusSeconds(1), "abc");
        TableState.listed(state, users);

        assertThat(TableState.read(state, users))
                .isEqualTo(new TableState(
                        true, NOW, NOW.plusSeconds(1), "abc", null, true, NOW.minusSeconds(1), NOW.plusSeconds(2)));

        TableState.settled(state, users);
        assertThat(TableState.read(state, users).underWay()).isFalse();
        assertThat(TableState.read(state, users).cursor()).isEqualTo(NOW);
    }

    @Test
    void whatIsAboutToBeSentTakesThePlaceOfWhatWasUntilAllIsSettled() {
        String users = "shop/users@app1/tbl1";
        TableState.sends(state, users, List.of(Entry.underWay(1, Map.of(), List.of("id 1", "email a"), 0)));
        Entry second = Entry.underWay("b", Map.of(), List.of("id 2"), 0);
        TableState.sends(state, users, List.of(second));

        assertThat(TableState.sent(state, users)).containsExactly(second);
        Entry takeOver = Entry.takingOver(
                "b",
                new TakeOver("rec1", true, Map.of("name", "n", "note", ""), Map.of("name", "", "note", "x")),
                List.of("id 2"));
        TableState.sends(state, users, List.of(takeOver));
        assertThat(TableState.sent(state, users)).containsExactly(takeOver);
        assertThat(TableState.read(state, users).underWay()).isTrue();

        TableState.settled(state, users);
        assertThat(TableState.sent(state, users)).isEmpty();
        assertThat(TableState.read(state, users).underWay()).isFalse();
        assertThat(TableState.sent(state, "another")).isEmpty();
    }

    @Test
    void aTakeOverThatAnEarlierVersionHasNotedIsReadAsItWasMeant() {
        for (long tries = 0; tries < 2; tries++) {
            Document note = new Document("d", 1)
                    .append("k", List.of("id 1"))
                    .append("f", new Document("name", "n"))
                    .append("h", tries)
                    .append("o", "rec1");
            state.getCollection("tables").deleteMany(new Document());
            state.getCollection("tables").insertOne(new Document("_id", "users").append("sent", List.of(note)));

            assertThat(TableState.sent(state, "users"))
                    .singleElement()
                    .returns(new TakeOver("rec1", tries > 0, Map.of("name", "n"), Map.of()), Entry::takesOver)
                    .returns(tries > 0, Entry::createsRecord);
        }
    }

    @Test
    void anotherLiveBaseHasAStateOfItsOwn() {
        TableState.listed(state, "shop/users@app1/tbl1");

        assertThat(TableState.read(state, "shop/users@app2/tbl1").listed()).isFalse();
    }
}

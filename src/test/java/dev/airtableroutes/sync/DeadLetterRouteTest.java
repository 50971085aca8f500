package dev.airtableroutes.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.airtableroutes.deadletter.DeadLetter;
import dev.airtableroutes.deadletter.DeadLetter.Kind;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;

class DeadLetterRouteTest extends RealRoutes {

    @Autowired
    @Qualifier("state")
    private MongoDatabase state;

    private void send(DeadLetter letter, Pass pass) {
        camel.sendBodyAndProperty("direct:dead-letter", letter, Passes.PROPERTY, pass);
    }

    private Document kept(String documentId) {
        return state.getCollection("dead_letters")
                .find(Filters.eq("documentId", documentId))
                .first();
    }

    private static DeadLetter letter(String documentId) {
        return DeadLetter.of("shop/users", documentId, Kind.CELL, "age", "-1", List.of(), "-1 is not at least 0.");
    }

    @Test
    void aLetterIsKeptUntilSomebodyMendsWhatItSays() {
        send(letter("kept"), shop.users());

        assertThat(kept("kept"))
                .containsEntry("table", "shop/users")
                .containsEntry("kind", "cell")
                .containsEntry("field", "age")
                .containsEntry("value", "-1")
                .containsEntry("reason", "-1 is not at least 0.")
                .containsEntry("state", "open");
    }

    @Test
    void whatNoPassCouldDeliverIsKeptToo() {
        camel.sendBody("direct:dead-letter", letter("without-a-pass"));

        assertThat(kept("without-a-pass")).containsEntry("state", "open");
    }

    @Test
    void aDryRunKeepsNone() {
        send(letter("planned"), plan());

        assertThat(kept("planned")).isNull();
    }
}

package dev.airtableroutes.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A local Airtable of {@link SmallBase} without limits, and a client. */
abstract class SandboxFixture {

    static final String PEOPLE = SmallBase.PEOPLE;
    static final String TEAMS = SmallBase.TEAMS;

    LocalAirtable airtable;
    Client client;

    @BeforeEach
    void start() {
        airtable = LocalAirtable.start(0, List.of(SmallBase.base()));
        airtable.limits().enabled(false);
        client = new Client(airtable.url());
    }

    @AfterEach
    void stop() {
        airtable.close();
    }

    LocalTable people() {
        return airtable.table("small", "people");
    }

    LocalTable teams() {
        return airtable.table("small", "teams");
    }

    String person(String name) {
        return people().insert(Map.of("name", name));
    }

    List<String> names() {
        return people().records().stream()
                .map(record -> (String) record.fields().get("name"))
                .toList();
    }

    static void refused(Client.Answer answer, int status, String type, String message) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.error()).isEqualTo(type);
        assertThat(answer.message()).contains(message);
    }

    Client.Answer create(String fields) throws IOException {
        return client.post(PEOPLE, "{'fields':" + fields + "}");
    }
}

package dev.airtableroutes.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class AdminTest extends SandboxFixture {

    private static final String ROWS = "/_sandbox/bases/small/tables/people/records";

    @Test
    void readsAndEditsTablesWithoutCountingAsARequest() throws IOException {
        airtable.limits().enabled(true);
        String id = client.post(ROWS, "{'fields':{'name':'Ada','e_mail':'a@b.c'}}")
                .json()
                .path("id")
                .asText();
        for (int i = 0; i < 10; i++) {
            assertThat(client.patch(ROWS + "/" + id, "{'fields':{'age':" + i + "}}")
                            .status())
                    .isEqualTo(200);
        }
        assertThat(client.get(ROWS).json().at("/0/fields/E-mail 📧 ").asText()).isEqualTo("a@b.c");
        assertThat(client.get(ROWS + "/" + id).json().at("/fields/age").asInt()).isEqualTo(9);
        client.delete(ROWS + "/" + id);
        assertThat(client.get("/_sandbox/bases")
                        .json()
                        .at("/0/tables/0/records")
                        .asInt(-1))
                .isZero();
        assertThat(client.get("/_sandbox/stats").json().path("requests").asInt())
                .isZero();
    }

    @Test
    void ordersFaultsLimitsAndNetwork() throws IOException {
        client.post("/_sandbox/faults", "{'effect':'status','status':503,'times':1,'headers':{'Retry-After':'2'}}");
        assertThat(create("{}").status()).isEqualTo(503);
        assertThat(client.get("/_sandbox/faults").json().at("/0/hits").asInt()).isEqualTo(1);
        client.post("/_sandbox/quota", "{'exceeded':true}");
        assertThat(create("{}").status()).isEqualTo(429);
        client.post("/_sandbox/quota", "{'exceeded':false}");
        client.post("/_sandbox/access", "{'base':'small','granted':false}");
        assertThat(create("{}").status()).isEqualTo(403);
        client.post("/_sandbox/access", "{'base':'small','granted':true}");
        client.post("/_sandbox/limits", "{'enabled':true,'perBase':0,'lockoutMillis':60000}");
        assertThat(create("{}").status()).isEqualTo(429);
        assertThat(client.get("/_sandbox/stats")
                        .json()
                        .at("/statuses/small/503")
                        .asInt())
                .isEqualTo(1);
        client.post("/_sandbox/limits", "{'perBase':1}");
        assertThat(create("{}").status()).as("closed for a minute").isEqualTo(429);
        client.post("/_sandbox/reset", "");
        assertThat(create("{}").status()).isEqualTo(200);
        assertThat(client.post("/_sandbox/network", "{'minDelayMillis':1,'workMillis':1}")
                        .status())
                .isEqualTo(200);
        assertThat(client.post("/_sandbox/offsets/expire", "").status()).isEqualTo(200);
        assertThat(client.get("/_sandbox/arrivals").json()).hasSize(1);
    }

    @Test
    void changesFields() throws IOException {
        String field = "/_sandbox/bases/small/tables/people/fields/kind";
        client.patch(field, "{'name':'Kind','dropOption':'host'}");
        refused(create("{'Kind':'host'}"), 422, "INVALID_MULTIPLE_CHOICE_OPTIONS", "host");
        client.delete(field);
        refused(create("{'Kind':'guest'}"), 422, "UNKNOWN_FIELD_NAME", "Kind");
    }

    @Test
    void anOrderThatItDoesNotKnowIsRefused() throws IOException {
        assertThat(client.post("/_sandbox/fault", "{}").status()).isEqualTo(404);
        assertThat(client.post("/_sandbox/faults", "{'effect':'STATUS','state':5}")
                        .status())
                .isEqualTo(400);
        assertThat(client.post("/_sandbox/faults", "{'effect':'STATUS'}").text())
                .contains("needs a status");
        assertThat(client.post("/_sandbox/limits", "{'perbase':5}").status()).isEqualTo(400);
        assertThat(client.get("/_sandbox/bases/small/tables/nobody/records").text())
                .contains("[people, teams]");
        assertThat(client.get("/_sandbox").text()).contains("/_sandbox/stats");
    }
}

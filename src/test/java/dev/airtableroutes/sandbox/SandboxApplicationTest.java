package dev.airtableroutes.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.airtableroutes.sandbox.providers.People;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SandboxApplicationTest {

    @Test
    void everyBaseOfTheMappingsBecomesALocalOne() throws Exception {
        try (LocalAirtable airtable = LocalAirtable.start(0, SandboxBases.read())) {
            airtable.limits().enabled(false);
            Client client = new Client(airtable.url());
            List<String> ids = client.get("/v0/meta/bases").json().findValuesAsText("id");
            assertThat(ids).hasSize(9);
            for (String id : ids) {
                assertThat(client.get("/v0/meta/bases/" + id + "/tables").json().path("tables"))
                        .as(id)
                        .isNotEmpty();
            }
            airtable.table("cuculi", "messages")
                    .insert(Map.of(
                            "Users", List.of(airtable.table("cuculi", "users").insert(Map.of("email", "a@b.c")))));
            assertThat(airtable.table("cuculi", "users").records().get(0).fields())
                    .containsKey("Messages");
        }
    }

    @Test
    void searchesAreSavedWhereThereAreNone() {
        try (LocalMongo mongo = LocalMongo.start(0);
                MongoClient client = MongoClients.create(mongo.uri("cuculi"))) {
            MongoDatabase database = client.getDatabase("cuculi");
            SandboxApplication.saveSearches(database, new People(1, 400));
            SandboxApplication.saveSearches(database, new People(1, 800));
            assertThat(database.getCollection(SandboxApplication.SEARCHES).find())
                    .hasSize(new People(1, 400).searches().size())
                    .allSatisfy(search -> assertThat(search)
                            .containsKeys("_id", "source", "query", "segment", "every", "cap", "enabled"));
        }
    }

    @Test
    void lifeChangesDocumentsAndLetsNewOnesIn() {
        try (LocalMongo mongo = LocalMongo.start(0);
                MongoClient client = MongoClients.create(mongo.uri("cuculi"))) {
            MongoDatabase database = client.getDatabase("cuculi");
            SampleData data = new SampleData(1, 50, 5, 0);
            data.insertInto(database);
            Date start = Date.from(Instant.now());
            try (Life life = new Life(database, data)) {
                for (int i = 0; i < 10; i++) {
                    life.change();
                }
            }
            assertThat(database.getCollection(SampleData.USERS).countDocuments())
                    .isEqualTo(51);
            assertThat(database.getCollection(SampleData.USERS).countDocuments(Filters.gte("updatedAt", start)))
                    .isBetween(2L, 7L);
            assertThat(database.getCollection(SampleData.EVENTS).countDocuments(Filters.gte("updatedAt", start)))
                    .isBetween(1L, 3L);
        }
    }
}

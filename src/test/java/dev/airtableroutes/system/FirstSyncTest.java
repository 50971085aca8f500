package dev.airtableroutes.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import dev.airtableroutes.sandbox.LocalAirtable;
import dev.airtableroutes.sync.Totals;
import java.net.InetSocketAddress;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;

class FirstSyncTest {

    @Test
    void everythingArrivesAndASecondRunHasNothingToDo() {
        MongoServer server = new MongoServer(new MemoryBackend());
        server.enableOplog();
        InetSocketAddress address = server.bind();
        String uri = "mongodb://127.0.0.1:" + address.getPort();
        try (LocalAirtable airtable = LocalAirtable.start(0, Product.bases());
                MongoClient client = MongoClients.create(uri)) {
            MongoDatabase cuculi = client.getDatabase("cuculi");
            Date now = new Date();
            cuculi.getCollection("user")
                    .insertMany(IntStream.range(0, 123)
                            .mapToObj(i -> new Document("_id", "u" + i)
                                    .append("email", "u" + i + "@example.com")
                                    .append("event_count", i)
                                    .append("updatedAt", now))
                            .toList());
            cuculi.getCollection("event")
                    .insertMany(IntStream.range(0, 11)
                            .mapToObj(i -> new Document("_id", "e" + i)
                                    .append("name", "Event " + i)
                                    .append("updatedAt", now))
                            .toList());
            cuculi.getCollection("messages")
                    .insertMany(IntStream.range(0, 30)
                            .mapToObj(i -> new Document("_id", "m" + i)
                                    .append("message_text", "Hello " + i)
                                    .append("user_id", "u" + i)
                                    .append("event_id", "e" + i % 11)
                                    .append("updatedAt", now))
                            .toList());
            try (Product product = Product.start(airtable, uri + "/cuculi", Map.of())) {
                Map<String, Totals> first = product.sync();
                assertThat(first.get("cuculi/users").created()).isEqualTo(123);
                assertThat(first.get("cuculi/messages").unresolvedLinks()).isZero();
                assertThat(airtable.table("cuculi", "users").size()).isEqualTo(123);
                assertThat(Product.by("id", airtable, "messages").get("m7").get("Users"))
                        .isEqualTo(List.of(airtable.table("cuculi", "users").records().stream()
                                .filter(record -> "u7".equals(record.fields().get("id")))
                                .findFirst()
                                .orElseThrow()
                                .id()));
                int before = airtable.arrivals().size();
                Map<String, Totals> second = product.sync();
                assertThat(second.get("cuculi/users").created()).isZero();
                assertThat(airtable.arrivals().size() - before)
                        .as("only the schema is read")
                        .isEqualTo(1);
            }
        } finally {
            server.shutdownNow();
        }
    }
}

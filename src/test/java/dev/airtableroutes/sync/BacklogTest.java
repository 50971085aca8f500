package dev.airtableroutes.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import dev.airtableroutes.airtable.LiveBases;
import dev.airtableroutes.base.LiveSchema;
import dev.airtableroutes.ledger.TableState;
import dev.airtableroutes.mapping.Mapping;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mockito.ArgumentMatchers;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class BacklogTest {

    private final Fixtures shop = Fixtures.shop();
    private final Mapping users = shop.catalog.mappings().get("shop/users");
    private final LiveBases bases = mock();
    private final FindIterable<Document> query = mock();

    @BeforeEach
    void aTableWithACursor() {
        doReturn(Optional.of(new LiveSchema(shop.catalog.bases().byKey().get("shop"), List.of(), List.of())))
                .when(bases)
                .lately("shop");
        TableState.cursor(shop.state, shop.users().scope(), Instant.now());
    }

    @Test
    void aSearchHasAnEndAndTheOperatorIsToldOnceWhatWouldHelp(CapturedOutput output) {
        Backlog backlog = new Backlog(bases, slow(), shop.state);
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(MongoExecutionTimeoutException.class).isThrownBy(() -> backlog.oldest(users));
        }
        verify(query, times(2)).maxTime(5000, TimeUnit.MILLISECONDS);
        assertThat(output.toString().split("createIndex", -1)).hasSize(2);
        assertThat(output)
                .contains("shop/users: looking for the oldest change in collection users had no end after 5,000 ms")
                .contains("db.getCollection(\"users\").createIndex({\"updatedAt\": 1})");
    }

    @Test
    void whoHasTheIndexIsNotToldToMakeIt(CapturedOutput output) {
        shop.source.getCollection("users").createIndex(new Document("updatedAt", 1));

        assertThatExceptionOfType(MongoExecutionTimeoutException.class)
                .isThrownBy(() -> new Backlog(bases, slow(), shop.state).oldest(users));

        assertThat(output).doesNotContain("createIndex");
    }

    @Test
    void anIndexThatLacksDocumentsIsNone(CapturedOutput output) {
        shop.source.getCollection("users").createIndex(new Document("updatedAt", 1), new IndexOptions().sparse(true));

        assertThatExceptionOfType(MongoExecutionTimeoutException.class)
                .isThrownBy(() -> new Backlog(bases, slow(), shop.state).oldest(users));

        assertThat(output).contains("createIndex");
    }

    /** The source database, where a search in the collection has no end. */
    private MongoDatabase slow() {
        MongoCollection<Document> collection =
                mock(MongoCollection.class, delegatesTo(shop.source.getCollection("users")));
        doReturn(query).when(collection).find(ArgumentMatchers.<Bson>any());
        doReturn(query).when(query).projection(ArgumentMatchers.any());
        doReturn(query).when(query).sort(ArgumentMatchers.any());
        doReturn(query).when(query).limit(ArgumentMatchers.anyInt());
        doReturn(query).when(query).maxTime(anyLong(), ArgumentMatchers.any());
        doThrow(new MongoExecutionTimeoutException("exceeded time limit"))
                .when(query)
                .cursor();
        MongoDatabase slow = mock(MongoDatabase.class, delegatesTo(shop.source));
        doReturn(collection).when(slow).getCollection("users");
        return slow;
    }
}

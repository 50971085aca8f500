package dev.airtableroutes.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.spy;

import com.mongodb.MongoException;
import dev.airtableroutes.provider.Turn;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** MongoDB is away for a moment while a tick hands out work: what is in hand by then leaves. */
class PushTickTest {

    private final Stand stand = new Stand();

    @Test
    void aBatchThatWasClaimedIsSent() {
        Document a = stand.lead("a");
        stand.order(Stand.MAIL);
        PushStore shaky = spy(stand.store);
        doThrow(new MongoException("away"))
                .doCallRealMethod()
                .when(shaky)
                .toLookUp(eq("instantly"), any(), any(), anyInt());

        List<Turn> due = stand.turns(shaky).due(null);

        assertThat(due).hasSize(1);
        assertThat(Stand.rows(due.get(0))).extracting(Stand::address).containsExactly("a@acme.com");
        stand.answers.settle(Stand.took(due.get(0), 0), due.get(0));
        assertThat(stand.push(a, Stand.MAIL)).containsEntry("state", "pushed");
    }
}

package dev.airtableroutes.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.spy;

import dev.airtableroutes.lead.InFlight;
import dev.airtableroutes.lead.TurnsGivenBack;
import dev.airtableroutes.provider.Turn;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** The application stops before a batch has left. */
class GivenBackTest {

    private final Stand stand = new Stand();

    /** The stop asks who is in hand between the claim and the hand. */
    @Test
    void alsoWhenTheStopComesWhileTheBatchIsMade() {
        Document a = stand.lead("a");
        stand.order(Stand.MAIL);
        InFlight stopping = spy(stand.hands());
        doReturn(false).when(stopping).enter(any(), any(), any());

        assertThat(stand.turns(stopping).due(null)).isEmpty();

        assertThat(stand.push(a, Stand.MAIL)).containsEntry("state", "planned").containsEntry("sends", 0);
    }

    @Test
    void itsPushesArePlannedAsBeforeAndGoWithTheNextStart() {
        Document a = stand.lead("a");
        stand.order(Stand.MAIL);
        Turn batch = stand.turns.due(null).get(0);

        stand.turns.giveBack(new TurnsGivenBack(List.of(batch)));

        assertThat(stand.push(a, Stand.MAIL)).containsEntry("state", "planned").containsEntry("sends", 0);
        stand.restart();
        List<Turn> again = stand.turns.due(null);
        assertThat(again).hasSize(1);
        assertThat(Stand.rows(again.get(0))).extracting(Stand::address).containsExactly("a@acme.com");
    }
}

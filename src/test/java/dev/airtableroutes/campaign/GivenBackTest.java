package dev.airtableroutes.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.lead.TurnsGivenBack;
import dev.airtableroutes.provider.Turn;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** The application stops before a batch has left. */
class GivenBackTest {

    private final Stand stand = new Stand();

    @Test
    void itsPushesArePlannedAsBeforeAndGoWithTheNextStart() {
        Document a = stand.lead("a");
        stand.order(Stand.MAIL);
        Turn batch = stand.turns.due().get(0);

        stand.turns.giveBack(new TurnsGivenBack(List.of(batch)));

        assertThat(stand.push(a, Stand.MAIL)).containsEntry("state", "planned").containsEntry("sends", 0);
        stand.restart();
        List<Turn> again = stand.turns.due();
        assertThat(again).hasSize(1);
        assertThat(Stand.rows(again.get(0))).extracting(Stand::address).containsExactly("a@acme.com");
    }
}

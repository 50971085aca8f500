package dev.airtableroutes.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TakeOverTest {

    private static final TakeOver THREE = new TakeOver(
            "rec1",
            false,
            Map.of("name", "Ana", "age", "36", "note", ""),
            Map.of("name", "typed", "age", "", "note", "by hand"));

    private static boolean isCarriedOut(TakeOver takeOver, Map<String, String> cells) {
        return takeOver.isCarriedOut(new FreeRecord("rec1", cells, List.of()));
    }

    @Test
    void wasCarriedOutWhereTheRecordHasWhatWasSent() {
        assertThat(isCarriedOut(THREE, Map.of("name", "Ana", "age", "36"))).isTrue();
        assertThat(isCarriedOut(THREE, Map.of("name", "typed", "note", "by hand")))
                .isFalse();
    }

    @Test
    void onePersonsEditOfOneCellDoesNotDecideWhatItIs() {
        assertThat(isCarriedOut(THREE, Map.of("name", "Anna", "age", "36")))
                .as("changed since")
                .isTrue();
        assertThat(isCarriedOut(THREE, Map.of("name", "typed", "age", "36")))
                .as("taken back since, or refused")
                .isTrue();
        assertThat(isCarriedOut(THREE, Map.of("name", "Ana", "note", "by hand")))
                .as("typed by chance")
                .isFalse();
    }

    @Test
    void inDoubtItIsTheOtherOnes() {
        assertThat(isCarriedOut(THREE, Map.of("name", "Anna", "age", "37", "note", "new")))
                .isFalse();
        assertThat(isCarriedOut(THREE, Map.of("name", "Ana", "age", "37", "note", "by hand")))
                .isFalse();
    }

    @Test
    void whatIsKnownToBeTheDocumentsIsSoWhateverItSays() {
        assertThat(isCarriedOut(new TakeOver("rec1", true, Map.of(), Map.of()), Map.of("name", "typed")))
                .isTrue();
    }

    @Test
    void ofANoteOfAnEarlierVersionAnyCellTells() {
        TakeOver earlier = new TakeOver("rec1", false, Map.of("name", "Ana", "age", "36"), Map.of());

        assertThat(isCarriedOut(earlier, Map.of("name", "Ana"))).isTrue();
        assertThat(isCarriedOut(earlier, Map.of("name", "typed"))).isFalse();
    }
}

package dev.airtableroutes.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PackedCellsTest {

    private final PackedCells packing = new PackedCells();

    @Property(tries = 100)
    void whatWasPackedComesBack(@ForAll @Size(max = 20) List<@Size(max = 20) Map<String, String>> records) {
        List<byte[]> packed = records.stream().map(packing::pack).toList();

        assertThat(packed.stream().map(packing::unpack)).isEqualTo(records);
    }

    @Test
    void alsoLongTextsComeBack() {
        Map<String, String> cells =
                Map.of("a", "ü".repeat(100_000), "b", "x".repeat(127), "c", "x".repeat(128), "d", "");

        assertThat(packing.unpack(packing.pack(cells))).isEqualTo(cells);
    }

    @Test
    void itIsLittleMoreThanTheTextItself() {
        Map<String, String> cells = new HashMap<>();
        for (int i = 0; i < 25; i++) {
            cells.put("a field with a long name " + i, "a text of 20 letters");
        }

        assertThat(packing.pack(cells)).hasSizeLessThanOrEqualTo(25 * (20 + 2));
    }
}

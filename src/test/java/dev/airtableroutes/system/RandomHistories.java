package dev.airtableroutes.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.system.RandomHistory.Step;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Whatever happens, in whatever order, the table is right in the end. For who hunts, and not in each build, since its requests
 * give up after 400 ms, which a busy machine does not keep: {@code -Dtest=RandomHistories -Dhistories=500} plays so many
 * orders, {@code -Dhistories.from=1000 -Dhistories.policy=mark2} others, {@code -Dhistories.keepsNulls=true} others again, and
 * {@code -Dhistory="INSERT 1 4, PASS 0 0"} one.
 */
class RandomHistories {

    /** keep, mark or delete, with a 2 where documents have two keys. */
    private static final String POLICY = System.getProperty("histories.policy", "delete2");

    @RegisterExtension
    static final Stage stage = RandomHistory.stage(POLICY);

    @Test
    void theTableIsRightInTheEnd() {
        String one = System.getProperty("history");
        if (one != null) {
            check(Arrays.stream(one.split(",")).map(Step::of).toList());
            return;
        }
        long from = Long.getLong("histories.from", 4);
        for (long seed = from; seed < from + Integer.getInteger("histories", 4); seed++) {
            check(RandomHistory.steps(seed, 12 + (int) (seed % 35)));
        }
    }

    private static void check(List<Step> steps) {
        if (!new RandomHistory(stage, POLICY).play(steps).isEmpty()) {
            List<Step> few = RandomHistory.shrink(
                    steps,
                    fewer -> !new RandomHistory(stage, POLICY).play(fewer).isEmpty());
            RandomHistory history = new RandomHistory(stage, POLICY);
            List<String> wrong = history.play(few);
            assertThat(wrong)
                    .as("after %s:%n%s", few, String.join("\n", history.log))
                    .isEmpty();
        }
    }
}

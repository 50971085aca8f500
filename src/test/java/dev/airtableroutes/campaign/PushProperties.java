package dev.airtableroutes.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.provider.Answer;
import dev.airtableroutes.provider.Outcome;
import dev.airtableroutes.provider.Turn;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bson.Document;

/** Whatever is answered, lost or killed, in whatever order: nobody is pushed twice, and each row comes to one end. */
class PushProperties {

    /** A platform that notes how often it took somebody, and does not mind doing it twice. */
    private static final class Careless {

        private final Map<String, Integer> took = new HashMap<>();
        private final Random random;
        private boolean calm;

        Careless(Random random) {
            this.random = random;
        }

        /** Null: no answer comes, since somebody was killed before or after the request left. */
        Answer answer(Turn turn) {
            return turn.operation().equals("lookup") ? lookup(turn) : push(turn);
        }

        private Answer lookup(Turn turn) {
            String who = Stand.address(new Document(turn.subject()));
            if (!calm && random.nextInt(4) == 0) {
                return random.nextBoolean()
                        ? Stand.only(turn, random.nextBoolean() ? Outcome.UNAVAILABLE : Outcome.UNKNOWN)
                        : null;
            }
            return took.containsKey(who) ? Stand.there(turn, "mail") : Stand.only(turn, Outcome.MISS);
        }

        private Answer push(Turn turn) {
            int what = calm ? 0 : random.nextInt(8);
            List<Document> rows = Stand.rows(turn);
            return switch (what) {
                case 1 -> Stand.only(turn, Outcome.RATE_LIMITED);
                case 2 -> Stand.only(turn, Outcome.UNAVAILABLE);
                case 3 -> Stand.only(turn, Outcome.BAD_INPUT);
                case 4 -> Stand.only(turn, Outcome.UNKNOWN);
                case 5 -> {
                    rows.forEach(this::take);
                    yield Stand.only(turn, Outcome.UNKNOWN);
                }
                case 6 -> {
                    rows.forEach(this::take);
                    yield null;
                }
                case 7 -> null;
                default -> {
                    List<Integer> taken = new ArrayList<>();
                    for (int i = 0; i < rows.size(); i++) {
                        if (calm || random.nextInt(3) > 0) {
                            take(rows.get(i));
                            taken.add(i);
                        }
                    }
                    yield Stand.took(turn, taken.toArray(new Integer[0]));
                }
            };
        }

        private void take(Document row) {
            took.merge(Stand.address(row), 1, Integer::sum);
        }
    }

    @Property(tries = 60)
    void nobodyIsPushedTwiceAndEachRowComesToOneEnd(@ForAll long seed) {
        Random random = new Random(seed);
        Stand stand = new Stand();
        Careless platform = new Careless(random);
        int count = 1 + random.nextInt(7);
        for (int i = 0; i < count; i++) {
            stand.lead("p" + i);
        }
        stand.order(Stand.MAIL);
        for (int round = 0; round < 400 && stand.pushes.underWay() > 0; round++) {
            platform.calm = round > 40;
            boolean something = round(stand, platform, random);
            if (random.nextInt(5) == 0) {
                stand.restart();
            }
            if (random.nextInt(5) == 0) {
                stand.order(Stand.MAIL);
            }
            // where nothing was due, all that waits is waited for: more rounds without anybody prove nothing
            stand.clock.pass(Duration.ofSeconds(random.nextInt(400) + (something ? 0 : 600)));
        }

        stand.tell();
        assertThat(platform.took.values()).allMatch(times -> times == 1);
        List<Document> pushes = stand.pushes();
        assertThat(pushes).hasSize(count);
        assertThat(pushes).allSatisfy(push -> assertThat(PushState.valueOf(push.getString("state")))
                .matches(PushState::last));
        long pushed = pushes.stream()
                .filter(push -> push.getString("state").equals("pushed"))
                .count();
        assertThat(pushed).isEqualTo(platform.took.size());
        assertThat(stand.results()).hasSize(count);
        for (Document lead : stand.source.getCollection("leads").find()) {
            List<String> states = lead.getList("campaigns", Document.class, List.of()).stream()
                    .map(campaign -> campaign.getString("pushState"))
                    .toList();
            boolean taken = platform.took.containsKey(Stand.address(lead));
            assertThat(states).isEqualTo(taken ? List.of("pushed") : List.of());
        }
    }

    /** @return whether anybody had a turn */
    private static boolean round(Stand stand, Careless platform, Random random) {
        List<Turn> due = stand.turns.due(null);
        for (Turn turn : due) {
            Answer answer = platform.answer(turn);
            if (answer == null) {
                stand.restart();
                return true;
            }
            stand.answers.settle(answer, turn);
            if (random.nextInt(3) > 0) {
                stand.tell();
            }
        }
        return !due.isEmpty();
    }

    /** @param settled which of the three of the batch */
    @Property
    void aKillBetweenAnyTwoWritesCostsNothing(@ForAll @IntRange(max = 2) int settled) {
        Stand stand = new Stand();
        for (String name : Arrays.asList("a", "b", "c")) {
            stand.lead(name);
        }
        stand.order(Stand.MAIL);
        Turn turn = stand.turns.due(null).get(0);
        Answer took = Stand.took(turn, 0, 2);
        String leftOut = Stand.rows(turn).get(1).getEmbedded(List.of("push", "key"), String.class);
        // a part of the answer is settled, then the process is gone, and the same answer never comes again
        Push first = stand.store.ofBatch(turn.id()).get(settled);
        stand.store.move(
                first,
                PushState.sent,
                first.key().equals(leftOut) ? PushState.skipped : PushState.pushed,
                stand.clock.instant());
        stand.restart();
        stand.clock.pass(Duration.ofMinutes(6));
        for (int i = 0; i < 20; i++) {
            for (Turn next : stand.turns.due(null)) {
                assertThat(next.operation()).isEqualTo("lookup");
                String who = Stand.address(new Document(next.subject()));
                stand.answers.settle(
                        who.equals("b@acme.com") ? Stand.only(next, Outcome.UNAVAILABLE) : Stand.there(next, "mail"),
                        next);
            }
            stand.clock.pass(Duration.ofMinutes(1));
        }

        assertThat(took.fields()).containsEntry("push.added", BigDecimal.valueOf(2));
        assertThat(stand.pushes())
                .filteredOn(push -> !push.get("_id").equals(leftOut))
                .allSatisfy(push -> assertThat(push).containsEntry("state", "pushed"));
        // an answer that arrives after all changes nothing any more
        stand.answers.settle(Stand.only(turn, Outcome.BAD_INPUT), turn);
        assertThat(stand.pushes())
                .filteredOn(push -> !push.get("_id").equals(leftOut))
                .allSatisfy(push -> assertThat(push).containsEntry("state", "pushed"));
    }
}

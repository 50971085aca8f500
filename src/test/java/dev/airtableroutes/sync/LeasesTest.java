package dev.airtableroutes.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Updates;
import dev.airtableroutes.failure.WaitException;
import java.time.Duration;
import java.util.Date;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class LeasesTest {

    private static final Duration SILENCE = Duration.ofMillis(400);

    private final Fixtures shop = Fixtures.shop();
    private final Pass users = shop.users();
    private final Leases leases = new Leases(shop.state, SILENCE);
    private final Leases others = new Leases(shop.state, SILENCE);
    private final MongoCollection<Document> stored = shop.state.getCollection("leases");

    @AfterEach
    void stop() {
        leases.stop();
        others.stop();
    }

    @Test
    void aTableHasOnePassAtATimeHoweverLongItTakes() {
        leases.take(users.synced());

        await().during(SILENCE.multipliedBy(3)).atMost(SILENCE.multipliedBy(4)).until(this::isTaken);
        assertThatThrownBy(() -> others.take(users.synced()))
                .isInstanceOf(WaitException.class)
                .hasMessageContainingAll(
                        "shop/users", "process " + ProcessHandle.current().pid() + " on ");
        assertThatCode(() -> others.take(shop.orders().synced()))
                .as("another table")
                .doesNotThrowAnyException();

        leases.letGo(users.scope());
        assertThat(isTaken()).isFalse();
    }

    private boolean isTaken() {
        try {
            others.take(users.synced());
            return false;
        } catch (TableTakenException taken) {
            return true;
        }
    }

    @Test
    void aProcessTakesItsOwnAgain() {
        leases.take(users.synced());

        assertThatCode(() -> leases.take(users.synced())).doesNotThrowAnyException();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void ofAProcessBesideThisOneThatHasEndedItIsTakenAtOnce() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        stored.insertOne(ofAnother(OwnProcess.identity().append("pid", ended.pid())));

        assertThat(isTaken()).isFalse();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aProcessThatHasTheNumberOfAnEndedOneIsNotTakenForIt() {
        stored.insertOne(ofAnother(OwnProcess.identity().append("started", "2001-01-01T00:00:00Z")));

        assertThat(isTaken()).isFalse();
    }

    @Test
    void anyOtherProcessHasEndedWhenItStoodStillForLongEnough() {
        stored.insertOne(ofAnother(elsewhere()));
        assertThat(isTaken()).isTrue();
        AtomicInteger beats = new AtomicInteger();

        await().during(SILENCE.multipliedBy(3)).atMost(SILENCE.multipliedBy(4)).until(() -> {
            if (beats.getAndIncrement() % 2 == 0) {
                stored.updateOne(new Document(), Updates.inc("beat", 1L));
            }
            return isTaken();
        });

        long stoodStill = System.nanoTime();
        await().until(() -> !isTaken());
        assertThat(Duration.ofNanos(System.nanoTime() - stoodStill)).isLessThan(SILENCE.multipliedBy(3));
    }

    @Test
    void whoLostTheTableSendsNothingMore() {
        leases.take(users.synced());
        users.lease();
        leases.stopIfLost(users);
        assertThat(users.stopped()).isFalse();

        stored.replaceOne(new Document(), ofAnother(elsewhere()));

        await().untilAsserted(() -> {
            leases.stopIfLost(users);
            assertThat(users.stopped()).isTrue();
        });
        assertThat(users.failure()).isInstanceOf(WaitException.class).hasMessageContaining("shop/users");
        leases.letGo(users.scope());
        assertThat(stored.countDocuments()).as("it is the other's").isEqualTo(1);
    }

    private Document ofAnother(Document process) {
        Document lease = new Document("_id", users.scope())
                .append("owner", "another")
                .append("beat", 0L)
                .append("since", new Date());
        lease.putAll(process);
        return lease;
    }

    private static Document elsewhere() {
        return OwnProcess.identity().append("host", "elsewhere");
    }
}

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
import java.util.concurrent.atomic.AtomicLong;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class LeasesTest {

    /** So long that no heart beats by itself in a test. */
    private static final Duration SILENCE = Duration.ofHours(8);

    private final Fixtures shop = Fixtures.shop();
    private final Pass users = shop.users();
    private final AtomicLong now = new AtomicLong();
    private final Leases leases = new Leases(shop.state, SILENCE, now::get);
    private final Leases others = new Leases(shop.state, SILENCE, now::get);
    private final MongoCollection<Document> stored = shop.state.getCollection("leases");

    @AfterEach
    void stop() {
        leases.stop();
        others.stop();
    }

    @Test
    void aTableHasOnePassAtATimeHoweverLongItTakes() {
        leases.take(users.synced());

        for (int beat = 0; beat < 12; beat++) {
            assertThat(isTaken()).as("beat %d", beat).isTrue();
            pass(SILENCE.dividedBy(4));
            leases.renewAll();
        }
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

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
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

        for (int beat = 0; beat < 12; beat++) {
            pass(SILENCE.minusNanos(1));
            assertThat(isTaken()).as("beat %d", beat).isTrue();
            stored.updateOne(new Document(), Updates.inc("beat", 1L));
            assertThat(isTaken()).as("beat %d", beat + 1).isTrue();
        }

        pass(SILENCE.minusNanos(1));
        assertThat(isTaken()).as("a nanosecond before").isTrue();
        pass(Duration.ofNanos(1));
        assertThat(isTaken()).isFalse();
    }

    @Test
    void theHeartBeatsByItself() {
        Leases alive = new Leases(shop.state, Duration.ofMillis(100), System::nanoTime);
        try {
            alive.take(users.synced());

            await().until(() -> stored.find().first().getLong("beat") >= 2);
        } finally {
            alive.stop();
        }
    }

    @Test
    void whoLostTheTableSendsNothingMore() {
        leases.take(users.synced());
        users.lease();
        leases.stopIfLost(users);
        assertThat(users.stopped()).isFalse();

        stored.replaceOne(new Document(), ofAnother(elsewhere()));

        pass(SILENCE.dividedBy(2).minusNanos(1));
        leases.stopIfLost(users);
        assertThat(users.stopped()).as("nobody can have taken it yet").isFalse();
        pass(Duration.ofNanos(1));
        leases.stopIfLost(users);
        assertThat(users.stopped()).isTrue();
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

package dev.airtableroutes.system;

import static dev.airtableroutes.system.Stage.TEAMS;
import static dev.airtableroutes.system.Stage.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.sandbox.Fault;
import dev.airtableroutes.sandbox.LocalRecord;
import dev.airtableroutes.sync.PassReport;
import dev.airtableroutes.sync.PassRequest.Mode;
import dev.airtableroutes.sync.Totals;
import java.util.Map;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody deletes records by hand; Airtable then says that they are not there, or that nobody may write them. */
class DeletedRecordsTest {

    @RegisterExtension
    static final Stage stage = Stage.open();

    @AfterEach
    void mend() {
        stage.airtable.access().goneIsForbidden(false).grant("cuculi");
    }

    private static void users(int count) {
        stage.insert(
                "user",
                IntStream.range(0, count)
                        .mapToObj(i -> new Document("_id", "u" + i).append("firstName", "Ana " + i))
                        .toList());
        stage.sync(USERS);
        stage.requests.forget();
    }

    private static void rename(int count, String name) {
        for (int i = 0; i < count; i++) {
            stage.change("user", "u" + i, "firstName", name + " " + i);
        }
    }

    /** As many records as users, one each, with these names. */
    private static void arrived(int count, String name) {
        assertThat(stage.table(USERS).records())
                .extracting(LocalRecord::fields)
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, count)
                        .<Map<String, Object>>mapToObj(i -> Map.of("id", "u" + i, "firstName", name + " " + i))
                        .toList());
        assertThat(stage.letters()).isEmpty();
        assertThat(stage.sync(Mode.FULL, USERS).writeCalls()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRecordThatIsDeletedByHandIsMadeAnewAndTheNineOthersArrive(boolean forbidden) {
        users(10);
        stage.airtable.access().goneIsForbidden(forbidden);
        stage.table(USERS).delete(stage.record(USERS, "id", "u3").id());
        rename(10, "Bo");

        Totals totals = stage.sync(USERS);

        assertThat(totals.deadLetters()).isEmpty();
        arrived(10, "Bo");
    }

    @Test
    void toFindOutCostsOneRequestHoweverManyAreGone() {
        users(10);
        stage.airtable.access().goneIsForbidden(true);
        for (int i = 0; i < 6; i++) {
            stage.table(USERS).delete(stage.record(USERS, "id", "u" + i).id());
        }
        rename(10, "Bo");

        stage.sync(USERS);

        assertThat(stage.requests.to(USERS, "read which")).hasSize(1);
        assertThat(stage.requests.sizes(USERS))
                .as("what is left of ten, what is made anew, all ten")
                .containsExactly(4, 6, 10);
        arrived(10, "Bo");
    }

    @Test
    void ofRecordsToBeDeletedSomeMayBeGoneAlready() {
        stage.insert("teams", new Document("_id", "t0"), new Document("_id", "t1"), new Document("_id", "t2"));
        stage.sync(TEAMS);
        stage.airtable.access().goneIsForbidden(true);
        stage.table(TEAMS).delete(stage.record(TEAMS, "id", "t1").id());
        stage.delete("teams", "t0");
        stage.delete("teams", "t1");

        stage.sync(TEAMS);

        assertThat(stage.table(TEAMS).records()).extracting(LocalRecord::fields).containsExactly(Map.of("id", "t2"));
        assertThat(stage.state().getCollection("ledger").countDocuments()).isEqualTo(1);
        assertThat(stage.letters()).isEmpty();
    }

    @Test
    void aPermissionThatIsTakenAwayStopsTheBaseWithinFewRequestsAndNothingIsMadeAnew() {
        users(300);
        rename(300, "Bo");
        stage.airtable.access().refuse("cuculi");

        stopped();
        stage.airtable.access().grant("cuculi");
        stage.camel().requestBody("direct:airtable-schema", "cuculi");
        stage.sync(USERS);

        arrived(300, "Bo");
    }

    @Test
    void aPermissionToWriteThatIsTakenAwayDoesSoToo() {
        users(300);
        rename(300, "Bo");
        stage.airtable.faults().add(Fault.status(403).method("PATCH"));

        stopped();
        stage.airtable.faults().clear();
        stage.camel().requestBody("direct:airtable-schema", "cuculi");
        stage.sync(USERS);

        arrived(300, "Bo");
    }

    private static void stopped() {
        PassReport report = stage.run(Mode.CHANGED, false, USERS).get(0);

        assertThat(report.state()).isEqualTo(PassReport.STOPPED);
        assertThat(report.failure())
                .startsWith("Cannot write to cuculi/users: Airtable refuses it (403 ")
                .contains("may edit there");
        assertThat(stage.requests.all())
                .as("of thirty batches those that were under way, and a look for each")
                .hasSizeLessThanOrEqualTo(20);
        assertThat(stage.table(USERS).size()).isEqualTo(300);
        assertThat(stage.letters()).isEmpty();
    }
}

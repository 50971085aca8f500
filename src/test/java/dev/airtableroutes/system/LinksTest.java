package dev.airtableroutes.system;

import static dev.airtableroutes.system.Stage.EVENTS;
import static dev.airtableroutes.system.Stage.MESSAGES;
import static dev.airtableroutes.system.Stage.PLAYERS;
import static dev.airtableroutes.system.Stage.TEAMS;
import static dev.airtableroutes.system.Stage.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.mapping.Catalog;
import dev.airtableroutes.mapping.Mapping;
import dev.airtableroutes.sync.PassReport;
import dev.airtableroutes.sync.PassRequest.Mode;
import dev.airtableroutes.sync.Totals;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Ids differ from test to test, since a link that was asked for is not asked for again within a minute. */
class LinksTest {

    @RegisterExtension
    static final Stage stage = Stage.open();

    private static Document message(String id, Object user, Object event) {
        return new Document("_id", id)
                .append("message_text", "Hello " + id)
                .append("user_id", user)
                .append("event_id", event);
    }

    private static String id(String table, String field, Object value) {
        return stage.record(table, field, value).id();
    }

    @Test
    void tablesThatAreLinkedToComeFirst() {
        assertThat(stage.bean(Catalog.class).inLinkOrder().stream().map(Mapping::table))
                .containsSubsequence(USERS, MESSAGES)
                .containsSubsequence(EVENTS, MESSAGES)
                .contains(TEAMS, PLAYERS);
    }

    @Test
    void linksAreRecordsOfTheTableThatTheyPointTo() {
        stage.insert("user", new Document("_id", "a1"), new Document("_id", "a2"));
        stage.insert("event", new Document("_id", "ae").append("name", "Brunch"));
        stage.insert("messages", message("am1", "a1", "ae"), message("am2", " A2 ", "AE"));

        Totals totals = stage.sync(USERS, EVENTS, MESSAGES).get(MESSAGES);

        assertThat(totals.unresolvedLinks()).isZero();
        assertThat(totals.writeCalls()).isEqualTo(1);
        assertThat(stage.cells(MESSAGES, "id", "am1"))
                .containsEntry("Users", List.of(id(USERS, "id", "a1")))
                .containsEntry("Events", List.of(id(EVENTS, "id", "ae")));
        assertThat(stage.cells(MESSAGES, "id", "am2"))
                .containsEntry("Users", List.of(id(USERS, "id", "a2")))
                .containsEntry("Events", List.of(id(EVENTS, "id", "ae")));
        assertThat(stage.cells(USERS, "id", "a1"))
                .as("Airtable's own other side")
                .containsEntry("Messages", List.of(id(MESSAGES, "id", "am1")));
    }

    @Test
    void messagesThatCameBeforeTheirUsersAreLinkedByTheSameRun() {
        stage.insert("user", new Document("_id", "b1"));
        stage.insert("event", new Document("_id", "be").append("name", "Brunch"));
        stage.insert("messages", message("bm1", "b1", "be"), message("bm2", "b1", null));

        List<PassReport> reports = stage.run(Mode.CHANGED, false, MESSAGES, USERS, EVENTS);

        assertThat(reports.get(0).table()).isEqualTo(MESSAGES);
        assertThat(reports.get(0).totals().unresolvedLinks()).isEqualTo(3);
        assertThat(reports.get(0).totals().created()).isEqualTo(2);
        PassReport later = reports.get(reports.size() - 1);
        assertThat(later.table()).isEqualTo(MESSAGES);
        assertThat(later.mode()).isEqualTo(Mode.HINTS);
        assertThat(later.totals().unresolvedLinks()).isZero();
        assertThat(Product.totals(reports).get(MESSAGES).unresolvedLinks()).isZero();
        assertThat(stage.cells(MESSAGES, "id", "bm1"))
                .containsEntry("Users", List.of(id(USERS, "id", "b1")))
                .containsEntry("Events", List.of(id(EVENTS, "id", "be")));
        assertThat(stage.cells(MESSAGES, "id", "bm2"))
                .containsEntry("Users", List.of(id(USERS, "id", "b1")))
                .doesNotContainKey("Events");
        assertThat(stage.requests.cellsSentTo(MESSAGES))
                .as("the later requests carry the links and nothing else")
                .contains(Map.of("Users", List.of(id(USERS, "id", "b1"))));
    }

    @Test
    void aMessageOfAnUnknownUserGoesOutWithoutTheLinkAndIsLinkedWhenTheUserComes() {
        stage.insert("messages", message("cm1", "c1", null));

        Map<String, Totals> first = stage.sync(USERS, EVENTS, MESSAGES);
        assertThat(first.get(MESSAGES).unresolvedLinks()).isEqualTo(1);
        assertThat(first.get(MESSAGES).deadLetterCount()).isZero();
        assertThat(stage.cells(MESSAGES, "id", "cm1"))
                .isEqualTo(Map.of("id", "cm1", "message", "Hello cm1", "user_id", "c1", "status", "pending"));
        stage.requests.forget();

        stage.insert("user", new Document("_id", "c1"));
        stage.sync(USERS, EVENTS, MESSAGES);

        assertThat(stage.cells(MESSAGES, "id", "cm1")).containsEntry("Users", List.of(id(USERS, "id", "c1")));
        assertThat(stage.requests.cellsSentTo(MESSAGES))
                .containsExactly(Map.of("Users", List.of(id(USERS, "id", "c1"))));
        assertThat(stage.state().getCollection("waiting").countDocuments()).isZero();
        stage.requests.forget();
        stage.sync(USERS, EVENTS, MESSAGES);
        assertThat(stage.requests.all()).isEmpty();
    }

    @Test
    void twoTablesThatLinkToEachOtherAreBothLinkedByOneRun() {
        stage.insert(
                "teams",
                new Document("_id", "d1").append("name", "Reds").append("captain_id", "dp1"),
                new Document("_id", "d2").append("name", "Blues").append("captain_id", "dp3"));
        stage.insert(
                "players",
                new Document("_id", "dp1").append("team_id", "d1"),
                new Document("_id", "dp2").append("team_id", "d1"),
                new Document("_id", "dp3").append("team_id", List.of("d2", "d1")));

        Map<String, Totals> totals = stage.sync(TEAMS, PLAYERS);

        assertThat(stage.cells(TEAMS, "id", "d1")).containsEntry("captain", List.of(id(PLAYERS, "id", "dp1")));
        assertThat(stage.cells(TEAMS, "id", "d2")).containsEntry("captain", List.of(id(PLAYERS, "id", "dp3")));
        assertThat(stage.cells(PLAYERS, "id", "dp1")).containsEntry("team", List.of(id(TEAMS, "id", "d1")));
        assertThat(stage.cells(PLAYERS, "id", "dp2")).containsEntry("team", List.of(id(TEAMS, "id", "d1")));
        assertThat((List<?>) stage.cells(PLAYERS, "id", "dp3").get("team"))
                .hasSize(2)
                .isEqualTo(List.of(id(TEAMS, "id", "d1"), id(TEAMS, "id", "d2")).stream()
                        .sorted()
                        .toList());
        assertThat(totals.get(TEAMS).unresolvedLinks()).isZero();
        stage.requests.forget();
        stage.sync(TEAMS, PLAYERS);
        assertThat(stage.requests.all()).isEmpty();
    }

    @Test
    void ofSeveralLinksTheOnesThatExistAreSetAtOnceAndTheRestLater() {
        stage.insert("teams", new Document("_id", "e1"));
        stage.insert("players", new Document("_id", "ep1").append("team_id", List.of("e1", "e2")));

        Totals first = stage.sync(TEAMS, PLAYERS).get(PLAYERS);
        assertThat(first.unresolvedLinks()).isEqualTo(1);
        assertThat(stage.cells(PLAYERS, "id", "ep1")).containsEntry("team", List.of(id(TEAMS, "id", "e1")));

        stage.insert("teams", new Document("_id", "e2"));
        stage.sync(TEAMS, PLAYERS);

        assertThat((List<?>) stage.cells(PLAYERS, "id", "ep1").get("team")).hasSize(2);
    }

    @Test
    void anObjectIdAndItsTextAreTheSameKey() {
        ObjectId one = new ObjectId("65a1b2c3d4e5f60718293a4b");
        ObjectId other = new ObjectId("65a1b2c3d4e5f60718293a4c");
        stage.insert("user", new Document("_id", one), new Document("_id", other.toHexString()));
        stage.insert(
                "messages",
                message("fm1", one, null),
                message("fm2", "65A1B2C3D4E5F60718293A4B", null),
                message("fm3", other, null));

        stage.sync(USERS, MESSAGES);

        String first = id(USERS, "id", one.toHexString());
        assertThat(stage.cells(MESSAGES, "id", "fm1")).containsEntry("Users", List.of(first));
        assertThat(stage.cells(MESSAGES, "id", "fm2")).containsEntry("Users", List.of(first));
        assertThat(stage.cells(MESSAGES, "id", "fm3"))
                .containsEntry("Users", List.of(id(USERS, "id", other.toHexString())));
    }

    @Test
    void aMessageThatTurnsToAnotherUserIsLinkedToThatOneAlone() {
        stage.insert("user", new Document("_id", "g1"), new Document("_id", "g2"));
        stage.insert("messages", message("gm1", "g1", null));
        stage.sync(USERS, MESSAGES);
        stage.requests.forget();

        stage.change("messages", "gm1", "user_id", "g2");
        stage.sync(USERS, MESSAGES);

        String other = id(USERS, "id", "g2");
        assertThat(stage.requests.cellsSentTo(MESSAGES))
                .containsExactly(Map.of("user_id", "g2", "Users", List.of(other)));
        assertThat(stage.cells(MESSAGES, "id", "gm1")).containsEntry("Users", List.of(other));
    }

    @Test
    void aLinkFollowsAUserWhoseRecordHadToBeMadeAgain() {
        stage.insert("user", new Document("_id", "h1"));
        stage.insert("messages", message("hm1", "h1", null));
        stage.sync(USERS, MESSAGES);
        stage.table(USERS).delete(id(USERS, "id", "h1"));
        assertThat(stage.cells(MESSAGES, "id", "hm1")).doesNotContainKey("Users");

        stage.sync(Mode.RECONCILE, USERS, MESSAGES);

        assertThat(stage.table(USERS).size()).isEqualTo(1);
        assertThat(stage.cells(MESSAGES, "id", "hm1")).containsEntry("Users", List.of(id(USERS, "id", "h1")));
    }

    @Test
    void aLinkIsTakenOutWhenTheMessageTurnsToAUserWhoIsNotThere() {
        stage.insert("user", new Document("_id", "i1"));
        stage.insert("messages", message("im1", "i1", null));
        stage.sync(USERS, MESSAGES);
        stage.requests.forget();

        stage.change("messages", "im1", "user_id", "i2");
        Totals totals = stage.sync(USERS, MESSAGES).get(MESSAGES);

        assertThat(totals.unresolvedLinks()).isEqualTo(1);
        assertThat(totals.writeCalls()).isEqualTo(1);
        assertThat(stage.cells(MESSAGES, "id", "im1"))
                .containsEntry("user_id", "i2")
                .doesNotContainKey("Users");
        stage.requests.forget();
        stage.sync(USERS, MESSAGES);
        assertThat(stage.requests.all()).isEmpty();

        stage.insert("user", new Document("_id", "i2"));
        stage.sync(USERS, MESSAGES);
        assertThat(stage.cells(MESSAGES, "id", "im1")).containsEntry("Users", List.of(id(USERS, "id", "i2")));
    }

    @Test
    void aLinkThatPeopleSetToARecordOfTheirOwnStays() {
        stage.insert("user", new Document("_id", "j1"));
        stage.insert("messages", message("jm1", "j2", null));
        stage.sync(USERS, MESSAGES);
        String guest = stage.table(USERS).insert(Map.of("firstName", "Guest"));
        stage.table(MESSAGES).edit(id(MESSAGES, "id", "jm1"), Map.of("Users", List.of(guest, id(USERS, "id", "j1"))));

        stage.sync(Mode.RECONCILE, USERS, MESSAGES);
        assertThat(stage.cells(MESSAGES, "id", "jm1"))
                .as("without the one that is j1's")
                .containsEntry("Users", List.of(guest));

        stage.change("messages", "jm1", "user_id", "j3");
        stage.sync(USERS, MESSAGES);
        assertThat(stage.cells(MESSAGES, "id", "jm1"))
                .containsEntry("user_id", "j3")
                .containsEntry("Users", List.of(guest));
    }

    /** A message that no cursor brings, of a user whose record a person has deleted. */
    private void givenADeletedUserOfAnOldMessage(String user, String message) {
        stage.insert("user", new Document("_id", user));
        stage.insert(
                "messages",
                message(message, user, null).append("updatedAt", "2024-05-01T10:00:00Z"),
                message(message + "-newer", null, null).append("updatedAt", "2024-05-02T10:00:00Z"));
        stage.sync(USERS, MESSAGES);
        stage.table(USERS).delete(id(USERS, "id", user));
        assertThat(stage.cells(MESSAGES, "id", message)).doesNotContainKey("Users");
    }

    @Test
    void aLinkFollowsAUserWhoseRecordIsFoundMissingWhenTheUserChanges() {
        givenADeletedUserOfAnOldMessage("k1", "km1");

        stage.change("user", "k1", "firstName", "Kim");
        stage.sync(USERS, MESSAGES);

        assertThat(stage.cells(MESSAGES, "id", "km1")).containsEntry("Users", List.of(id(USERS, "id", "k1")));
        assertThat(stage.state().getCollection("waiting").countDocuments()).isZero();
    }

    @Test
    void aLinkFollowsAUserWhoseRecordIsFoundMissingByAReconciliationOfTheUsersAlone() {
        givenADeletedUserOfAnOldMessage("l1", "lm1");

        stage.sync(Mode.RECONCILE, USERS);

        assertThat(stage.cells(MESSAGES, "id", "lm1")).containsEntry("Users", List.of(id(USERS, "id", "l1")));
        assertThat(stage.state().getCollection("waiting").countDocuments()).isZero();
    }

    @Test
    void aLinkComesBackWithADocumentThatWasDeletedWithItsRecord() {
        stage.insert("teams", new Document("_id", "n1"), new Document("_id", "n2"));
        stage.insert("players", new Document("_id", "np1").append("team_id", "n1"));
        stage.sync(TEAMS, PLAYERS);
        stage.delete("teams", "n1");
        stage.sync(TEAMS);
        assertThat(stage.table(TEAMS).size()).isEqualTo(1);
        assertThat(stage.cells(PLAYERS, "id", "np1")).doesNotContainKey("team");

        stage.insert("teams", new Document("_id", "n1"));
        stage.sync(TEAMS);

        assertThat(stage.cells(PLAYERS, "id", "np1")).containsEntry("team", List.of(id(TEAMS, "id", "n1")));
    }

    @Test
    void aPlanCountsTheLinksToRecordsThatHaveToBeMadeAgain() {
        givenADeletedUserOfAnOldMessage("o1", "om1");

        List<PassReport> plan = stage.run(Mode.RECONCILE, true, USERS);

        assertThat(Product.totals(plan).get(USERS).created()).isEqualTo(1);
        assertThat(Product.totals(plan).get(MESSAGES).updated()).isEqualTo(1);
    }
}

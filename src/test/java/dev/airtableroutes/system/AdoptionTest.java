package dev.airtableroutes.system;

import static dev.airtableroutes.system.Stage.EVENTS;
import static dev.airtableroutes.system.Stage.MESSAGES;
import static dev.airtableroutes.system.Stage.PEOPLE;
import static dev.airtableroutes.system.Stage.USERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.airtableroutes.sandbox.LocalRecord;
import dev.airtableroutes.sync.PassRequest.Mode;
import dev.airtableroutes.sync.Totals;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AdoptionTest {

    @RegisterExtension
    static final Stage stage = Stage.open();

    private static Document user(String id, String email) {
        return new Document("_id", id).append("email", email);
    }

    @Test
    void aRecordThatAPersonMadeIsTakenOverByItsIdAndOnlyTheCellsThatDifferTravel() {
        String record = stage.table(USERS)
                .insert(Map.of("id", "u1", "firstName", "Ana", "lastName", "Lma", "occupation", "chef, says Eva"));
        stage.insert(
                "user", user("u1", "ana@example.com").append("firstName", "Ana").append("lastName", "Lima"));

        Totals totals = stage.sync(USERS);

        assertThat(totals.created()).isZero();
        assertThat(totals.updated()).isEqualTo(1);
        assertThat(totals.takenOver()).isEqualTo(1);
        assertThat(stage.requests.cellsSentTo(USERS))
                .containsExactly(Map.of("email", "ana@example.com", "lastName", "Lima"));
        assertThat(stage.table(USERS).records()).hasSize(1);
        assertThat(stage.table(USERS).record(record).fields())
                .isEqualTo(Map.of(
                        "id", "u1",
                        "email", "ana@example.com",
                        "firstName", "Ana",
                        "lastName", "Lima",
                        "occupation", "chef, says Eva"));
    }

    @Test
    void aRecordThatAPersonMadeIsTakenOverByItsEMailWhateverItsCaseAndBlanks() {
        String record = stage.table(USERS).insert(Map.of("email", " BO@Example.COM ", "lastName", "as Eva typed it"));
        stage.insert("user", user("u2", "bo@example.com").append("firstName", "Bo"));

        stage.sync(USERS);

        assertThat(stage.table(USERS).records()).extracting(LocalRecord::id).containsExactly(record);
        assertThat(stage.table(USERS).record(record).fields())
                .isEqualTo(Map.of(
                        "id", "u2", "email", "bo@example.com", "firstName", "Bo", "lastName", "as Eva typed it"));
    }

    @Test
    void anEventIsTakenOverByItsNameAndAMessageByItsText() {
        String event = stage.table(EVENTS).insert(Map.of("Name", "pasta NIGHT", "cuisine", "by hand"));
        String message = stage.table(MESSAGES).insert(Map.of("message", "Join us! ", "status", "denied"));
        stage.insert("event", new Document("_id", "e1").append("name", "Pasta Night"));
        stage.insert("messages", new Document("_id", "m1").append("message_text", "Join us!"));

        stage.sync(EVENTS, MESSAGES);

        assertThat(stage.table(EVENTS).size()).isEqualTo(1);
        assertThat(stage.table(EVENTS).record(event).fields())
                .isEqualTo(Map.of("id", "e1", "Name", "Pasta Night", "cuisine", "by hand"));
        assertThat(stage.table(MESSAGES).size()).isEqualTo(1);
        assertThat(stage.table(MESSAGES).record(message).fields())
                .as("status is set on creation only, and a person had decided")
                .isEqualTo(Map.of("id", "m1", "message", "Join us!", "status", "denied"));
    }

    @Test
    void aRecordThatSaysTheSameAlreadyCostsNoWrite() {
        stage.table(USERS).insert(Map.of("id", "u1", "event_count", 3, "interests", List.of()));
        stage.insert("user", new Document("_id", "u1").append("event_count", "3.0"));

        Totals totals = stage.sync(USERS);

        assertThat(totals.takenOver()).isEqualTo(1);
        assertThat(totals.unchanged()).isEqualTo(1);
        assertThat(stage.requests.writesTo(USERS)).isEmpty();
        stage.change("user", "u1", "event_count", 4);
        stage.sync(USERS);
        assertThat(stage.requests.cellsSentTo(USERS)).containsExactly(Map.of("event_count", 4L));
        assertThat(stage.table(USERS).size()).isEqualTo(1);
    }

    @Test
    void aRecordStaysItsDocumentsWhateverBecomesOfTheKeyItWasFoundBy() {
        String record = stage.table(USERS).insert(Map.of("email", "ana@example.com"));
        stage.insert("user", user("u1", "ana@example.com"));
        stage.sync(USERS);

        stage.change("user", "u1", "email", "lima@example.com");
        stage.sync(USERS);
        stage.insert("user", user("u2", "ana@example.com"));
        stage.sync(USERS);

        assertThat(stage.letters()).isEmpty();
        assertThat(stage.table(USERS).size()).isEqualTo(2);
        assertThat(stage.table(USERS).record(record).fields())
                .isEqualTo(Map.of("id", "u1", "email", "lima@example.com"));
        assertThat(stage.cells(USERS, "id", "u2")).isEqualTo(Map.of("id", "u2", "email", "ana@example.com"));
    }

    @Test
    void aDocumentWhoseKeyFindsTheRecordOfAnotherIsADuplicateOfIt() {
        stage.insert("user", user("u1", "ana@example.com").append("firstName", "Ana"));
        stage.sync(USERS);
        String record = stage.record(USERS, "id", "u1").id();
        stage.insert("user", user("u2", " Ana@Example.com").append("firstName", "Not Ana"));

        Totals totals = stage.sync(USERS);

        assertThat(totals.deadLetters()).isEqualTo(Map.of("duplicate-key", 1L));
        Document letter = stage.letter("u2");
        assertThat(letter)
                .containsEntry("table", USERS)
                .containsEntry("kind", "duplicate-key")
                .containsEntry("field", "email")
                .containsEntry("value", "ana@example.com")
                .containsEntry("others", List.of("u1", record))
                .containsEntry("state", "open");
        assertThat(letter.getString("reason")).contains("u1", record, "email");
        assertThat(stage.table(USERS).size()).isEqualTo(1);
        assertThat(stage.table(USERS).record(record).fields())
                .isEqualTo(Map.of("id", "u1", "email", "ana@example.com", "firstName", "Ana"));
    }

    @Test
    void twoNewDocumentsWithOneKeyMakeOneRecordAndADuplicate() {
        stage.insert("user", user("u1", "ana@example.com"), user("u2", "ANA@example.com"));

        stage.sync(USERS);

        assertThat(stage.letter("u2")).containsEntry("kind", "duplicate-key").containsEntry("others", List.of("u1"));
        assertThat(stage.letters()).hasSize(1);
        assertThat(stage.table(USERS).size()).isEqualTo(1);
        assertThat(stage.cells(USERS, "id", "u1")).isEqualTo(Map.of("id", "u1", "email", "ana@example.com"));
    }

    @Test
    void aDuplicateIsFoundAcrossPagesOfOnePass() {
        List<Document> users = IntStream.range(0, 1100)
                .mapToObj(i -> user("u" + i, "u" + i + "@example.com"))
                .toList();
        users.get(1050).put("email", "U3@example.com");
        stage.insert("user", users);

        Totals totals = stage.sync(USERS);

        assertThat(totals.created()).isEqualTo(1099);
        assertThat(stage.letters()).hasSize(1);
        assertThat(stage.letter("u1050"))
                .containsEntry("kind", "duplicate-key")
                .containsEntry(
                        "others", List.of("u3", stage.record(USERS, "id", "u3").id()));
        assertThat(stage.table(USERS).size()).isEqualTo(1099);
        assertThat(stage.requests.writesTo(USERS)).hasSize(110);
    }

    @Test
    void twoDocumentsThatFindOneRecordByDifferentKeysAreADuplicate() {
        String record = stage.table(USERS).insert(Map.of("id", "u1", "email", "bo@example.com"));
        stage.insert("user", user("u1", "ana@example.com"), user("u2", "bo@example.com"));

        stage.sync(USERS);

        assertThat(stage.letter("u2"))
                .containsEntry("kind", "duplicate-key")
                .containsEntry("others", List.of("u1", record));
        assertThat(stage.table(USERS).size()).isEqualTo(1);
        assertThat(stage.table(USERS).record(record).fields())
                .isEqualTo(Map.of("id", "u1", "email", "ana@example.com"));
    }

    @Test
    void aKeyThatFindsTwoFreeRecordsIsAmbiguousAndNeitherIsTouched() {
        Map<String, Object> first = Map.of("email", "ana@example.com", "firstName", "Ana");
        Map<String, Object> second = Map.of("email", "ANA@example.com", "firstName", "Anna");
        String one = stage.table(USERS).insert(first);
        String other = stage.table(USERS).insert(second);
        stage.insert("user", user("u1", "ana@example.com").append("firstName", "A."), user("u2", "bo@example.com"));

        Totals totals = stage.sync(USERS);

        assertThat(totals.deadLetters()).isEqualTo(Map.of("ambiguous", 1L));
        Document letter = stage.letter("u1");
        assertThat(letter).containsEntry("kind", "ambiguous").containsEntry("field", "email");
        assertThat(letter.getList("others", String.class)).containsExactlyInAnyOrder(one, other);
        assertThat(letter.getString("reason")).contains(one, other);
        assertThat(stage.table(USERS).size()).isEqualTo(3);
        assertThat(stage.table(USERS).record(one).fields()).isEqualTo(first);
        assertThat(stage.table(USERS).record(other).fields()).isEqualTo(second);
        assertThat(stage.cells(USERS, "id", "u2")).isEqualTo(Map.of("id", "u2", "email", "bo@example.com"));
    }

    @Test
    void onceAPersonHasMergedAmbiguousRecordsTheDocumentIsDeliveredAndItsLetterResolved() {
        String one = stage.table(USERS).insert(Map.of("email", "ana@example.com"));
        String other = stage.table(USERS).insert(Map.of("email", "ana@example.com"));
        stage.insert("user", user("u1", "ana@example.com"));
        stage.sync(USERS);

        stage.table(USERS).delete(other);
        stage.sync(Mode.RECONCILE, USERS);

        assertThat(stage.letter("u1")).containsEntry("state", "resolved");
        assertThat(stage.table(USERS).records()).extracting(LocalRecord::id).containsExactly(one);
        assertThat(stage.table(USERS).record(one).fields()).isEqualTo(Map.of("id", "u1", "email", "ana@example.com"));
    }

    @Test
    void anEmptyKeyMatchesNothing() {
        String nameless = stage.table(PEOPLE).insert(Map.of("note", "has no e-mail"));
        String blank = stage.table(PEOPLE).insert(Map.of("email", "  ", "note", "has blanks for one"));
        stage.insert(
                "people",
                new Document("_id", 1).append("email", "").append("name", "Ana"),
                new Document("_id", 2).append("email", null).append("name", "Bo"),
                new Document("_id", 3).append("name", "Cy"));

        Totals totals = stage.sync(PEOPLE);

        assertThat(totals.created()).isEqualTo(3);
        assertThat(stage.letters()).isEmpty();
        assertThat(stage.table(PEOPLE).size()).isEqualTo(5);
        assertThat(stage.table(PEOPLE).record(nameless).fields()).isEqualTo(Map.of("note", "has no e-mail"));
        assertThat(stage.table(PEOPLE).record(blank).fields()).containsEntry("note", "has blanks for one");
        assertThat(List.of("Ana", "Bo", "Cy")).allSatisfy(name -> assertThat(stage.cells(PEOPLE, "name", name))
                .containsOnlyKeys("name"));
    }

    @Test
    void aDocumentWithoutAnyKeyGetsOneRecordAndKeepsIt() {
        stage.insert(
                "people", new Document("_id", 1).append("name", "Ana"), new Document("_id", 2).append("name", "Ana"));
        stage.sync(PEOPLE);
        assertThat(stage.table(PEOPLE).size())
                .as("two documents, though they say the same")
                .isEqualTo(2);

        stage.sync(PEOPLE);
        stage.change("people", 1, "name", "Ana Lima");
        stage.sync(PEOPLE);
        stage.change("people", 1, "email", "ana@example.com");
        stage.sync(Mode.RECONCILE, PEOPLE);

        assertThat(stage.table(PEOPLE).records())
                .extracting(LocalRecord::fields)
                .containsExactlyInAnyOrder(
                        Map.of("name", "Ana"), Map.of("name", "Ana Lima", "email", "ana@example.com"));
        assertThat(stage.requests.cellsSentTo(PEOPLE))
                .containsExactlyInAnyOrder(
                        Map.of("name", "Ana"),
                        Map.of("name", "Ana"),
                        Map.of("name", "Ana Lima"),
                        Map.of("email", "ana@example.com"));
    }

    @Test
    void aRecordMadeByHandInPlaceOfADeletedOneIsTakenOver() {
        stage.insert("user", user("u1", "ana@example.com"));
        stage.sync(USERS);
        stage.table(USERS).delete(stage.record(USERS, "id", "u1").id());
        String byHand = stage.table(USERS).insert(Map.of("email", "Ana@Example.com"));

        stage.sync(Mode.RECONCILE, USERS);

        assertThat(stage.table(USERS).records()).extracting(LocalRecord::id).containsExactly(byHand);
        assertThat(stage.cells(USERS, "id", "u1")).containsEntry("email", "ana@example.com");
    }

    @Test
    void aCopyOfARecordThatCameAndWentLeavesTheKeyWithItsOwner() {
        stage.insert("user", user("u1", "ana@example.com"));
        stage.sync(USERS);
        String copy = stage.table(USERS).insert(Map.of("email", "ana@example.com"));
        stage.sync(Mode.RECONCILE, USERS);
        stage.table(USERS).delete(copy);
        stage.sync(Mode.RECONCILE, USERS);

        stage.insert("user", user("u2", "ana@example.com"));
        stage.sync(USERS);

        assertThat(stage.letter("u2")).containsEntry("kind", "duplicate-key");
        assertThat(stage.table(USERS).size()).isEqualTo(1);
        assertThat(stage.cells(USERS, "id", "u1")).containsEntry("email", "ana@example.com");
    }

    @Test
    void aRecordThatSomebodyDeletedBeforeItWasTakenOverIsMadeAnew() {
        stage.insert("user", user("u0", "eva@example.com"));
        String record = stage.table(USERS).insert(Map.of("email", "ana@example.com"));
        stage.sync(USERS);
        stage.table(USERS).delete(record);
        stage.insert("user", user("u1", "ana@example.com"));

        stage.sync(USERS);

        assertThat(stage.cells(USERS, "id", "u1")).isEqualTo(Map.of("id", "u1", "email", "ana@example.com"));
        assertThat(stage.letters()).isEmpty();
    }

    @Test
    void aNewDocumentWhoseKeySomebodyTypedIntoTheRecordOfAnotherEndsWithARecordOfItsOwn() {
        stage.insert("user", user("u1", "ana@example.com").append("firstName", "Ana"));
        stage.sync(USERS);
        String record = stage.record(USERS, "id", "u1").id();
        stage.table(USERS).edit(record, Map.of("id", "u2"));
        stage.insert("user", user("u2", "bo@example.com").append("lastName", "Berg"));

        stage.sync(USERS);

        assertThat(stage.table(USERS).records()).hasSize(2);
        assertThat(stage.table(USERS).record(record).fields())
                .as("as if nothing had happened, the last name of the other included")
                .isEqualTo(Map.of("id", "u1", "email", "ana@example.com", "firstName", "Ana"));
        assertThat(stage.cells(USERS, "id", "u2"))
                .isEqualTo(Map.of("id", "u2", "email", "bo@example.com", "lastName", "Berg"));
        assertThat(stage.letter("u2"))
                .containsEntry("kind", "duplicate-key")
                .containsEntry("others", List.of("u1", record))
                .containsEntry("state", "resolved")
                .extractingByKey("reason")
                .asString()
                .contains(record, "document u1 owns", "typed that key", "a record of its own");
        stage.requests.forget();
        stage.sync(Mode.RECONCILE, USERS);
        assertThat(stage.requests.writesTo(USERS)).as("the ledger is right").isEmpty();
    }

    @Test
    void aReconcileThatMendsTheKeyBesideTheNewDocumentLeavesNothingOfIt() {
        stage.insert("user", user("u1", "ana@example.com").append("firstName", "Ana"));
        stage.sync(USERS);
        String record = stage.record(USERS, "id", "u1").id();
        stage.table(USERS).edit(record, Map.of("id", "u2"));
        stage.delete("user", "u1");
        stage.insert("user", user("u2", "bo@example.com").append("lastName", "Berg"));
        stage.insert("user", user("u1", "ana@example.com").append("firstName", "Ana"));

        stage.sync(Mode.RECONCILE, USERS);

        assertThat(stage.table(USERS).record(record).fields())
                .isEqualTo(Map.of("id", "u1", "email", "ana@example.com", "firstName", "Ana"));
        assertThat(stage.cells(USERS, "id", "u2"))
                .isEqualTo(Map.of("id", "u2", "email", "bo@example.com", "lastName", "Berg"));
        assertThat(stage.table(USERS).records()).hasSize(2);
    }

    @Test
    void aDuplicateArrivesAsSoonAsTheOwnerGivesItsKeyUp() {
        stage.insert("user", user("u1", "ana@example.com"));
        stage.sync(USERS);
        stage.insert("user", new Document("_id", "u2").append("email", "ana@example.com"));
        stage.sync(USERS);
        assertThat(stage.letter("u2")).containsEntry("kind", "duplicate-key").containsEntry("state", "open");
        stage.delete("user", "u1");
        stage.insert("user", user("u1", "ana.lma@example.com").append("updatedAt", new Date()));

        stage.sync(USERS);

        assertThat(stage.cells(USERS, "id", "u2")).containsEntry("email", "ana@example.com");
        assertThat(stage.letter("u2")).containsEntry("state", "resolved");
    }

    @Test
    void aDocumentWhoseKeyBecomesThatOfAnotherIsADuplicateOfItUntilItIsMended() {
        stage.insert("people", person(1, "ana@x.com", "Ana"), person(2, "bo@x.com", "Bo"));
        stage.sync(PEOPLE);
        String record = stage.record(PEOPLE, "name", "Ana").id();
        stage.change("people", 2, "email", " ANA@x.com");
        stage.change("people", 2, "name", "Bo Berg");

        Totals totals = stage.sync(Mode.FULL, PEOPLE);

        assertThat(totals.deadLetters()).isEqualTo(Map.of("duplicate-key", 1L));
        assertThat(stage.letter(2))
                .containsEntry("kind", "duplicate-key")
                .containsEntry("field", "email")
                .containsEntry("value", "ana@x.com")
                .containsEntry("others", List.of("1", record))
                .containsEntry("state", "open");
        assertThat(stage.cells(PEOPLE, "email", "bo@x.com")).containsEntry("name", "Bo");
        assertThat(keysOf(2)).containsExactly("email bo@x.com");
        stage.change("people", 1, "email", "lima@x.com");

        stage.sync(Mode.FULL, PEOPLE);

        assertThat(stage.letter(2)).containsEntry("state", "resolved");
        assertThat(stage.cells(PEOPLE, "email", " ANA@x.com")).containsEntry("name", "Bo Berg");
        assertThat(stage.cells(PEOPLE, "email", "lima@x.com")).containsEntry("name", "Ana");
        assertThat(keysOf(2)).containsExactly("email ana@x.com");
        stage.insert("people", person(3, "ana@x.com", "Cy"));
        stage.sync(Mode.FULL, PEOPLE);
        assertThat(stage.letter(3))
                .containsEntry("kind", "duplicate-key")
                .extractingByKey("others")
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .startsWith("2");
    }

    @Test
    void ofTwoDocumentsThatGetOneKeyInOnePassTheSecondIsTheDuplicate() {
        stage.insert("people", person(1, "ana@x.com", "Ana"), person(2, "bo@x.com", "Bo"));
        stage.sync(PEOPLE);
        stage.change("people", 1, "email", "cy@x.com");
        stage.change("people", 2, "email", "cy@x.com");
        stage.insert("people", person(3, "cy@x.com", "Cy"));

        stage.sync(Mode.FULL, PEOPLE);

        assertThat(stage.letters())
                .extracting(letter -> letter.get("documentId"), letter -> letter.get("kind"))
                .containsExactlyInAnyOrder(tuple(2, "duplicate-key"), tuple(3, "duplicate-key"));
        assertThat(stage.table(PEOPLE).records())
                .extracting(LocalRecord::fields)
                .containsExactlyInAnyOrder(
                        Map.of("email", "cy@x.com", "name", "Ana"), Map.of("email", "bo@x.com", "name", "Bo"));
    }

    @Test
    void documentsThatExchangeTheirKeysKeepTheirRecords() {
        stage.insert("people", person(1, "ana@x.com", "Ana"), person(2, "bo@x.com", "Bo"));
        stage.sync(PEOPLE);
        stage.change("people", 1, "email", "bo@x.com");
        stage.change("people", 2, "email", "ana@x.com");

        stage.hint(PEOPLE, 1);
        stage.hint(PEOPLE, 2);

        assertThat(stage.letters()).isEmpty();
        assertThat(stage.table(PEOPLE).records())
                .extracting(LocalRecord::fields)
                .containsExactlyInAnyOrder(
                        Map.of("email", "bo@x.com", "name", "Ana"), Map.of("email", "ana@x.com", "name", "Bo"));
        assertThat(keysOf(1)).containsExactly("email bo@x.com");
        assertThat(keysOf(2)).containsExactly("email ana@x.com");
        stage.insert("people", person(3, "ana@x.com", "Cy"), person(4, "bo@x.com", "Di"));
        stage.sync(Mode.FULL, PEOPLE);
        assertThat(stage.letter(3)).containsEntry("kind", "duplicate-key");
        assertThat(stage.letter(4)).containsEntry("kind", "duplicate-key");
    }

    @Test
    void whoCameSecondWithAKeyThatIsTakenOverIsToldWhoHasItNow() {
        stage.insert("people", person(1, "ana@x.com", "Ana"), person(2, "bo@x.com", "Bo"));
        stage.sync(PEOPLE);
        stage.insert("people", person(3, "bo@x.com", "Cy"));
        stage.sync(PEOPLE);
        assertThat(others(3)).startsWith("2");
        stage.change("people", 2, "email", "lima@x.com");
        stage.change("people", 1, "email", "bo@x.com");

        stage.hint(PEOPLE, 1);
        stage.sync(PEOPLE);

        assertThat(others(3)).startsWith("1");
        stage.change("people", 1, "email", "cy@x.com");
        stage.sync(PEOPLE);
        stage.sync(PEOPLE);
        assertThat(stage.letter(3)).containsEntry("state", "resolved");
        assertThat(stage.cells(PEOPLE, "email", "bo@x.com")).containsEntry("name", "Cy");
    }

    private static List<String> others(int person) {
        return stage.letter(person).getList("others", String.class);
    }

    private static Document person(int id, String email, String name) {
        return new Document("_id", id).append("email", email).append("name", name);
    }

    private static List<String> keysOf(int person) {
        return stage.state()
                .getCollection("ledger")
                .find(new Document("d", person))
                .first()
                .getList("k", String.class);
    }
}

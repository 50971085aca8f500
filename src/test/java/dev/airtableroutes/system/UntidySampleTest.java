package dev.airtableroutes.system;

import static dev.airtableroutes.system.Stage.EVENTS;
import static dev.airtableroutes.system.Stage.MESSAGES;
import static dev.airtableroutes.system.Stage.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.sandbox.LocalRecord;
import dev.airtableroutes.sandbox.SampleData;
import dev.airtableroutes.sandbox.Truth;
import dev.airtableroutes.sync.PassRequest.Mode;
import dev.airtableroutes.sync.Totals;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The sandbox's sample goes through whole runs, and every record is looked at. */
class UntidySampleTest {

    private static final String[] ALL = {USERS, EVENTS, MESSAGES};

    @RegisterExtension
    static final Stage stage = Stage.open("cuculi", List.of(ALL), Map.of());

    /** Enough of each for every oddity that the sample has but one: a message over 100,000 characters is beyond it. */
    private static Untidy untidy(long seed) {
        return Untidy.on(stage, seed, 400, 130, 800);
    }

    @Test
    void everyDocumentIsARecordOrADeadLetterAndEveryCellIsRight() {
        Untidy sample = untidy(1);

        Map<String, Totals> totals = stage.sync(ALL);

        sample.assertRecords();
        assertThat(sample.letters()).containsExactlyInAnyOrderElementsOf(sample.expectedLetters());
        assertThat(sample.letters()).as("some of each kind").anyMatch(letter -> letter.contains(" ambiguous "));
        for (Truth.Duplicate pair : sample.truth.duplicates()) {
            assertThat(letter(pair.second()).getList("others", String.class)).contains(pair.first());
        }
        sample.made.ambiguous().forEach((user, records) -> {
            assertThat(letter(user).getList("others", String.class)).containsExactlyInAnyOrderElementsOf(records);
            assertThat(records).allSatisfy(record -> assertThat(
                            stage.table(USERS).record(record).fields())
                    .containsOnlyKeys("email"));
        });
        sample.made.users().forEach((user, record) -> assertThat(
                        stage.table(USERS).record(record).fields())
                .as("the record that somebody had made for them")
                .containsEntry("id", user));
        sample.made.events().forEach((event, record) -> assertThat(
                        stage.table(EVENTS).record(record).fields())
                .containsEntry("id", event));
        assertThat(totals.get(USERS).takenOver()).isEqualTo(sample.made.users().size());
        assertThat(totals.get(USERS).created() + totals.get(USERS).takenOver()).isEqualTo(400 - 2);
        assertThat(totals.get(EVENTS).created() + totals.get(EVENTS).takenOver())
                .isEqualTo(130 - 1);
        assertThat(totals.get(MESSAGES).created()).isEqualTo(800 - 1);
    }

    private static Document letter(String id) {
        return stage.letter(ObjectId.isValid(id) ? new ObjectId(id) : id);
    }

    @Test
    void whatIsThereIsNotSentAgain() {
        Untidy sample = untidy(2);
        stage.sync(ALL);
        int before = stage.airtable.arrivals().size();

        stage.sync(ALL);

        assertThat(stage.airtable.arrivals()).as("a second pass").hasSize(before);

        stage.sync(Mode.FULL, ALL);

        assertThat(stage.airtable.arrivals())
                .as("one over every document, by what the ledger knows")
                .hasSize(before);
        stage.requests.forget();

        stage.sync(Mode.RECONCILE, ALL);

        assertThat(stage.requests.all())
                .as("and by what Airtable answers")
                .isNotEmpty()
                .allSatisfy(call -> assertThat(call.purpose()).startsWith("read the records"));
        sample.assertRecords();
        assertThat(sample.letters()).containsExactlyInAnyOrderElementsOf(sample.expectedLetters());
    }

    @Test
    void whatPeopleDoToRecordsIsRepairedAndTheirOwnColumnsStay() {
        Untidy sample = untidy(3);
        stage.sync(ALL);
        List<LocalRecord> users = owned(USERS);
        List<LocalRecord> events = owned(EVENTS);
        List<LocalRecord> messages = owned(MESSAGES);
        for (int i = 0; i < users.size(); i += 9) {
            sample.edit(USERS, users.get(i), "firstName", "by hand", "event_count", 77, "summary", null);
        }
        for (int i = 0; i < events.size(); i += 3) {
            sample.edit(EVENTS, events.get(i), "price", 1, "qualifies_seat_newcomers", true, "Name", null);
        }
        sample.edit(EVENTS, events.get(5), "id", "a slip of the finger");
        for (int i = 0; i < messages.size(); i += 7) {
            sample.edit(MESSAGES, messages.get(i), "reasoning", "by hand", "Users", null, "createdAt", null);
            sample.edit(MESSAGES, messages.get(i), "status", "denied", "Rejection Comment", "no. " + i);
        }
        stage.table(USERS).delete(users.get(4).id());
        stage.table(EVENTS).delete(events.get(4).id());
        stage.table(MESSAGES).delete(messages.get(4).id());
        // people made up their minds which of the two it is
        sample.made.ambiguous().forEach((user, records) -> {
            stage.table(USERS).delete(records.get(1));
            sample.withheld.remove(user);
        });

        stage.sync(Mode.RECONCILE, ALL);

        sample.assertRecords();
        assertThat(sample.letters()).noneMatch(letter -> letter.contains(" ambiguous "));
        assertThat(sample.letters()).hasSize(sample.expectedLetters().size() - 1);
        int before = stage.airtable.arrivals().size();
        stage.sync(ALL);
        assertThat(stage.airtable.arrivals()).hasSize(before);
    }

    private static List<LocalRecord> owned(String table) {
        return stage.table(table).records().stream()
                .filter(record -> record.fields().containsKey("id"))
                .toList();
    }

    @Test
    void whoArrivesLateIsLinkedToByThoseWhoWaited() {
        Untidy sample = untidy(4);
        stage.sync(ALL);
        Set<String> strangers = wanted(sample.truth.strangers(), "user_id", "senderId");
        Set<String> homes = wanted(sample.truth.homeless(), "event_id", "eventId");
        assertThat(strangers).hasSize(16);
        assertThat(homes).hasSize(8);

        Date now = new Date();
        strangers.forEach(id -> stage.insert(
                SampleData.USERS,
                new Document("_id", id).append("firstName", "Late").append("updatedAt", now)));
        homes.forEach(id -> stage.insert(
                SampleData.EVENTS,
                new Document("_id", new ObjectId(id))
                        .append("name", "Late " + id)
                        .append("participant_top_interests", List.of())
                        .append("participant_top_occupations", List.of())
                        .append("campaign_qualifications", new Document())
                        .append("updatedAt", now)));
        for (Truth.Duplicate pair : sample.truth.duplicates()) {
            if (pair.collection().equals(SampleData.USERS)) {
                Object id = ObjectId.isValid(pair.second()) ? new ObjectId(pair.second()) : pair.second();
                stage.change(SampleData.USERS, id, "email", "an address of their own@example.com");
                stage.change(SampleData.USERS, id, "updatedAt", now);
                sample.withheld.remove(pair.second());
            }
        }

        stage.sync(ALL);

        sample.assertRecords();
        assertThat(sample.letters())
                .hasSize(sample.expectedLetters().size() - 1)
                .noneMatch(letter -> letter.startsWith(USERS + " duplicate-key"));
        assertThat(stage.state().getCollection("waiting").distinct("k", new Document("t", MESSAGES), String.class))
                .as("nobody waits but those who want whom a dead letter holds back")
                .hasSizeLessThanOrEqualTo(2);
        int before = stage.airtable.arrivals().size();
        stage.sync(ALL);
        assertThat(stage.airtable.arrivals()).hasSize(before);
    }

    /** Whom these messages want, by whichever of the two names they say it. */
    private static Set<String> wanted(List<String> messages, String name, String otherName) {
        return messages.stream()
                .map(id -> stage.source()
                        .getCollection(SampleData.MESSAGES)
                        .find(new Document("_id", new ObjectId(id)))
                        .first())
                .map(message -> message.get(message.containsKey(name) ? name : otherName)
                        .toString())
                .collect(Collectors.toSet());
    }
}

package dev.airtableroutes.sandbox;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import org.bson.Document;
import org.bson.types.ObjectId;

/** Generated messages, under the several names that the generators have used for the same thing. */
final class SampleMessages {

    private static final List<String> TEXTS = List.of("message_text", "message_text", "generated_message");
    private static final List<String> NOTES = List.of("personalization_notes", "filled_message_prompt");
    private static final List<String> REASONS = List.of("reasoning", "message_reasoning", "match_reasoning");
    private static final List<String> CONFIDENCES =
            List.of("confidence_percentage", "match_confidence", "message_confidence");

    private final Words words;
    private final Truth truth;
    private final SampleUsers users;
    private final SampleEvents events;
    private int next;
    private String lastId;
    private String lastText;

    SampleMessages(Words words, Truth truth, SampleUsers users, SampleEvents events) {
        this.words = words;
        this.truth = truth;
        this.users = users;
        this.events = events;
    }

    Document next() {
        int number = next++;
        ObjectId key = words.objectId();
        Document message = new Document("_id", key);
        if (number % 4 == 0) {
            message.append("id", "msg-" + number + (number % 100 == 0 ? "\"\\" : ""));
        }
        boolean duplicate = number % 500 == 301;
        String text = duplicate
                ? lastText.toUpperCase(Locale.ROOT) + " "
                : "Hi " + words.firstName() + ", no. " + number + ": " + words.sentences(1 + words.number(3));
        if (duplicate) {
            truth.duplicates().add(new Truth.Duplicate(SampleData.MESSAGES, lastId, key.toString()));
        }
        message.append(words.one(TEXTS), text);
        links(message, number);
        content(message, number, text);
        lastId = key.toString();
        lastText = text;
        return message;
    }

    private void links(Document message, int number) {
        String id = message.get("_id").toString();
        boolean stranger = number % 50 == 20 || users.ids.isEmpty();
        int user = stranger ? -1 : words.number(users.ids.size());
        Object userId = stranger ? "nobody-" + number : users.ids.get(user);
        message.append(number % 3 == 0 ? "senderId" : "user_id", number % 2 == 0 ? userId : userId.toString());
        if (stranger) {
            truth.strangers().add(id);
        } else {
            message.append("user_email", users.emails.get(user));
        }
        boolean homeless = number % 100 == 60 || events.ids.isEmpty();
        Object eventId = homeless ? words.objectId() : words.one(events.ids);
        message.append(number % 7 == 0 ? "eventId" : "event_id", eventId.toString());
        if (homeless) {
            truth.homeless().add(id);
        }
    }

    private void content(Document message, int number, String text) {
        int confidence = words.number(101);
        Instant generated = words.instant(60);
        boolean oversized = number % 10_000 == 77;
        message.append("user_name", words.firstName() + " " + words.lastName())
                .append("user_summary", words.percent(20) ? null : words.sentences(1))
                .append("character_count", text.length())
                .append("similarity_score", words.percent(10) ? (Object) "0.8" : confidence / 100.0)
                .append(words.one(CONFIDENCES), words.number(confidence, number % 25 == 4))
                .append(words.one(NOTES), oversized ? "z".repeat(Cells.LONGEST_TEXT + 1) : words.sentences(2))
                .append(words.one(REASONS), words.sentences(1))
                .append("campaign", words.one(List.of("seat-newcomers", "fill-the-table", "return-to-table")))
                .append("status", "pending")
                .append(number % 2 == 0 ? "generated_at" : "createdAt", words.date(generated))
                .append("updatedAt", Date.from(generated));
        if (oversized) {
            String field =
                    NOTES.stream().filter(message::containsKey).findFirst().orElseThrow();
            truth.badCells()
                    .add(new Truth.BadCell(
                            SampleData.MESSAGES, message.get("_id").toString(), field));
        }
    }
}

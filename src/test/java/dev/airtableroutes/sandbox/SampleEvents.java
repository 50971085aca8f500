package dev.airtableroutes.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import org.bson.Document;
import org.bson.types.Decimal128;

/** Events, in the drifted form that the application writes: type, maxParticipants, venueName, nested qualifications. */
final class SampleEvents {

    private static final List<String> DISHES =
            List.of("Koshari", "Sushi 🍣", "مشويات", "Pasta al \"dente\"", "Tapas", "Brunch");

    private final Words words;
    private final Truth truth;
    final List<Object> ids = new ArrayList<>();
    /** By number; null where there is none. */
    final List<String> names = new ArrayList<>();

    SampleEvents(Words words, Truth truth) {
        this.words = words;
        this.truth = truth;
    }

    Document next() {
        int number = ids.size();
        Object id = number % 10 == 4 ? "event\\" + number : words.objectId();
        ids.add(id);
        Document event = new Document("_id", id);
        String name = name(number);
        names.add(name);
        if (name == null) {
            truth.withoutKey().add(id.toString());
        } else {
            event.append("name", name);
        }
        describe(event, number);
        place(event, number);
        attendance(event, number);
        return event;
    }

    private String name(int number) {
        if (number % 250 == 33) {
            return null;
        }
        if (number % 250 == 125) {
            truth.duplicates()
                    .add(new Truth.Duplicate(
                            SampleData.EVENTS,
                            ids.get(number - 1).toString(),
                            ids.get(number).toString()));
            return " " + names.get(number - 1).toUpperCase(Locale.ROOT);
        }
        return words.one(DISHES) + " night no. " + number;
    }

    private void describe(Document event, int number) {
        boolean oversized = number % 500 == 17;
        String html = "<p>" + words.sentences(3) + "</p><br/><a href=\"https://example.com?a=1&amp;b=2\">more</a>";
        event.append("description", oversized ? "y".repeat(Cells.LONGEST_TEXT + 1) : html)
                .append("summary", words.percent(10) ? null : words.sentences(2))
                .append("cuisine", words.percent(30) ? null : words.one(DISHES))
                .append("categories", words.some(List.of("dinner", "brunch", "networking")))
                .append("features", List.of("outdoor"));
        if (oversized) {
            truth.badCells()
                    .add(new Truth.BadCell(SampleData.EVENTS, event.get("_id").toString(), "description"));
        }
    }

    private void place(Document event, int number) {
        Instant start = Words.NOW.plus(Duration.ofHours(words.number(4000) - 3000));
        event.append(number % 3 == 0 ? "eventType" : "type", words.one(List.of("public", "private")))
                .append("eventStatus", "approved")
                .append(
                        number % 4 == 0 ? "location" : "venueName",
                        words.one(List.of("Café \u2066قهوة\u2069", "Roof", "The \\ Bar")))
                .append("neighborhood", "Zamalek")
                .append("startDate", words.date(start))
                .append("endDate", words.date(start.plus(Duration.ofHours(3))))
                .append("price", price(number))
                .append("createdAt", words.date(start.minus(Duration.ofDays(30))))
                .append("updatedAt", Date.from(start.minus(Duration.ofDays(1 + words.number(20)))));
        if (number % 2 == 0) {
            event.append("tableType", words.one(List.of("mixed", "women only")));
        }
    }

    private Object price(int number) {
        int price = 10 + words.number(90);
        return switch (number % 10) {
            case 0 -> Integer.toString(price);
            case 1 -> new Decimal128(price);
            case 2 -> null;
            default -> price + 0.5;
        };
    }

    private void attendance(Document event, int number) {
        int capacity = 4 + words.number(12);
        int guests = words.number(capacity + 1);
        event.append(number % 5 == 0 ? "maxCapacity" : "maxParticipants", capacity)
                .append("minParticipants", 2)
                .append("participantCount", words.number(guests, number % 20 == 6))
                .append("participationPercentage", guests * 100.0 / capacity)
                .append("participant_top_interests", List.of(List.of("wine", 3), List.of("jazz 🎷", 1)))
                .append("participant_top_occupations", words.percent(20) ? List.of() : List.of(List.of("مهندس", 2)))
                .append(
                        "campaign_qualifications",
                        new Document("seat_newcomers", guests * 2 >= capacity)
                                .append("fill_the_table", guests * 2 < capacity));
    }
}

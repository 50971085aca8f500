package dev.airtableroutes.system;

import static dev.airtableroutes.system.Stage.EVENTS;
import static dev.airtableroutes.system.Stage.MESSAGES;
import static dev.airtableroutes.system.Stage.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import dev.airtableroutes.sandbox.HandMade;
import dev.airtableroutes.sandbox.LocalRecord;
import dev.airtableroutes.sandbox.SampleData;
import dev.airtableroutes.sandbox.Truth;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.bson.Document;

/**
 * The sandbox's sample on a stage, some of it typed in by hand before, and what each record of it must be: said once more
 * in plain Java, without the product's mapper. Documents are named by their {@code _id} as text, linked records by their
 * cell {@code id}.
 */
final class Untidy {

    private static final DateTimeFormatter INSTANT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final int LONGEST = 80;
    private static final Set<String> REVIEWED = Set.of("status", "Rejection Comment");
    /** A document that says false empties one; null and missing would not. */
    private static final Set<String> CHECKBOXES = Set.of("qualifies_seat_newcomers");

    private final Stage stage;
    final Truth truth;
    final HandMade made;
    /** Documents that have no record of their own. */
    final Set<String> withheld = new HashSet<>();
    /** Cells that are people's own, by the id of the record: the sync leaves them alone. */
    private final Map<String, Map<String, Object>> own = new HashMap<>();

    private Untidy(Stage stage, Truth truth, HandMade made) {
        this.stage = stage;
        this.truth = truth;
        this.made = made;
        truth.duplicates().forEach(pair -> withheld.add(pair.second()));
        withheld.addAll(made.ambiguous().keySet());
    }

    static Untidy on(Stage stage, long seed, int users, int events, int messages) {
        SampleData data = new SampleData(seed, users, events, messages);
        Truth truth = data.insertInto(stage.source());
        return new Untidy(stage, truth, HandMade.in(stage.airtable, data, truth));
    }

    /** A person writes into a record. What the document says nothing about, and the reviewers' columns, stay that way. */
    void edit(String table, LocalRecord record, Object... cells) {
        Map<String, Object> edits = new HashMap<>();
        for (int i = 0; i < cells.length; i += 2) {
            String field = (String) cells[i];
            edits.put(field, cells[i + 1]);
            boolean said = record.fields().containsKey(field) && !REVIEWED.contains(field)
                    || CHECKBOXES.contains(field)
                    || cells[i + 1] == null;
            if (!said) {
                own.computeIfAbsent(name(record), id -> new HashMap<>()).put(field, plain(cells[i + 1], Map.of()));
            }
        }
        stage.table(table).edit(record.id(), edits);
    }

    MongoCollection<Document> collection(String name) {
        return stage.source().getCollection(name);
    }

    private static String id(Document document) {
        return document.get("_id").toString();
    }

    /** The record of each document is what the document says, and there is no other record, but those of {@link #made}. */
    void assertRecords() {
        Map<String, Map<String, Object>> users = new TreeMap<>();
        Map<String, Map<String, Object>> events = new TreeMap<>();
        Map<String, Map<String, Object>> messages = new TreeMap<>();
        delivered(SampleData.USERS).forEach(user -> users.put(id(user), user(user)));
        delivered(SampleData.EVENTS).forEach(event -> events.put(id(event), event(event)));
        for (Document message : delivered(SampleData.MESSAGES)) {
            Map<String, Object> cells = message(message);
            link(cells, "Users", users, first(message, "user_id", "senderId"));
            link(cells, "Events", events, first(message, "event_id", "eventId"));
            messages.put((String) cells.get("id"), cells);
        }
        List<String> wrong = new ArrayList<>();
        compare(USERS, users, wrong);
        compare(EVENTS, events, wrong);
        compare(MESSAGES, messages, wrong);
        assertThat(wrong).isEmpty();
    }

    /** The documents that have a record, without the cells that no field can hold. */
    private List<Document> delivered(String collection) {
        List<Document> documents = new ArrayList<>();
        for (Document document : collection(collection).find()) {
            if (!withheld.contains(id(document))) {
                truth.badCells().stream()
                        .filter(cell -> cell.id().equals(id(document)))
                        .forEach(cell -> document.remove(cell.field()));
                documents.add(document);
            }
        }
        return documents;
    }

    private Map<String, Object> user(Document user) {
        Map<String, Object> cells = new TreeMap<>();
        put(cells, "id", id(user));
        for (String text : List.of(
                "email",
                "firstName",
                "lastName",
                "phone",
                "occupation",
                "homeNeighborhood",
                "birthDay",
                "role",
                "gender",
                "engagement_status",
                "journey_stage",
                "value_segment",
                "user_segment",
                "churn_risk",
                "profile_completeness",
                "summary")) {
            put(cells, text, text(user.get(text)));
        }
        put(cells, "interests", set(user.getList("interests", String.class, List.of())));
        Object preference = user.get("tableTypePreference");
        put(
                cells,
                "tableTypePreference",
                preference instanceof List<?> several
                        ? several.stream().map(Object::toString).collect(Collectors.joining(", "))
                        : preference);
        for (String number : List.of("event_count", "order_count", "total_spent", "days_inactive")) {
            put(cells, number, number(user.get(number)));
        }
        for (String date : List.of("last_active", "createdAt", "updatedAt")) {
            put(cells, date, instant(user.get(date)));
        }
        put(cells, "profile_ready", first(user, "profile_ready", "personalization_ready"));
        return cells;
    }

    private Map<String, Object> event(Document event) {
        Map<String, Object> cells = new TreeMap<>();
        put(cells, "id", id(event));
        put(cells, "Name", event.get("name"));
        put(cells, "description", withoutTags(event.getString("description")));
        put(cells, "location", first(event, "location", "venueName"));
        put(cells, "eventType", first(event, "eventType", "type"));
        for (String text : List.of("cuisine", "tableType", "summary")) {
            put(cells, text, event.get(text));
        }
        put(cells, "maxCapacity", number(first(event, "maxCapacity", "maxParticipants")));
        for (String number : List.of("price", "participantCount", "participationPercentage")) {
            put(cells, number, number(event.get(number)));
        }
        for (String date : List.of("startDate", "endDate", "createdAt", "updatedAt")) {
            put(cells, date, instant(event.get(date)));
        }
        for (String top : List.of("participant_top_interests", "participant_top_occupations")) {
            put(
                    cells,
                    top,
                    event.getList(top, List.class).stream()
                            .map(entry -> entry.get(0).toString())
                            .collect(Collectors.joining(", ")));
        }
        Document campaigns = event.get("campaign_qualifications", Document.class);
        put(cells, "qualifies_seat_newcomers", campaigns.get("seat_newcomers"));
        put(cells, "qualifies_fill_the_table", campaigns.get("fill_the_table"));
        return cells;
    }

    /** All descriptions are a paragraph, perhaps with something bold in it, and a link below. */
    private static String withoutTags(String html) {
        if (html == null) {
            return null;
        }
        String paragraph = html.substring("<p>".length(), html.indexOf("</p>"));
        return paragraph.replaceAll("</?b>", "").replaceAll("\\s+", " ") + "\nmore";
    }

    private Map<String, Object> message(Document message) {
        Map<String, Object> cells = new TreeMap<>();
        put(cells, "id", first(message, "id", "_id").toString());
        put(cells, "user_id", text(first(message, "user_id", "senderId")));
        put(cells, "event_id", text(first(message, "event_id", "eventId")));
        put(cells, "message", first(message, "message_text", "generated_message"));
        put(cells, "personalization_notes", first(message, "personalization_notes", "filled_message_prompt"));
        put(cells, "reasoning", first(message, "reasoning", "message_reasoning", "match_reasoning"));
        for (String text : List.of("user_name", "user_email", "user_summary", "campaign", "status")) {
            put(cells, text, message.get(text));
        }
        put(cells, "character_count", number(message.get("character_count")));
        put(cells, "similarity_score", number(message.get("similarity_score")));
        put(
                cells,
                "confidence_percentage",
                number(first(message, "confidence_percentage", "match_confidence", "message_confidence")));
        put(cells, "createdAt", instant(first(message, "generated_at", "createdAt")));
        put(cells, "generated_at", instant(message.get("generated_at")));
        put(cells, "updatedAt", instant(message.get("updatedAt")));
        return cells;
    }

    /** Sets the link and its other side, if the document that is linked to has a record. */
    private static void link(
            Map<String, Object> cells, String field, Map<String, Map<String, Object>> linked, Object key) {
        Map<String, Object> other = linked.get(key.toString());
        if (other != null) {
            cells.put(field, new TreeSet<>(Set.of(key.toString())));
            @SuppressWarnings("unchecked")
            Set<Object> messages = (Set<Object>) other.computeIfAbsent("Messages", name -> new TreeSet<>());
            messages.add(cells.get("id"));
        }
    }

    private static Object first(Document document, String... names) {
        for (String name : names) {
            if (document.get(name) != null) {
                return document.get(name);
            }
        }
        return null;
    }

    /** An empty cell is none. */
    private static void put(Map<String, Object> cells, String field, Object value) {
        boolean empty = value == null
                || "".equals(value)
                || Boolean.FALSE.equals(value)
                || value instanceof Set<?> set && set.isEmpty();
        if (!empty) {
            cells.put(field, value);
        }
    }

    private static Object text(Object value) {
        return value == null ? null : value.toString();
    }

    private static Object set(Collection<?> values) {
        return new TreeSet<>(values);
    }

    private static Object number(Object value) {
        return value == null ? null : new BigDecimal(value.toString()).doubleValue();
    }

    private static Object instant(Object value) {
        return value == null
                ? null
                : INSTANT.format(value instanceof Date date ? date.toInstant() : Instant.parse((String) value));
    }

    private void compare(String table, Map<String, Map<String, Object>> wanted, List<String> wrong) {
        Map<String, Map<String, Object>> found = records(table);
        Set<String> ids = new TreeSet<>(wanted.keySet());
        ids.addAll(found.keySet());
        for (String id : ids) {
            Map<String, Object> should = wanted.get(id);
            Map<String, Object> is = found.get(id);
            if (should == null || is == null) {
                wrong.add("%s %s %s".formatted(table, id, should == null ? "should not be there" : "is missing"));
            } else {
                should.putAll(own.getOrDefault(id, Map.of()));
                Set<String> fields = new TreeSet<>(should.keySet());
                fields.addAll(is.keySet());
                fields.stream()
                        .filter(field -> !Objects.equals(should.get(field), is.get(field)))
                        .map(field -> "%s %s %s should be %s and is %s"
                                .formatted(table, id, field, cut(should.get(field)), cut(is.get(field))))
                        .forEach(wrong::add);
            }
        }
    }

    private static String cut(Object value) {
        String text = String.valueOf(value);
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "… (" + text.length() + ")";
    }

    /** The cells of each record by its cell id, of one without an id by its record id. */
    private Map<String, Map<String, Object>> records(String table) {
        Map<String, String> names = new HashMap<>();
        for (String any : List.of(USERS, EVENTS, MESSAGES)) {
            stage.table(any).records().forEach(record -> names.put(record.id(), name(record)));
        }
        Set<String> untouched = made.ambiguous().values().stream()
                .flatMap(List::stream)
                .filter(names::containsKey)
                .filter(record -> record.equals(names.get(record)))
                .collect(Collectors.toSet());
        Map<String, Map<String, Object>> records = new TreeMap<>();
        for (LocalRecord record : stage.table(table).records()) {
            if (!untouched.contains(record.id())) {
                Map<String, Object> cells = new TreeMap<>();
                record.fields().forEach((field, cell) -> cells.put(field, plain(cell, names)));
                assertThat(records.put(name(record), cells))
                        .as("another record %s in %s", name(record), table)
                        .isNull();
            }
        }
        return records;
    }

    private static String name(LocalRecord record) {
        return (String) record.fields().getOrDefault("id", record.id());
    }

    private static Object plain(Object cell, Map<String, String> names) {
        if (cell instanceof Number number) {
            return number.doubleValue();
        }
        return cell instanceof List<?> list
                ? set(list.stream()
                        .map(entry -> names.getOrDefault(entry, entry.toString()))
                        .toList())
                : cell;
    }

    /** For each open dead letter its table, kind, field and document. */
    List<String> letters() {
        return stage.letters().stream()
                .filter(letter -> "open".equals(letter.get("state")))
                .map(letter -> "%s %s %s %s"
                        .formatted(
                                letter.get("table"), letter.get("kind"), letter.get("field"), letter.get("documentId")))
                .toList();
    }

    /** What {@link #letters} must be as long as nobody has mended anything. */
    List<String> expectedLetters() {
        List<String> letters = new ArrayList<>();
        Map<String, String> tables =
                Map.of(SampleData.USERS, USERS, SampleData.EVENTS, EVENTS, SampleData.MESSAGES, MESSAGES);
        Map<String, String> keys = Map.of(USERS, "email", EVENTS, "Name", MESSAGES, "message");
        Map<String, String> fields = Map.of("filled_message_prompt", "personalization_notes");
        truth.duplicates().forEach(pair -> {
            String table = tables.get(pair.collection());
            letters.add("%s duplicate-key %s %s".formatted(table, keys.get(table), pair.second()));
        });
        truth.badCells()
                .forEach(cell -> letters.add("%s cell %s %s"
                        .formatted(
                                tables.get(cell.collection()),
                                fields.getOrDefault(cell.field(), cell.field()),
                                cell.id())));
        made.ambiguous().keySet().forEach(user -> letters.add(USERS + " ambiguous email " + user));
        return letters;
    }
}

package dev.airtableroutes.system;

import static dev.airtableroutes.system.Stage.PEOPLE;
import static org.awaitility.Awaitility.await;

import dev.airtableroutes.deadletter.LetterFilter;
import dev.airtableroutes.replay.Replays;
import dev.airtableroutes.sandbox.Fault;
import dev.airtableroutes.sandbox.LocalRecord;
import dev.airtableroutes.sync.PassReport;
import dev.airtableroutes.sync.PassRequest.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bson.Document;

/**
 * What programs, people, the network and passes do to a table in some order, and what must be so when all of them are at
 * peace: each document has one record with its values, nothing of people's is lost, and no letter is open.
 *
 * <p>Not played is what the product cannot know: that a person edits a record which was made a moment ago, before anybody
 * heard of it.
 */
final class RandomHistory {

    enum What {
        INSERT(3),
        RENAME(1),
        REKEY(2),
        SWAP(1),
        DELETE(2),
        /** A document is as it was before its last renaming, or back. */
        BACK(2),
        TYPE(1),
        EDIT_NAME(1),
        EDIT_KEY(1),
        NOTE(1),
        REMOVE(1),
        FAULT(4),
        PASS(3),
        FULL(1),
        RECONCILE(1),
        HINT(2),
        /** Takes a second, so it is rare. */
        RESTART(0);

        final int weight;

        What(int weight) {
            this.weight = weight;
        }
    }

    private static final List<What> WEIGHTED = Stream.of(What.values())
            .flatMap(what -> Collections.nCopies(what.weight, what).stream())
            .toList();

    /**
     * One thing that happens.
     *
     * @param a which document, record or fault
     * @param b which key, or other document
     */
    record Step(What what, int a, int b) {
        @Override
        public String toString() {
            return what + " " + a + " " + b;
        }

        static Step of(String text) {
            String[] parts = text.trim().split(" ");
            return new Step(What.valueOf(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
        }
    }

    private static final String[] KEYS = {"ana@x.com", "bo@x.com", "cy@x.com", "ANA@x.com", null};
    private static final String[] CODES = {"x", "y", null};
    private static final int DOCUMENTS = 5;
    /** With {@code nulls: keep} a record goes on showing what its document had: in the end each has all there is to have. */
    private static final boolean KEEPS_NULLS = Boolean.getBoolean("histories.keepsNulls");

    private static final Set<What> ON_SYNCED_CELLS = Set.of(What.EDIT_NAME, What.EDIT_KEY, What.REMOVE);

    private final Stage stage;
    private final String policy;
    /** The documents as they are. */
    private final Map<Integer, Document> live = new TreeMap<>();
    /** As they were before they were renamed or deleted. */
    private final Map<Integer, Document> former = new HashMap<>();
    /** Records that people made, with what they typed last. */
    private final Map<String, Map<String, Object>> typed = new HashMap<>();
    /** Whose cells a record has shown last. */
    private final Map<String, Integer> shown = new HashMap<>();

    /** Cells that are people's own. */
    private final Map<String, String> notes = new HashMap<>();

    private final Set<String> removed = new HashSet<>();
    private int count;
    /** What was done, for a person to read. */
    final List<String> log = new ArrayList<>();

    private final boolean twoKeys;
    /** Whether people changed what only a reading of the table tells. */
    private boolean needsReconcile;

    /** @param policy what becomes of the records of deleted documents; with a 2 where documents have two keys */
    RandomHistory(Stage stage, String policy) {
        this.stage = stage;
        this.policy = policy.replace("2", "");
        this.twoKeys = policy.endsWith("2");
    }

    /** The same seed makes the same steps; those of even seeds leave synced cells alone, so that no reconcile is needed. */
    static List<Step> steps(long seed, int length) {
        Random random = new Random(seed);
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            What what = random.nextInt(100) == 0 ? What.RESTART : WEIGHTED.get(random.nextInt(WEIGHTED.size()));
            boolean narrow = seed % 3 == 0;
            int a = what == What.FAULT ? random.nextInt(10_000) : random.nextInt(DOCUMENTS);
            int b = random.nextInt(25);
            if (narrow) {
                b = b / 5 * 5 + b % 5 % 2;
            }
            if (seed % 2 == 0 && ON_SYNCED_CELLS.contains(what)) {
                what = What.INSERT;
            }
            steps.add(new Step(what, a, b));
        }
        return steps;
    }

    /** Plays the steps, and then what brings peace; what is wrong after that. */
    List<String> play(List<Step> steps) {
        stage.clear();
        stage.insert(
                "people", new Document("_id", 99).append("email", "eva@x.com").append("name", "99.0"));
        live.put(99, new Document("_id", 99).append("email", "eva@x.com").append("name", "99.0"));
        stage.sync(PEOPLE);
        needsReconcile = steps.stream().anyMatch(step -> ON_SYNCED_CELLS.contains(step.what()));
        for (Step step : steps) {
            String did = play(step);
            if (did != null) {
                log.add(step + ": " + did);
                look();
            }
        }
        return end();
    }

    private static String key(Object email) {
        return email == null ? null : email.toString().toLowerCase(Locale.ROOT);
    }

    private String code(int b) {
        return twoKeys ? CODES[b / 5 % 3] : null;
    }

    private String name(int id) {
        return id + "." + ++count;
    }

    private void set(int id, String field, Object value) {
        live.get(id).put(field, value);
        stage.change("people", id, field, value);
        stage.change("people", id, "updatedAt", new Date());
    }

    private LocalRecord pick(int a) {
        List<LocalRecord> records = stage.table(PEOPLE).records();
        return records.isEmpty() ? null : records.get(a % records.size());
    }

    private String edit(LocalRecord record, String field, Object value) {
        boolean owned = entries().stream().anyMatch(entry -> record.id().equals(entry.get("r")));
        if (!owned
                && (twoKeys || !field.equals("note"))
                && Objects.toString(record.fields().get("name"), "").matches("\\d+\\.\\d+")) {
            // made a moment ago, and nobody knows yet for whom
            return null;
        }
        Map<String, Object> cells = new HashMap<>();
        cells.put(field, value);
        stage.table(PEOPLE).edit(record.id(), cells);
        if (typed.containsKey(record.id())) {
            typed.get(record.id()).put(field, value);
        }
        return record.id() + " (" + record.fields().get("name") + ") " + field + " := " + value;
    }

    private String play(Step step) {
        int a = step.a();
        switch (step.what()) {
            case INSERT -> {
                if (live.containsKey(a)) {
                    return null;
                }
                Document document = new Document("_id", a)
                        .append("email", KEYS[step.b() % 5])
                        .append("name", name(a))
                        .append("note", code(step.b()))
                        .append("updatedAt", new Date());
                live.put(a, document);
                stage.insert("people", new Document(document));
                return document.toString();
            }
            case RENAME -> {
                if (!live.containsKey(a)) {
                    return null;
                }
                former.put(a, new Document(live.get(a)));
                set(a, "name", name(a));
                return live.get(a).getString("name");
            }
            case REKEY -> {
                if (!live.containsKey(a)) {
                    return null;
                }
                if (twoKeys && step.b() >= 15) {
                    set(a, "note", CODES[step.b() % 3]);
                    return a + " gets code " + CODES[step.b() % 3];
                }
                set(a, "email", KEYS[step.b() % 5]);
                return a + " gets " + KEYS[step.b() % 5];
            }
            case SWAP -> {
                int b = step.b() % 5;
                if (!live.containsKey(a) || !live.containsKey(b) || a == b) {
                    return null;
                }
                String field = twoKeys && step.b() >= 15 ? "note" : "email";
                Object one = live.get(a).get(field);
                Object other = live.get(b).get(field);
                set(a, field, other);
                set(b, field, one);
                return a + " has " + other + ", " + b + " has " + one;
            }
            case BACK -> {
                if (live.containsKey(a) && former.containsKey(a)) {
                    set(a, "name", former.get(a).get("name"));
                } else if (former.containsKey(a)) {
                    live.put(a, former.get(a));
                    stage.insert("people", new Document(live.get(a)).append("updatedAt", new Date()));
                } else {
                    return null;
                }
                return live.get(a).toString();
            }
            case DELETE -> {
                if (!live.containsKey(a)) {
                    return null;
                }
                former.put(a, live.remove(a));
                stage.delete("people", a);
                return "document " + a;
            }
            case TYPE -> {
                Map<String, Object> cells = new HashMap<>();
                if (KEYS[step.b() % 5] != null) {
                    cells.put("email", KEYS[step.b() % 5]);
                }
                cells.put("name", "hand " + ++count);
                if (code(step.b()) != null) {
                    cells.put("note", code(step.b()));
                }
                String id = stage.table(PEOPLE).insert(cells);
                typed.put(id, cells);
                return id + " " + cells;
            }
            case EDIT_NAME -> {
                LocalRecord record = pick(a);
                return record == null ? null : edit(record, "name", "typed " + ++count);
            }
            case EDIT_KEY -> {
                LocalRecord record = pick(a);
                return record == null
                        ? null
                        : twoKeys && step.b() >= 15
                                ? edit(record, "note", CODES[step.b() % 3])
                                : edit(record, "email", KEYS[step.b() % 5]);
            }
            case NOTE -> {
                LocalRecord record = pick(a);
                if (record == null || twoKeys) {
                    return null;
                }
                notes.put(record.id(), "note " + ++count);
                return edit(record, "note", "note " + count);
            }
            case REMOVE -> {
                LocalRecord record = pick(a);
                if (record == null) {
                    return null;
                }
                stage.table(PEOPLE).delete(record.id());
                removed.add(record.id());
                return record.id() + " " + record.fields();
            }
            case FAULT -> {
                Fault fault = fault(a);
                stage.airtable.faults().add(fault);
                return fault.toString().replaceAll("\\w+=null,? ?", "");
            }
            case PASS -> {
                return run(Mode.CHANGED);
            }
            case FULL -> {
                return run(Mode.FULL);
            }
            case RECONCILE -> {
                return run(Mode.RECONCILE);
            }
            case HINT -> {
                int b = step.b() % 5;
                return pass(() -> {
                    PassReport report = a == b ? stage.hint(PEOPLE, a) : stage.hint(PEOPLE, a, b);
                    return "HINTS " + report.state() + " " + report.totals().sentence();
                });
            }
            case RESTART -> {
                stage.restart();
                return "";
            }
        }
        return null;
    }

    private String run(Mode mode) {
        return pass(() -> stage.run(mode, false, PEOPLE).stream()
                .map(report -> report.mode() + " " + report.state() + " "
                        + report.totals().sentence())
                .toList()
                .toString());
    }

    private String pass(Supplier<String> pass) {
        String said = pass.get();
        stage.airtable.faults().clear();
        return said;
    }

    private static Fault fault(int number) {
        Random random = new Random(number);
        Fault fault =
                switch (random.nextInt(16)) {
                    case 0 -> Fault.reset();
                    case 1, 2, 3 -> Fault.reset().afterApplying();
                    case 4 -> Fault.hang(500).afterApplying();
                    case 5, 6 -> Fault.status(500).afterApplying();
                    case 7 -> Fault.status(503).afterApplying();
                    case 8 -> Fault.truncate();
                    case 9 -> Fault.cut();
                    case 10 -> Fault.status(401);
                    case 11 -> Fault.status(403);
                    case 12 -> Fault.status(429);
                    case 13 -> Fault.status(422);
                    case 14 -> Fault.status(500);
                    default -> Fault.close().afterApplying();
                };
        fault = switch (random.nextInt(9)) {
            case 0, 1, 2 -> fault.method("PATCH");
            case 3 -> fault.method("POST");
            case 4 -> fault.path("listRecords");
            case 5 -> fault.method("GET");
            case 6 -> fault.method("DELETE");
            case 7 -> fault.containing("\"" + random.nextInt(5) + ".");
            default -> fault;
        };
        fault = switch (random.nextInt(4)) {
            case 0, 1 -> fault.times(1);
            case 2 -> fault.times(3);
            default -> fault;
        };
        return random.nextInt(4) == 0 ? fault.skip(1 + random.nextInt(2)) : fault;
    }

    /** Whose cells the records show. */
    private void look() {
        for (LocalRecord record : stage.table(PEOPLE).records()) {
            String name = Objects.toString(record.fields().get("name"), "");
            if (name.matches("\\d+\\.\\d+")) {
                shown.put(record.id(), Integer.parseInt(name.substring(0, name.indexOf('.'))));
            }
        }
        for (Document entry : entries()) {
            if (entry.get("r") != null) {
                shown.put(entry.getString("r"), entry.getInteger("d"));
            }
        }
    }

    private List<Document> entries() {
        return stage.state()
                .getCollection("ledger")
                .find(new Document("d", new Document("$exists", true)))
                .into(new ArrayList<>());
    }

    private List<String> end() {
        stage.airtable.faults().clear();
        Set<String> keys = new HashSet<>();
        for (int id : List.copyOf(live.keySet())) {
            String key = key(live.get(id).get("email"));
            if (key == null ? KEEPS_NULLS : !keys.add(key)) {
                set(id, "email", "u" + id + "@x.com");
                log.add("end: " + id + " gets u" + id + "@x.com");
            }
        }
        Set<Object> codes = new HashSet<>();
        for (int id : List.copyOf(live.keySet())) {
            Object code = live.get(id).get("note");
            if (code == null ? KEEPS_NULLS && twoKeys : !codes.add(code)) {
                set(id, "note", "c" + id);
                log.add("end: " + id + " gets c" + id);
            }
        }
        List<String> wrong = new ArrayList<>();
        boolean quiet = false;
        for (int i = 0; i < 6 && !quiet; i++) {
            log.add("end: " + run(Mode.CHANGED));
            look();
            if (needsReconcile) {
                log.add("end: " + run(Mode.RECONCILE));
                look();
            }
            boolean merged = mergeAmbiguous();
            var replay = stage.bean(Replays.class).start(LetterFilter.ALL, false, "Ada");
            await().until(() -> replay.await(1, TimeUnit.SECONDS));
            log.add("end: " + replay.progress().sentence());
            look();
            stage.requests.forget();
            log.add("end: " + run(Mode.CHANGED));
            log.add("end: " + run(Mode.FULL));
            quiet = stage.requests.all().isEmpty() && !merged;
            if (!quiet && i == 5) {
                wrong.add("no end: " + stage.requests.all());
            }
        }
        check(wrong);
        return wrong;
    }

    /** A person does as the letters say. */
    private boolean mergeAmbiguous() {
        needsReconcile |= stage.letters().stream().anyMatch(letter -> "ambiguous".equals(letter.get("kind")));
        int before = removed.size();
        for (Document letter : stage.letters()) {
            if ("open".equals(letter.get("state"))
                    && "ambiguous".equals(letter.get("kind"))
                    && live.containsKey(letter.get("documentId"))) {
                List<String> records = letter.getList("others", String.class, List.of());
                if (records.isEmpty()) {
                    String field = letter.getString("field");
                    String key = key(live.get(letter.get("documentId")).get(field));
                    records = stage.table(PEOPLE).records().stream()
                            .filter(record -> key != null
                                    && key.equals(key(record.fields().get(field))))
                            .map(LocalRecord::id)
                            .toList();
                }
                Set<String> there = new HashSet<>(stage.table(PEOPLE).records().stream()
                        .map(LocalRecord::id)
                        .toList());
                records.stream().skip(1).filter(there::contains).forEach(record -> {
                    stage.table(PEOPLE).delete(record);
                    removed.add(record);
                    log.add("end: a person deletes " + record);
                });
            }
        }
        return removed.size() > before;
    }

    private void check(List<String> wrong) {
        Map<String, LocalRecord> left = new LinkedHashMap<>();
        stage.table(PEOPLE).records().forEach(record -> left.put(record.id(), record));
        notes.forEach((id, note) -> {
            if (left.containsKey(id) && !note.equals(left.get(id).fields().get("note"))) {
                wrong.add("a person's note " + note + " is gone from " + left.get(id));
            }
        });
        typed.keySet().forEach(id -> {
            if (!left.containsKey(id) && !removed.contains(id) && !(policy.equals("delete") && shown.containsKey(id))) {
                wrong.add("a person's record is gone: " + id + " " + typed.get(id));
            }
        });
        Map<Object, String> owned = new HashMap<>();
        for (Document entry : entries()) {
            // a record that stays need not be looked for
            if (entry.get("r") == null && (live.containsKey(entry.get("d")) || !policy.equals("keep"))) {
                wrong.add("still in doubt: " + entry.toJson());
            }
            owned.put(entry.get("d"), entry.getString("r"));
        }
        live.forEach((id, document) -> {
            String recordId = owned.remove(id);
            LocalRecord record = recordId == null ? null : left.remove(recordId);
            if (record == null) {
                wrong.add("no record of " + document + " in "
                        + stage.table(PEOPLE).records());
                return;
            }
            Map<String, Object> expected = new HashMap<>(document);
            expected.keySet().retainAll(Set.of("email", "name", "note"));
            expected.values().removeIf(Objects::isNull);
            Map<String, Object> cells = new HashMap<>(record.fields());
            if (!twoKeys) {
                cells.remove("note");
            }
            if (!cells.equals(expected)) {
                wrong.add("record of " + document + " is " + record);
            }
            for (LocalRecord other : left.values()) {
                if (document.get("name").equals(other.fields().get("name"))) {
                    wrong.add("second record of " + document + ": " + other);
                }
            }
        });
        Map<Object, LocalRecord> ofDeleted = new HashMap<>();
        left.values().forEach(record -> {
            Integer was = shown.get(record.id());
            boolean told = stage.letters().stream()
                    .anyMatch(letter -> "open".equals(letter.get("state"))
                            && "ambiguous".equals(letter.get("kind"))
                            && letter.getString("reason").contains(record.id()));
            if (was == null) {
                Map<String, Object> expected = new HashMap<>(typed.getOrDefault(record.id(), Map.of()));
                expected.values().removeIf(Objects::isNull);
                if (!expected.equals(record.fields())) {
                    wrong.add("a person's record is overwritten: " + record + " was " + expected);
                }
            } else if (told) {
                return;
            } else if (live.containsKey(was)) {
                wrong.add("record of " + was + " besides its own: " + record);
            } else if (policy.equals("delete")) {
                wrong.add("record of deleted " + was + " is left: " + record);
            } else if (ofDeleted.put(was, record) != null) {
                wrong.add("second record of deleted " + was + ": " + record);
            } else if (policy.equals("mark")
                    && owned.containsKey(was)
                    && !Boolean.TRUE.equals(record.fields().get("member"))) {
                wrong.add("not marked: " + record);
            }
        });
        for (Document letter : stage.letters()) {
            boolean ofLive = live.containsKey(letter.get("documentId"));
            if ("open".equals(letter.get("state")) && (ofLive || !"ambiguous".equals(letter.get("kind")))) {
                wrong.add((ofLive ? "open letter of live: " : "open letter of deleted: ") + letter.toJson());
            }
        }
    }

    /** Leaves out steps as long as it fails. */
    static List<Step> shrink(List<Step> steps, Predicate<List<Step>> fails) {
        List<Step> left = new ArrayList<>(steps);
        for (int size = Math.max(1, left.size() / 2); size >= 1; size /= 2) {
            for (int from = 0; from + size <= left.size(); ) {
                List<Step> fewer = new ArrayList<>(left);
                fewer.subList(from, from + size).clear();
                if (fails.test(fewer)) {
                    left = fewer;
                } else {
                    from += size;
                }
            }
        }
        return left;
    }

    /** With the mapping of people changed to what a policy wants. */
    static Stage stage(String policy) {
        Stage stage = Stage.open(Map.of(
                "airtable.redelivery-delay",
                1,
                "airtable.timeout",
                400,
                "logging.level.dev.airtableroutes",
                "OFF",
                "airtable.lockout",
                Duration.ofMillis(20)));
        String deleted =
                switch (policy.replace("2", "")) {
                    case "delete" -> "deleted: delete\n";
                    case "mark" -> "deleted: {mark: {member: true}}\n";
                    default -> "";
                };
        String file = "mappings/tables/lab/people.yaml";
        boolean twoKeys = policy.endsWith("2");
        stage.edit(file, "  note: note\n  member: member\n", twoKeys ? "  note: note\n" : "");
        if (KEEPS_NULLS) {
            stage.edit(file, "nulls: clear", "nulls: keep");
        }
        stage.edit(file, "match: [email]\n", "match: " + (twoKeys ? "[email, note]" : "[email]") + "\n" + deleted);
        stage.restart();
        return stage;
    }
}

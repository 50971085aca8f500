package dev.airtableroutes.sandbox;

import dev.airtableroutes.sandbox.http.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Lists of records: the order is frozen with the first page, the cells are those of the moment in which a page is read.
 * Records created later do not appear, deleted ones leave their page shorter. An offset may be asked for again, and
 * expires when nobody asks for a while.
 *
 * <p>Not documented, so the stricter reading: more than 100 a page is refused, as is an offset with other parameters
 * than those of the first page; without view and sort the order follows nothing that a client could rely on.
 */
final class Lists {

    private static final class Cursor {
        final LiveTable table;
        final ListRequest request;
        final LiveRecord[] order;
        final Map<String, Integer> positions = new HashMap<>();
        volatile long lastUsed;

        Cursor(LiveTable table, ListRequest request, LiveRecord[] order) {
            this.table = table;
            this.request = request;
            this.order = order;
        }
    }

    private final Map<String, Cursor> cursors = new ConcurrentHashMap<>();
    private final RandomGenerator random = new SplittableRandom(14);
    private volatile Duration timeToLive = Duration.ofMinutes(5);

    void timeToLive(Duration idle) {
        timeToLive = idle;
    }

    void expireAll() {
        cursors.clear();
    }

    byte[] page(LiveTable table, ListRequest request) {
        long now = System.nanoTime();
        cursors.values().removeIf(cursor -> now - cursor.lastUsed > timeToLive.toNanos());
        String[] offset = request.offset() == null
                ? new String[] {newCursor(table, request), ""}
                : request.offset().split("/", 2);
        Cursor cursor = cursors.get(offset[0]);
        Integer position =
                cursor == null ? null : offset[1].isEmpty() ? Integer.valueOf(0) : cursor.positions.get(offset[1]);
        if (position == null || cursor.table != table) {
            throw AirtableError.offsetExpired();
        }
        check(cursor.request.equals(request.sameList()), "the offset belongs to a list with other parameters");
        cursor.lastUsed = now;
        return page(cursor, offset[0], position, request);
    }

    private byte[] page(Cursor cursor, String iterator, int from, ListRequest request) {
        int to = Math.min(from + request.pageSize(), cursor.order.length);
        List<LiveField> fields = cursor.request.fields().isEmpty()
                ? cursor.table.fields
                : cursor.request.fields().stream()
                        .map(cursor.table::field)
                        .distinct()
                        .toList();
        RecordWriter writer = new RecordWriter(cursor.table, request.byFieldId(), fields, request.commentCount());
        String next = to < cursor.order.length ? cursor.order[to].id : null;
        if (next != null) {
            cursor.positions.put(next, to);
        }
        return Json.write(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("records");
            for (int i = from; i < to; i++) {
                if (!cursor.order[i].deleted) {
                    writer.write(cursor.order[i], json);
                }
            }
            json.writeEndArray();
            if (next != null) {
                json.writeStringField("offset", iterator + "/" + next);
            }
            json.writeEndObject();
        });
    }

    private String newCursor(LiveTable table, ListRequest request) {
        request.fields().forEach(table::field);
        checkView(table, request.view());
        LiveRecord[] order = order(table, request);
        if (request.maxRecords() != null && request.maxRecords() < order.length) {
            order = Arrays.copyOf(order, request.maxRecords());
        }
        Cursor cursor = new Cursor(table, request.sameList(), order);
        cursor.lastUsed = System.nanoTime();
        String iterator;
        synchronized (random) {
            iterator = Ids.random("itr", random);
        }
        cursors.put(iterator, cursor);
        return iterator;
    }

    private static void checkView(LiveTable table, String view) {
        if (view != null && !view.equals(table.view) && !view.equals(table.viewId)) {
            String type = view.matches("viw[A-Za-z0-9]{14}") ? "VIEW_ID_NOT_FOUND" : "VIEW_NAME_NOT_FOUND";
            throw AirtableError.unprocessable(type, "View " + view + " not found");
        }
    }

    private static LiveRecord[] order(LiveTable table, ListRequest request) {
        Stream<LiveRecord> records = table.records.values().stream();
        if (request.formula() != null) {
            records = records.filter(record -> request.formula().test(table, record));
        }
        if (!request.sort().isEmpty()) {
            records = records.sorted(comparator(table, request.sort()));
        } else if (request.view() == null) {
            records = records.sorted(Comparator.comparing(record -> record.id));
        }
        return records.toArray(LiveRecord[]::new);
    }

    private static Comparator<LiveRecord> comparator(LiveTable table, List<ListRequest.Sort> sorts) {
        List<Comparator<LiveRecord>> comparators = new ArrayList<>();
        for (ListRequest.Sort sort : sorts) {
            LiveField field = table.field(sort.field());
            List<String> options = List.copyOf(field.choices);
            Comparator<LiveRecord> ascending = Comparator.comparing(
                    record -> sortable(record, field, options), Comparator.nullsFirst(Lists::compare));
            comparators.add(sort.descending() ? ascending.reversed() : ascending);
        }
        return comparators.stream().reduce(Comparator::thenComparing).orElseThrow();
    }

    /** Numbers by size, a single select by the order of its options, everything else as text whatever its case. */
    private static Comparable<?> sortable(LiveRecord record, LiveField field, List<String> options) {
        return switch (field.type) {
            case autoNumber -> (double) record.number;
            case createdTime -> (double) record.created;
            case lastModifiedTime -> (double) record.modified;
            default -> {
                check(!field.type.computed(), "the sandbox cannot sort by the computed field " + field.name);
                yield sortable(record.cell(field), options);
            }
        };
    }

    private static Comparable<?> sortable(Object cell, List<String> options) {
        if (cell == null) {
            return null;
        }
        if (cell instanceof Number number) {
            return number.doubleValue();
        }
        return options.contains(cell)
                ? (double) options.indexOf(cell)
                : cell.toString().toLowerCase(Locale.ROOT);
    }

    @SuppressWarnings("unchecked")
    private static int compare(Comparable<?> left, Comparable<?> right) {
        return ((Comparable<Object>) left).compareTo(right);
    }

    static void onlyJsonCells(String cellFormat) {
        check(cellFormat == null || cellFormat.equals("json"), "only cellFormat json is played");
    }

    static void check(boolean fine, String otherwise) {
        if (!fine) {
            throw AirtableError.invalidRequest(otherwise);
        }
    }
}

package dev.airtableroutes.sync;

import dev.airtableroutes.mapping.Mapping;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.bson.Document;

/**
 * What the documents of a pass say and the mapping does not read, by dotted path: an object of which nothing is read counts
 * as one. How many paths there are is bounded by the mapping, whatever the documents say.
 */
final class Unmapped {

    /** Some objects have a name for each person, or each day: those beyond count together, as {@code *}. */
    private static final int MOST_NAMES = 100;

    private static final int LONGEST_NAME = 100;
    private static final String OTHERS = "*";

    /** What every element of a list is read by. */
    private static final String EACH = "";

    /** An object, or a list, of which the mapping reads parts; or a value that it reads as a whole. */
    private static final class Place {

        private final Map<String, Place> parts = new HashMap<>();
        private final Map<String, LongAdder> unread = new ConcurrentHashMap<>();
        private final LongAdder others = new LongAdder();
        private boolean whole;

        Place part(String name) {
            return parts.computeIfAbsent(name, part -> new Place());
        }

        LongAdder count(String name) {
            LongAdder known = unread.get(name);
            if (known != null) {
                return known;
            }
            return unread.size() < MOST_NAMES && name.length() <= LONGEST_NAME
                    ? unread.computeIfAbsent(name, first -> new LongAdder())
                    : others;
        }
    }

    private final Place top = new Place();

    Unmapped(Mapping mapping) {
        reads(List.of("_id"), null);
        mapping.fields().values().forEach(field -> reads(field.from(), field.each()));
    }

    private void reads(List<String> from, String each) {
        for (String path : from) {
            Place place = at(top, path);
            if (each != null) {
                place = at(place.part(EACH), each);
            }
            place.whole = true;
        }
    }

    private static Place at(Place from, String path) {
        Place place = from;
        for (String name : path.split("\\.", -1)) {
            place = place.part(name);
        }
        return place;
    }

    /** Counts what is not read of a document. */
    void look(Document document) {
        look(top, document, null);
    }

    /** @param counted in this document already, which only elements of a list have to ask; else null */
    private static void look(Place place, Map<?, ?> object, Set<LongAdder> counted) {
        Set<LongAdder> once = counted;
        for (Map.Entry<?, ?> entry : object.entrySet()) {
            String name = (String) entry.getKey();
            Place part = place.parts.get(name);
            if (part == null || !part.whole && !partlyRead(part, entry.getValue(), counted)) {
                LongAdder count = place.count(name);
                if (count == place.others && once == null) {
                    once = new HashSet<>();
                }
                if (once == null || once.add(count)) {
                    count.increment();
                }
            }
        }
    }

    /** Looks into a value of which parts are read; whether there are parts in it at all. */
    private static boolean partlyRead(Place place, Object value, Set<LongAdder> counted) {
        if (value instanceof Map<?, ?> object) {
            look(place, object, counted);
            return true;
        }
        if (value instanceof List<?> list) {
            Set<LongAdder> once = counted == null ? new HashSet<>() : counted;
            for (int i = 0; i < list.size(); i++) {
                Place element = place.parts.getOrDefault(EACH, place.parts.get(Integer.toString(i)));
                if (element != null && !element.whole) {
                    partlyRead(element, list.get(i), once);
                }
            }
            return true;
        }
        return value == null;
    }

    /** How many documents say it, by path. */
    Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        collect(top, "", counts);
        return counts;
    }

    private static void collect(Place place, String path, Map<String, Long> counts) {
        place.unread.forEach((name, count) -> counts.merge(path + name, count.sum(), Long::sum));
        if (place.others.sum() > 0) {
            counts.put(path + OTHERS, place.others.sum());
        }
        place.parts.forEach((name, part) -> collect(part, name.equals(EACH) ? path : path + name + ".", counts));
    }
}

package dev.airtableroutes.mapping;

import dev.airtableroutes.base.Field;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The canonical form of cells, in which mapped and read values are compared.
 *
 * <table><caption>Canonical values by type; nothing ({@code ""}, {@code []}, {@code false}, absent) is null</caption>
 * <tr><td>text, email, url, phone, singleSelect<td>String
 * <tr><td>number, currency, percent, rating, duration (seconds)<td>BigDecimal without trailing zeros
 * <tr><td>checkbox<td>{@link Boolean#TRUE}
 * <tr><td>multipleSelects, multipleRecordLinks<td>sorted List of distinct Strings
 * <tr><td>date, dateTime<td>{@code 2024-01-31}, {@code 2024-01-31T18:30:00.000Z}
 * <tr><td>multipleAttachments<td>List of Maps with url and perhaps filename, in order
 * <tr><td>singleCollaborator, multipleCollaborators<td>Map with id or email, what is read with both; sorted List of them
 * <tr><td>barcode<td>Map with text
 * </table>
 *
 * <p>Two canonical values of most types are the same cell when they are equal; {@link #same} knows the two exceptions.
 */
public final class Cells {

    private Cells() {}

    /**
     * What Airtable answered for a field, in canonical form. An attachment keeps its filename and the address that Airtable
     * made for it, never the one that it was given; use {@link #same} to compare. Values that a type does not expect, such
     * as the error objects of computed fields, become null or stay as they are; this method throws nothing.
     *
     * @param json a value from Jackson: String, Number, Boolean, List, Map or null
     */
    public static Object fromAirtable(Field field, Object json) {
        if (Scalars.nothing(json) || Boolean.FALSE.equals(json)) {
            return null;
        }
        return switch (field.type()) {
            case number, currency, percent, duration -> json instanceof Number number ? Numbers.of(number) : null;
            case rating -> json instanceof Number number ? stars(number) : null;
            case checkbox -> Boolean.TRUE.equals(json) ? json : null;
            case singleSelect -> json instanceof Map<?, ?> option ? option.get("name") : json;
            case multipleSelects -> texts(json, "name");
            case multipleRecordLinks -> texts(json, "id");
            case date -> json instanceof String text ? date(text) : json;
            case dateTime -> json instanceof String text ? instant(text) : json;
            case multipleAttachments -> maps(json, "url", "filename");
            case singleCollaborator -> kept(json, "id", "email");
            case multipleCollaborators -> people(json);
            case barcode -> json instanceof String text ? Map.of("text", text) : kept(json, "text");
            default -> json instanceof Number number ? Numbers.of(number) : json;
        };
    }

    /** A canonical value as it goes on the wire, in types that Jackson writes; null clears. */
    public static Object toAirtable(Field field, Object canonical) {
        return switch (field.type()) {
            case checkbox -> canonical != null;
            case number, currency, percent, rating, duration ->
                canonical instanceof BigDecimal number ? jsonNumber(number) : canonical;
            default -> canonical;
        };
    }

    /**
     * Whether two canonical values are the same cell. That is {@code equals}, but for attachments (by filename where one
     * side has Airtable's own address) and collaborators (by whatever the two sides both know: id, or email in any case).
     */
    public static boolean same(Field field, Object one, Object other) {
        if (Objects.equals(one, other)) {
            return true;
        }
        if (one == null || other == null) {
            return false;
        }
        return switch (field.type()) {
            case multipleAttachments -> sameAttachments(one, other);
            case singleCollaborator -> samePerson(one, other);
            case multipleCollaborators -> samePeople(one, other);
            default -> false;
        };
    }

    private static Object stars(Number number) {
        BigDecimal stars = Numbers.of(number);
        return stars == null || stars.signum() == 0 ? null : stars;
    }

    private static Number jsonNumber(BigDecimal number) {
        boolean whole = number.scale() <= 0 && number.precision() - number.scale() <= 15;
        return whole ? (Number) number.longValueExact() : (Number) number.doubleValue();
    }

    private static Object date(String text) {
        Instants.Parsed parsed = Instants.parse(text);
        String date = parsed == null ? null : Instants.format(parsed.local().toLocalDate());
        return date == null ? text : date;
    }

    private static Object instant(String text) {
        Instants.Parsed parsed = Instants.parse(text);
        String instant = parsed == null ? null : Instants.format(parsed.in(ZoneOffset.UTC));
        return instant == null ? text : instant;
    }

    private static Object texts(Object json, String name) {
        TreeSet<String> texts = new TreeSet<>();
        for (Object element : json instanceof List<?> list ? list : List.of(json)) {
            Object text = element instanceof Map<?, ?> map ? map.get(name) : element;
            if (!Scalars.nothing(text)) {
                texts.add(text.toString());
            }
        }
        return texts.isEmpty() ? null : List.copyOf(texts);
    }

    private static Map<String, String> kept(Object json, String... names) {
        Map<String, String> kept = new TreeMap<>();
        for (String name : names) {
            Object value = json instanceof Map<?, ?> map ? map.get(name) : null;
            if (!Scalars.nothing(value)) {
                kept.put(name, value.toString());
            }
        }
        return kept.isEmpty() ? null : kept;
    }

    private static List<Map<String, String>> maps(Object json, String... names) {
        List<Map<String, String>> maps = new ArrayList<>();
        for (Object element : json instanceof List<?> list ? list : List.of(json)) {
            Map<String, String> kept = kept(element, names);
            if (kept != null) {
                maps.add(kept);
            }
        }
        return maps.isEmpty() ? null : List.copyOf(maps);
    }

    private static List<Map<String, String>> people(Object json) {
        List<Map<String, String>> people = maps(json, "id", "email");
        return people == null ? null : sortedPeople(people);
    }

    static List<Map<String, String>> sortedPeople(Collection<Map<String, String>> people) {
        Comparator<Map<String, String>> byText = Comparator.comparing(person -> new TreeMap<>(person).toString());
        return people.stream().distinct().sorted(byText).toList();
    }

    private static boolean sameAttachments(Object one, Object other) {
        List<?> ones = (List<?>) one;
        List<?> others = (List<?>) other;
        if (ones.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < ones.size(); i++) {
            Map<?, ?> a = (Map<?, ?>) ones.get(i);
            Map<?, ?> b = (Map<?, ?>) others.get(i);
            if (!a.equals(b) && !filename(a).equals(filename(b))) {
                return false;
            }
        }
        return true;
    }

    /** The filename, or what Airtable would call a file of that address: the last part of its path. */
    private static Object filename(Map<?, ?> attachment) {
        Object name = attachment.get("filename");
        if (name != null) {
            return name;
        }
        String url = String.valueOf(attachment.get("url"));
        int end = url.length();
        for (char stop : new char[] {'?', '#'}) {
            int found = url.indexOf(stop);
            end = found >= 0 ? Math.min(end, found) : end;
        }
        return url.substring(url.lastIndexOf('/', end - 1) + 1, end);
    }

    private static boolean samePerson(Object one, Object other) {
        Map<?, ?> a = (Map<?, ?>) one;
        Map<?, ?> b = (Map<?, ?>) other;
        if (a.get("id") != null && b.get("id") != null) {
            return a.get("id").equals(b.get("id"));
        }
        return a.get("email") != null
                && b.get("email") != null
                && a.get("email").toString().equalsIgnoreCase(b.get("email").toString());
    }

    private static boolean samePeople(Object one, Object other) {
        List<?> ones = (List<?>) one;
        List<?> others = (List<?>) other;
        return ones.size() == others.size()
                && ones.stream().allMatch(a -> others.stream().anyMatch(b -> samePerson(a, b)))
                && others.stream().allMatch(b -> ones.stream().anyMatch(a -> samePerson(a, b)));
    }
}

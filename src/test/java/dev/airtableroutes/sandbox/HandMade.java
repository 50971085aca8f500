package dev.airtableroutes.sandbox;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Records that people made by hand in the Cuculi base before anything was synced: they have a key in their own spelling
 * and nothing else.
 *
 * @param users record id by the {@code _id} of the user that it is meant for
 * @param events the same for events
 * @param ambiguous the two records that one user's e-mail finds, by that user's {@code _id}
 */
public record HandMade(Map<String, String> users, Map<String, String> events, Map<String, List<String>> ambiguous) {

    private static final int USERS = 40;
    private static final int EVENTS = 5;

    /** @param data already inserted */
    public static HandMade in(LocalAirtable airtable, SampleData data, Truth truth) {
        Set<String> taken = new HashSet<>();
        truth.duplicates().forEach(pair -> taken.addAll(List.of(pair.first(), pair.second())));
        List<Integer> free = free(data.users.emails, data.users.ids, taken);
        LocalTable users = airtable.table("cuculi", "users");
        Map<String, String> byUser = new LinkedHashMap<>();
        free.stream()
                .skip(1)
                .limit(USERS)
                .forEach(number -> byUser.put(
                        data.users.ids.get(number).toString(),
                        users.insert(Map.of("email", spelt(data.users.emails.get(number), number)))));
        Map<String, List<String>> ambiguous = new LinkedHashMap<>();
        free.stream()
                .limit(1)
                .forEach(number -> ambiguous.put(
                        data.users.ids.get(number).toString(),
                        List.of(
                                users.insert(Map.of(
                                        "email", data.users.emails.get(number).toUpperCase(Locale.ROOT))),
                                users.insert(Map.of("email", data.users.emails.get(number) + " ")))));
        return new HandMade(byUser, events(airtable, data, taken), ambiguous);
    }

    private static Map<String, String> events(LocalAirtable airtable, SampleData data, Set<String> taken) {
        LocalTable events = airtable.table("cuculi", "events");
        Map<String, String> byEvent = new LinkedHashMap<>();
        free(data.events.names, data.events.ids, taken).stream()
                .limit(EVENTS)
                .forEach(number -> byEvent.put(
                        data.events.ids.get(number).toString(),
                        events.insert(Map.of("Name", spelt(data.events.names.get(number), number)))));
        return byEvent;
    }

    private static String spelt(String key, int number) {
        return number % 2 == 0 ? key.toUpperCase(Locale.ROOT) : " " + key + " ";
    }

    private static List<Integer> free(List<String> keys, List<Object> ids, Set<String> taken) {
        List<Integer> free = new ArrayList<>();
        IntStream.range(0, keys.size())
                .filter(number -> keys.get(number) != null
                        && !taken.contains(ids.get(number).toString()))
                .forEach(free::add);
        return free;
    }
}

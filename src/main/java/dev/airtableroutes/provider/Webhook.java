package dev.airtableroutes.provider;

import dev.airtableroutes.mapping.Mapping;
import dev.airtableroutes.mapping.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How a provider tells us of events.
 *
 * @param header that may carry the secret; else the address is signed with it
 * @param secret the variable that holds it
 * @param type paths of the event's type, the first that finds a text wins
 * @param fields what an event says
 * @param events our name by the provider's type, in small letters
 */
record Webhook(
        String header,
        String secret,
        List<String> type,
        Mapping fields,
        Map<String, String> events,
        List<Webhook.Test> tests) {

    Webhook {
        type = List.copyOf(type);
        events = Map.copyOf(events);
        tests = List.copyOf(tests);
    }

    /**
     * An event and what it means.
     *
     * @param event our name for it, or null when it is of no use to us
     * @param fields all that it says
     * @param line of the file
     */
    record Test(String name, Map<String, Object> given, String event, Map<String, Object> fields, int line) {}

    /** Empty when the content names no type, so that it is no event. */
    Optional<ProviderEvent> read(String provider, Map<String, Object> content) {
        return type.stream()
                .map(path -> Path.of(path).in(content))
                .filter(found -> found instanceof String text && !text.isBlank())
                .map(found -> found.toString().strip())
                .findFirst()
                .map(found -> {
                    String event = events.get(found.toLowerCase(Locale.ROOT));
                    return new ProviderEvent(
                            provider, found, event, event == null ? Map.of() : LeadFields.mapped(fields, content));
                });
    }
}

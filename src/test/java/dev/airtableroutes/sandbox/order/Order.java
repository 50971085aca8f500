package dev.airtableroutes.sandbox.order;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.airtableroutes.sandbox.http.Json;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * Trouble to order: how often it hits, and what every kind of it has. What is null does not restrict. For records, whose
 * components it names.
 *
 * @param <T> the record
 */
public interface Order<T extends Order<T>> {

    /** Matching requests to let through first. */
    Integer skip();

    /** How many requests it hits in all. */
    Integer times();

    /** It hits only each such one of the matching requests. */
    Integer every();

    /** From 0 to 1, for each matching request. */
    Double probability();

    /** How long it lasts from the order on. */
    Long forMillis();

    /**
     * Whether an order has what it needs.
     *
     * @param what it is called in sentences: {@code fault}
     * @param effects all that there are
     */
    static <E extends Enum<E>> void check(
            String what, Class<E> effects, E effect, Integer status, Long millis, Integer every) {
        if (effect == null) {
            throw new IllegalArgumentException(
                    "A " + what + " needs an effect: one of " + Arrays.toString(effects.getEnumConstants()) + ".");
        }
        if (effect.name().equals("STATUS") && status == null) {
            throw new IllegalArgumentException("A " + what + " with the effect STATUS needs a status.");
        }
        if (Set.of("HANG", "DELAY").contains(effect.name()) && millis == null) {
            throw new IllegalArgumentException("A " + what + " with the effect " + effect + " needs millis.");
        }
        if (every != null && every < 1) {
            throw new IllegalArgumentException(
                    "A " + what + " hits every 1st request or fewer, not every " + every + ".");
        }
    }

    default T containing(String part) {
        return with("containing", part);
    }

    default T skip(int first) {
        return with("skip", first);
    }

    default T times(int hits) {
        return with("times", hits);
    }

    default T every(int kth) {
        return with("every", kth);
    }

    default T probability(double of1) {
        return with("probability", of1);
    }

    default T forMillis(long lasting) {
        return with("forMillis", lasting);
    }

    default T body(Object json) {
        return with("body", json);
    }

    default T headers(Map<String, String> added) {
        return with("headers", added);
    }

    /** An order is what its JSON says: the same one with another value there. */
    @SuppressWarnings("unchecked")
    default T with(String name, Object value) {
        Map<String, Object> json = Json.MAPPER.convertValue(this, new TypeReference<>() {});
        json.put(name, value);
        return (T) Json.MAPPER.convertValue(json, getClass());
    }
}

package dev.airtableroutes.mapping;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.bson.BsonNull;
import org.bson.BsonTimestamp;
import org.bson.BsonUndefined;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.bson.types.Symbol;

/** The values that a document may hold, as text and as words in a sentence. */
public final class Scalars {

    private static final char REPLACEMENT = '\uFFFD';

    private Scalars() {}

    /** Null, missing, {@code ""} and {@code []} are one thing. */
    public static boolean nothing(Object value) {
        return value == null
                || (value instanceof String text && text.isEmpty())
                || (value instanceof List<?> list && list.isEmpty())
                || value instanceof BsonUndefined
                || value instanceof BsonNull;
    }

    /** The text of a scalar, or a {@link Bad}. */
    static Object text(Object value) {
        if (value instanceof String text) {
            return sendable(text);
        }
        if (value instanceof ObjectId id) {
            return id.toHexString();
        }
        if (value instanceof Number number) {
            BigDecimal finite = exact(number);
            return finite == null ? new Bad(show(value) + " is not a finite number.") : Numbers.plain(finite);
        }
        if (value instanceof Boolean || value instanceof UUID) {
            return value.toString();
        }
        Instant instant = instant(value);
        if (instant != null) {
            String text = Instants.format(instant);
            return text == null ? new Bad("The date lies outside the years 0 to 9999.") : text;
        }
        return other(value);
    }

    /** A text keeps the digits that a double would lose: it may be an id. */
    private static BigDecimal exact(Number number) {
        return number instanceof Long whole ? BigDecimal.valueOf(whole) : Numbers.of(number);
    }

    private static Object other(Object value) {
        if (value instanceof Symbol symbol) {
            return sendable(symbol.getSymbol());
        }
        if (value instanceof Binary binary && binary.getData().length == 16 && binary.getType() == 4) {
            ByteBuffer bytes = ByteBuffer.wrap(binary.getData());
            return new UUID(bytes.getLong(), bytes.getLong()).toString();
        }
        return new Bad(sentence(value) + " is no text; name a single value, such as a path into it.");
    }

    /** The instant of a BSON date or timestamp, else null. */
    static Instant instant(Object value) {
        if (value instanceof Date date) {
            return Instant.ofEpochMilli(date.getTime());
        }
        if (value instanceof Instant instant) {
            return instant;
        }
        return value instanceof BsonTimestamp timestamp ? Instant.ofEpochSecond(timestamp.getTime()) : null;
    }

    /**
     * The text with each unpaired surrogate and each NUL replaced by U+FFFD. JSON in UTF-8 cannot carry the one, few
     * stores take the other, and either would fail a whole batch; a bad cell would withhold a text of which one broken
     * character is worth nothing.
     */
    static String sendable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character == 0 || Character.isSurrogate(character)) {
                return replaceBroken(text);
            }
        }
        return text;
    }

    private static String replaceBroken(String text) {
        StringBuilder sound = new StringBuilder(text);
        for (int i = 0; i < sound.length(); i++) {
            char character = sound.charAt(i);
            if (Character.isHighSurrogate(character)
                    && i + 1 < sound.length()
                    && Character.isLowSurrogate(sound.charAt(i + 1))) {
                i++;
            } else if (character == 0 || Character.isSurrogate(character)) {
                sound.setCharAt(i, REPLACEMENT);
            }
        }
        return sound.toString();
    }

    /** A value as it stands in the middle of a sentence. */
    public static String show(Object value) {
        if (value instanceof String text) {
            return '"' + BadCell.cut(text, 60) + (text.length() > 60 ? "\u2026" : "") + '"';
        }
        if (value instanceof Map<?, ?> map) {
            return map.isEmpty()
                    ? "an empty object"
                    : "an object of "
                            + map.keySet().stream()
                                    .limit(5)
                                    .map(String::valueOf)
                                    .collect(Collectors.joining(", "));
        }
        if (value instanceof List<?> list) {
            return "a list of " + list.size();
        }
        if (value instanceof ObjectId id) {
            return "the ObjectId " + id;
        }
        if (value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        Instant instant = instant(value);
        if (instant != null) {
            return "the date " + instant;
        }
        return value instanceof Binary
                ? "binary data"
                : "a value of type " + value.getClass().getSimpleName();
    }

    /** The same at the beginning of a sentence. */
    static String sentence(Object value) {
        String shown = show(value);
        return Character.toUpperCase(shown.charAt(0)) + shown.substring(1);
    }
}

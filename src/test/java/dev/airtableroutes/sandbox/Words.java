package dev.airtableroutes.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Random;
import org.bson.types.ObjectId;

/** Chance, and words for it to choose from: right to left, with emoji, composed and decomposed accents, quotes. */
final class Words {

    static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

    private static final List<String> FIRST = List.of(
            "Ada",
            "Noor",
            "محمد",
            "שרה",
            "José",
            "Jose\u0301",
            "Zoë",
            "李",
            "Анна",
            "O'Neil",
            "Anna-Maria",
            "🦊 Fox",
            "Omar",
            "Leïla",
            "Karim",
            "ليلى");
    private static final List<String> LAST = List.of(
            "Lovelace",
            "El-Sayed",
            "حسن",
            "כהן",
            "Müller",
            "García \"Pepe\"",
            "Ødegård",
            "王",
            "Back\\slash",
            "Smith",
            "Haddad",
            "Nguyễn");
    private static final List<String> SENTENCES = List.of(
            "Loves long dinners and short speeches.",
            "مرحبا بك في عشاء الجمعة 🍽️",
            "שלום, נשמח לראותך",
            "Said \"maybe\", meant C:\\yes\\.",
            "Two\nlines,\ttabs, and a 👩‍👩‍👧 family.",
            "<b>Bold</b> & plain.",
            "Comes early; leaves late.");

    private final Random random;

    Words(long seed) {
        random = new Random(seed);
    }

    int number(int bound) {
        return random.nextInt(bound);
    }

    <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    <T> List<T> some(List<T> of) {
        List<T> chosen = new ArrayList<>(of);
        chosen.removeIf(entry -> random.nextInt(3) > 0);
        return chosen;
    }

    boolean percent(int chance) {
        return random.nextInt(100) < chance;
    }

    String firstName() {
        return one(FIRST);
    }

    String lastName() {
        return one(LAST);
    }

    String sentences(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : " ").append(one(SENTENCES));
        }
        return text.toString();
    }

    ObjectId objectId() {
        byte[] bytes = new byte[12];
        random.nextBytes(bytes);
        return new ObjectId(bytes);
    }

    Instant instant(int daysAround) {
        long minutes = Duration.ofDays(daysAround).toMinutes();
        return NOW.minus(Duration.ofMinutes(Math.floorMod(random.nextLong(), minutes)));
    }

    /** The same moment as BSON date or as ISO text. */
    Object date(Instant instant) {
        return percent(50) ? Date.from(instant) : instant.toString();
    }

    /** A number, now and then as text. */
    Object number(long value, boolean asText) {
        return asText ? Long.toString(value) : percent(50) ? (Object) (int) value : (Object) value;
    }
}

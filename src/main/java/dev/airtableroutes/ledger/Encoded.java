package dev.airtableroutes.ledger;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A canonical cell value as short text that is equal exactly when the value is: what the ledger keeps instead of the
 * value. Long values become a digest, so that the ledger stays small however long a cell is.
 */
public final class Encoded {

    private static final int LONGEST = 64;

    private Encoded() {}

    /** The text of a canonical value; null for nothing. */
    public static String of(Object canonical) {
        if (canonical == null) {
            return null;
        }
        String text = text(canonical);
        return text.length() <= LONGEST ? text : digest(text);
    }

    private static String text(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(Encoded::text).collect(Collectors.joining("\u001f"));
        }
        if (value instanceof Map<?, ?> map) {
            return new TreeMap<>(map).toString();
        }
        return value.toString();
    }

    /** 128 bits of SHA-256, with a mark that tells it from a value. */
    static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "\u0001" + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, 16));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

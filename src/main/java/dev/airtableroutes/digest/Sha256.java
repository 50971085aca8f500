package dev.airtableroutes.digest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of texts, as UTF-8. */
public final class Sha256 {

    private Sha256() {}

    /** Its 32 bytes. */
    public static byte[] of(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    /** Its 64 digits in hex. */
    public static String hex(String text) {
        return HexFormat.of().formatHex(of(text));
    }
}

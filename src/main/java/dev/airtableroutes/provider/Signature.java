package dev.airtableroutes.provider;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What makes an address ours without the secret in it: HMAC-SHA256 in hex. */
final class Signature {

    private Signature() {}

    static String of(String secret, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    /** Takes as long for a wrong one as for the right one. @param shown null is wrong */
    static boolean same(String right, String shown) {
        return MessageDigest.isEqual(
                right.getBytes(StandardCharsets.UTF_8), (shown == null ? "" : shown).getBytes(StandardCharsets.UTF_8));
    }
}

package dev.airtableroutes.privacy;

import dev.airtableroutes.digest.Sha256;
import java.net.IDN;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The forms in which addresses, domains, profiles and names are compared, so that one person is one lead however a source
 * writes it. Each takes what a source wrote, or null, and returns null when nothing of the kind is in it.
 */
public final class Identity {

    private static final Pattern ADDRESS = Pattern.compile("[^\\s@,;<>\"()]{1,64}@[^\\s@,;<>\"()]{1,253}");
    private static final Pattern LABELS =
            Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]");
    /** Both forms of a public profile; companies, jobs and posts are none, nor is who is only called like LinkedIn. */
    private static final Pattern PROFILE = Pattern.compile(
            "(?i)(?<![\\p{L}\\p{N}_-])linkedin\\.(?:com|cn)/(?:mwlite/)?(in|pub)/([^/?#\\s]+)((?:/[^/?#\\s]+)*)");
    /** What tells people of one name apart in the older form: {@code /pub/john-smith/4/a5/b7}. */
    private static final Pattern NUMBER =
            Pattern.compile("(?i)/([0-9a-f]{1,3})/([0-9a-f]{1,3})/([0-9a-f]{1,3})(?:/[a-z]{2})?");
    /** Letters of which Java makes others (IDNA 2003): ß is not ss in the DNS of today, which has another owner there. */
    private static final Pattern DEVIATING = Pattern.compile("[\u00df\u03c2\u200c\u200d]");

    /** An account at Reddit, as people write it there and as its address is. */
    private static final Pattern REDDIT = Pattern.compile(
            "(?i)(?:(?:https?://)?(?:[a-z]{1,4}\\.)?reddit\\.com/|/)?u(?:ser)?/([\\w-]{2,20})/?(?:[?#].*)?");

    /** The kind that is also written in other ways. */
    public static final String REDDIT_ACCOUNT = "reddit";

    private static final Pattern ACCOUNT = Pattern.compile("[A-Za-z][\\w-]*:[^\\s/:@]+");

    private Identity() {}

    /** An e-mail address: without blanks, {@code mailto:} and case; its domain as {@link #domain} writes it. */
    public static String email(Object value) {
        String text = text(value);
        if (text == null) {
            return null;
        }
        String address = text.replaceFirst("(?i)^mailto:", "");
        if (!ADDRESS.matcher(address).matches()) {
            return null;
        }
        int at = address.lastIndexOf('@');
        String domain = ascii(address.substring(at + 1).toLowerCase(Locale.ROOT));
        return domain == null ? null : address.substring(0, at).toLowerCase(Locale.ROOT) + "@" + domain;
    }

    /** The domain of a company: without scheme, {@code www.}, port, path and case; in ASCII as the DNS has it, but with ß as written. */
    public static String domain(Object value) {
        String text = text(value);
        if (text == null) {
            return null;
        }
        String host = text.toLowerCase(Locale.ROOT)
                .replaceFirst("^(?:(?:[a-z][a-z0-9+.-]*:)?//+|https?:/|mailto:)", "")
                .replaceFirst("[/?#\\\\].*$", "")
                .replaceFirst("^.*@", "")
                .replaceFirst(":\\d*$", "")
                .replaceFirst("\\.+$", "");
        String domain = ascii(host);
        return domain == null ? null : domain.replaceFirst("^www\\d?\\.(?=.*\\.)", "");
    }

    /** The name at the end of a LinkedIn profile's address, whatever its country, scheme, language and parameters. */
    public static String linkedinSlug(Object value) {
        String text = text(value);
        Matcher profile = PROFILE.matcher(text == null ? "" : text);
        if (!profile.find()) {
            return null;
        }
        if (profile.group(1).equalsIgnoreCase("in")) {
            return slug(profile.group(2));
        }
        Matcher number = NUMBER.matcher(profile.group(3));
        if (number.matches()) {
            return slug(profile.group(2) + "-" + three(number.group(3)) + three(number.group(2)) + number.group(1));
        }
        // without a number it is a name that its owner chose; a directory is nobody's
        return profile.group(3).isEmpty() ? slug(profile.group(2)) : null;
    }

    private static String three(String digits) {
        return "0".repeat(3 - digits.length()) + digits;
    }

    private static String slug(String written) {
        try {
            String slug = folded(URLDecoder.decode(written.replace("+", "%2B"), StandardCharsets.UTF_8));
            return slug.isEmpty() ? null : slug;
        } catch (IllegalArgumentException notEncoded) {
            return folded(written);
        }
    }

    /** The address of a profile in one form. */
    public static String linkedinUrl(Object value) {
        String slug = linkedinSlug(value);
        return slug == null ? null : "https://www.linkedin.com/in/" + slug;
    }

    /** A person's name: case and runs of blanks folded, Unicode in one form; accents stay, they tell people apart. */
    public static String name(Object value) {
        String text = text(value);
        return text == null ? null : folded(text.replaceAll("[\\s\\p{Z}]+", " "));
    }

    /** The name of an account at a source, {@code reddit:jane}: without case. */
    public static String handle(Object value) {
        String text = text(value);
        return text == null ? null : folded(text);
    }

    /** An account that a person names, {@code u/Jane}, {@code reddit.com/user/jane} or {@code reddit:jane}, as {@link #handle} has it. */
    public static String account(Object value) {
        String text = text(value);
        Matcher reddit = REDDIT.matcher(text == null ? "" : text);
        if (reddit.matches()) {
            return handle(REDDIT_ACCOUNT + ":" + reddit.group(1));
        }
        return text != null && ACCOUNT.matcher(text).matches() ? handle(text) : null;
    }

    /** What stands for a value where the value itself must not be kept: SHA-256 in hex. */
    public static String hash(String value) {
        return Sha256.hex(value);
    }

    /** The id of the contact with this address: ids reach logs, so it holds no personal data. */
    public static String contactId(String email) {
        return hash("email:" + email(email)).substring(0, 24);
    }

    private static String ascii(String host) {
        if (DEVIATING.matcher(host).find()) {
            return ascii(DEVIATING.matcher(host).replaceAll("s")) == null ? null : host;
        }
        try {
            String ascii = IDN.toASCII(host, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
            return ascii.length() <= 253 && LABELS.matcher(ascii).matches() ? ascii : null;
        } catch (IllegalArgumentException noHost) {
            return null;
        }
    }

    private static String folded(String text) {
        return Normalizer.normalize(text.strip(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }

    private static String text(Object value) {
        String text = value == null ? "" : value.toString().strip();
        return text.isEmpty() ? null : text;
    }
}

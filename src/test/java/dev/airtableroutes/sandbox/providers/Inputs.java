package dev.airtableroutes.sandbox.providers;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who is meant by the inputs of a finder. The providers do not say how much they tidy by themselves; the stricter reading
 * is: nothing. A domain is a bare lower-case host name without {@code www.}, a LinkedIn link leads to {@code /in/…} and
 * has no query, a name has two words.
 *
 * @param input tidied, so that two requests for the same have the same
 */
record Inputs(String input, Optional<Person> person, boolean byProfile) {

    private static final Pattern DOMAIN = Pattern.compile("(?!www\\.)[a-z0-9-]+(\\.[a-z0-9-]+)+");
    private static final Pattern LINKEDIN =
            Pattern.compile("https?://([a-z]{2,3}\\.)?linkedin\\.com/in/([^/?#]+)/?", Pattern.CASE_INSENSITIVE);
    private static final Pattern ADDRESS = Pattern.compile("[^@\\s]+@[^@\\s]+\\.[a-z]{2,}");

    static Inputs profile(People people, String link) {
        Matcher matcher = LINKEDIN.matcher(link);
        if (!matcher.matches()) {
            throw new Refused(400, "No link to a LinkedIn profile: " + link);
        }
        return handle(people, matcher.group(2));
    }

    static Inputs handle(People people, String handle) {
        try {
            String slug = URLDecoder.decode(handle.replace("+", "%2B"), StandardCharsets.UTF_8)
                    .toLowerCase(Locale.ROOT);
            return new Inputs("linkedin " + slug, people.bySlug(slug), true);
        } catch (IllegalArgumentException e) {
            throw new Refused(400, "No LinkedIn handle: " + handle);
        }
    }

    /** @param domain null where there is none @param company null where there is none; a domain goes before it */
    static Inputs name(People people, String fullName, String domain, String company) {
        if (domain != null && !DOMAIN.matcher(domain).matches()) {
            throw new Refused(400, "No domain: " + domain);
        }
        if (domain == null && company == null) {
            throw new Refused(400, "Neither a domain nor a company");
        }
        if (fullName.strip().split("\\s+").length < 2) {
            throw new Refused(400, "No first and last name: " + fullName);
        }
        String at = domain == null ? company : domain;
        return new Inputs("name " + Names.fold(fullName) + " at " + Names.fold(at), people.byName(fullName, at), false);
    }

    /** The full name from whichever form was given; null when none was. */
    static String fullName(String full, String first, String last) {
        if (full != null && (first != null || last != null)) {
            throw new Refused(400, "Both a full name and its parts");
        }
        if (full == null && (first == null) != (last == null)) {
            throw new Refused(400, "Half of a name");
        }
        return full != null || first == null ? full : first + " " + last;
    }

    static String address(String text) {
        String address = text.toLowerCase(Locale.ROOT);
        if (!text.equals(text.strip()) || !ADDRESS.matcher(address).matches()) {
            throw new Refused(400, "No e-mail address");
        }
        return address;
    }
}

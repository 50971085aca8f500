package dev.airtableroutes.lead;

import dev.airtableroutes.privacy.Identity;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What a lead is known by, best first: its address, its profile, its name at a company, its handle at a source.
 *
 * @param email as a source wrote it; each may be null
 * @param handle name of the source and its id of the author: {@code reddit:jane}
 */
record LeadKeys(String email, String linkedinUrl, String name, String domain, String handle) {

    /** The keys in one form; the first is the lead's own. Empty when nothing tells who it is. */
    List<String> all() {
        String address = Identity.email(email);
        String slug = Identity.linkedinSlug(linkedinUrl);
        String person = Identity.name(name);
        String company = Identity.domain(domain);
        return Stream.of(
                        address == null ? null : "email:" + address,
                        slug == null ? null : "linkedin:" + slug,
                        person == null || company == null ? null : "person:" + person + "@" + company,
                        blank(handle) ? null : "handle:" + handle.strip().toLowerCase(Locale.ROOT))
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    private static boolean blank(String text) {
        return text == null || text.isBlank();
    }
}

package dev.airtableroutes.lead;

import dev.airtableroutes.privacy.Identity;
import dev.airtableroutes.privacy.Suppressions.Who;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What a lead is known by, best first: its address, its profile, its name at a company, its handle at a source.
 *
 * @param email as a source wrote it; each may be null
 * @param handle name of the source and its id of the author: {@code reddit:jane}
 */
record LeadKeys(String email, String linkedinUrl, String name, String domain, String handle) {

    static final String HANDLE = "handle:";

    /**
     * What fields by dotted name tell.
     *
     * @param source where a handle among them is from; without one it says nothing
     */
    static LeadKeys of(Map<String, ?> fields, String source) {
        String handle = text(fields, "person.handle");
        return new LeadKeys(
                text(fields, "email.address"),
                text(fields, "person.linkedinUrl"),
                fullName(fields),
                text(fields, "company.domain"),
                source == null || handle == null ? null : source + ":" + handle);
    }

    /** Who that may be on the suppression list as. */
    Who who() {
        return new Who(email, linkedinUrl, name, domain, handle);
    }

    private static String fullName(Map<String, ?> fields) {
        String whole = text(fields, "person.fullName");
        String first = text(fields, "person.firstName");
        String last = text(fields, "person.lastName");
        return whole != null || first == null || last == null ? whole : first + " " + last;
    }

    private static String text(Map<String, ?> fields, String name) {
        Object value = fields.get(name);
        return value == null || value.toString().isBlank() ? null : value.toString();
    }

    /** The keys in one form; the first is the lead's own. Empty when nothing tells who it is. */
    List<String> all() {
        String address = Identity.email(email);
        String slug = Identity.linkedinSlug(linkedinUrl);
        String person = Identity.name(name);
        String company = Identity.domain(domain);
        String account = Identity.handle(handle);
        return Stream.of(
                        address == null ? null : "email:" + address,
                        slug == null ? null : "linkedin:" + slug,
                        person == null || company == null ? null : "person:" + person + "@" + company,
                        account == null ? null : HANDLE + account)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }
}

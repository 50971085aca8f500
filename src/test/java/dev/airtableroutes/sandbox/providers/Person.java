package dev.airtableroutes.sandbox.providers;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.bson.types.Decimal128;

/**
 * One person, and everything that is true of them.
 *
 * @param number from 0; what is odd about a person follows from it
 * @param firstName null for a name of one word
 * @param lastName null for a name of one word
 * @param domain of the company, tidy, also where no source shows it
 * @param slug of the LinkedIn profile, lower case and decoded; null where no source shows a usable link
 * @param address the address that works, or the last one that did; null where there is none
 * @param optedOut whether Hunter must not process this person: 451 from its finder and its verifier
 * @param smtpFailures how often Hunter's verifier answers 222 before it answers
 * @param known what the providers know, by provider; those that are not there know nothing
 * @param appearances what the searches show, all of them the same identifiers in different forms
 */
public record Person(
        int number,
        String fullName,
        String firstName,
        String lastName,
        String title,
        String company,
        String domain,
        String slug,
        String address,
        Deliverability deliverability,
        boolean optedOut,
        int smtpFailures,
        Map<String, Knowledge> known,
        List<Appearance> appearances) {

    Appearance first() {
        return appearances.get(0);
    }

    /** What a provider says of this person; empty when it knows nothing. */
    public Optional<Knowledge> knownBy(String provider) {
        return Optional.ofNullable(known.get(provider));
    }

    /**
     * Whether what the sources show is enough to ask a finder, by whichever inputs it takes: a LinkedIn link alone, or two
     * words of a name with a company or domain. They all take both.
     */
    public boolean askable() {
        boolean company = first().company() != null || first().domain() != null;
        return slug != null || firstName != null && lastName != null && company;
    }

    /**
     * {@code person} and {@code company} of a lead as an import would bring them, as untidy as the first source shows
     * them: {@code person.fullName}, {@code firstName}, {@code lastName}, {@code title}, {@code linkedinUrl},
     * {@code company.name}, {@code domain}; no key for what is not known.
     */
    public Document imported() {
        Document person = new Document();
        put(person, "firstName", firstName);
        put(person, "lastName", lastName);
        put(person, "fullName", first().name());
        put(person, "title", first().title());
        put(person, "linkedinUrl", first().linkedin());
        Document company = new Document();
        put(company, "name", first().company());
        put(company, "domain", first().domain());
        return new Document("person", person).append("company", company);
    }

    /** The same as a lead that nobody was asked about yet. */
    public Document waiting(Date now) {
        String key = "import:" + number;
        return imported()
                .append("key", key)
                .append("keys", List.of(key))
                .append("status", "New")
                .append(
                        "enrichment",
                        new Document("state", "new")
                                .append("attempts", List.of())
                                .append("candidates", List.of())
                                .append("creditsSpent", new Decimal128(0))
                                .append("turns", 0))
                .append("version", 1L)
                .append("createdAt", now)
                .append("updatedAt", now);
    }

    private static void put(Document document, String key, String value) {
        if (value != null) {
            document.append(key, value);
        }
    }

    /** The plain LinkedIn link; null where there is no profile. */
    String link() {
        return slug == null ? null : "https://www.linkedin.com/in/" + URLEncoder.encode(slug, StandardCharsets.UTF_8);
    }
}

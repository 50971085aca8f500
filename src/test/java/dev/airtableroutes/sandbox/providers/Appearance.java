package dev.airtableroutes.sandbox.providers;

/**
 * One hit of one search: what the source shows of a person, as untidy as it shows it. What it does not show is null.
 *
 * @param search {@link SavedSearch#id()}
 * @param person {@link Person#number()}
 * @param nth which appearance of this person in this search, from 0
 * @param domain with scheme, {@code www} and path as it may be
 * @param linkedin a link of any form
 */
public record Appearance(
        String search, int person, int nth, String name, String title, String company, String domain, String linkedin) {

    /** The sentences that every source has somewhere in its text. */
    String text() {
        StringBuilder text = new StringBuilder(name);
        if (company != null) {
            text.append(", ").append(title).append(" at ").append(company);
        }
        text.append('.');
        if (domain != null) {
            text.append(" Website: ").append(domain);
        }
        if (linkedin != null) {
            text.append(" LinkedIn: ").append(linkedin);
        }
        return text.toString();
    }
}

package dev.airtableroutes.provider;

import dev.airtableroutes.mapping.Path;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/** What happened, in a sentence for people. */
final class Words {

    private static final int QUOTED = 200;

    private Words() {}

    static String of(
            Provider provider,
            Verb verb,
            Outcome outcome,
            int status,
            Map<String, Object> content,
            Optional<String> because) {
        String own = message(provider, content);
        boolean quote = !own.isEmpty() && !outcome.hit();
        return provider.displayName() + " " + says(provider, verb, outcome) + " (" + status
                + (quote ? ", \"" + own + "\"" : "") + ")"
                + because.map(reason -> ": " + reason).orElse("") + ".";
    }

    static String unread(Provider provider, Verb verb, int status, boolean json) {
        return provider.displayName() + " answered " + status + " with "
                + (json ? "JSON that no line of " : "something that is no JSON object, and no line of ")
                + provider.file() + " fits (operations." + verb
                + ".outcomes); the question may have been charged. Add a line if this is not a passing fault.";
    }

    static String hitWithNothing(Provider provider, Verb verb, int status) {
        return provider.displayName() + " answered " + status + " as for a hit, but "
                + (verb == Verb.find ? "there is no e-mail address" : "there are no results")
                + " where " + provider.file() + " looks (operations." + verb + "."
                + (verb == Verb.find ? "fields" : "items") + "); the question may have been charged.";
    }

    /** An answer that says that it cost what no answer can. */
    static String tooDear(String words, BigDecimal said, BigDecimal price) {
        return words + " It says that it cost " + said.toPlainString() + " credits, which is not believed: "
                + price.toPlainString() + ", its price, counts.";
    }

    private static String says(Provider provider, Verb verb, Outcome outcome) {
        return switch (outcome) {
            case HIT_VERIFIED -> verb == Verb.verify ? "says that the address is good" : "found a verified address";
            case HIT_RISKY ->
                verb == Verb.verify ? "cannot tell whether the address is good" : "found an address that is a risk";
            case HIT -> hit(verb);
            case MISS -> miss(verb);
            case PENDING -> "is still at it";
            case BAD_INPUT -> "can do nothing with these inputs";
            case SUPPRESSED -> "says that the person does not want to be processed";
            case AUTH ->
                "refuses the key: check " + String.join(" and ", provider.auth().variables());
            case NO_CREDITS -> "has no credits left: top up, or wait until the plan renews them";
            case RATE_LIMITED -> "wants fewer requests";
            case UNAVAILABLE -> "is not available";
            default -> "answered what " + provider.file() + " calls unknown";
        };
    }

    private static String hit(Verb verb) {
        return switch (verb) {
            case find -> "found an address";
            case resolve -> "knows who it is";
            case search -> "has results";
            case push -> "has taken the lead";
            default -> "answered";
        };
    }

    private static String miss(Verb verb) {
        return switch (verb) {
            case find -> "has no address";
            case resolve -> "does not know who it is";
            case verify -> "says that the address is bad";
            case search -> "has no results";
            case push -> "has not taken the lead";
            default -> "knows nothing of it";
        };
    }

    /** The provider's own words, without addresses, which are people's. */
    private static String message(Provider provider, Map<String, Object> content) {
        for (String path : provider.messages()) {
            if (Path.of(path).in(content) instanceof String text && !text.isBlank()) {
                String tidy = text.replaceAll("[\\s\\p{Cntrl}]+", " ")
                        .strip()
                        .replaceAll("[^\\s@]+@[^\\s@]+", "[address]")
                        .replace("\"", "'");
                return tidy.length() <= QUOTED ? tidy : tidy.substring(0, QUOTED) + "\u2026";
            }
        }
        return "";
    }
}

package dev.airtableroutes.sandbox.providers;

import dev.airtableroutes.sandbox.http.Reply;
import dev.airtableroutes.sandbox.providers.Knowledge.Says;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Apollo: {@code POST /people/match}, whose inputs are parameters of the URL.
 *
 * <p>1,000 requests in each minute of the clock, as a paid plan has; {@link #FREE} are the free plan's. A match with an
 * address costs 1, one without or with the placeholder {@code email_not_unlocked@domain.com} nothing. A missing or wrong
 * key is 401 in plain text.
 *
 * <p>Stricter than known: every match with an address costs, the same one again too; what is asked in a wrong way is 422,
 * a body as well; without a credit left the answer is 422 with a sentence that says so, as no status is known; a name
 * needs a domain or company beside it. Phones and Apollo's own waterfall, which answer later, are refused.
 */
final class Apollo extends StandIn {

    /** Windows of the free plan. */
    static final Rate[] FREE = {
        Rate.fixed(50, Duration.ofMinutes(1)), Rate.fixed(200, Duration.ofHours(1)), Rate.fixed(600, Duration.ofDays(1))
    };

    private static final Map<Duration, List<String>> HEADERS = Map.of(
            Duration.ofMinutes(1), List.of("x-rate-limit-minute", "x-minute-requests-left"),
            Duration.ofHours(1), List.of("x-rate-limit-hourly", "x-hourly-requests-left"),
            Duration.ofDays(1), List.of("x-rate-limit-24-hour", "x-24-hour-requests-left"));

    Apollo(House house) {
        super(house, People.APOLLO, "/api/v1");
        limits(List.of(Rate.fixed(1_000, Duration.ofMinutes(1))));
        on("POST", "/people/match", "find", this::match);
    }

    @Override
    void authenticate(Ask ask) {
        if (!key().equals(ask.header("x-api-key"))) {
            throw new Refused(401, "Invalid access credentials.");
        }
    }

    @Override
    Reply error(int status, String message) {
        return switch (status) {
            case 401 -> Reply.text(401, message);
            case 403 -> Reply.json(403, Map.of("error", message, "error_code", "API_INACCESSIBLE"));
            case 429 -> Reply.json(429, Map.of("message", message));
            default -> Reply.json(status, Map.of("error", message));
        };
    }

    @Override
    Reply refused(Refused refusal) {
        return error(refusal.status == 400 ? 422 : refusal.status, refusal.getMessage());
    }

    @Override
    Reply tooMany(Rates.State limit) {
        return error(429, "The maximum number of api calls allowed has been reached.")
                .with(Map.of("retry-after", Long.toString(limit.reset().toSeconds() + 1)));
    }

    @Override
    Map<String, String> headers(String operation) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Rates.State state : rates.states(operation, house.time().nanos())) {
            List<String> names = HEADERS.getOrDefault(state.rate().per(), List.of());
            if (!names.isEmpty()) {
                headers.put(names.get(0), Integer.toString(state.rate().requests()));
                headers.put(names.get(1), Integer.toString(state.left()));
            }
        }
        return headers;
    }

    private Reply match(Ask ask) {
        ask.noBody();
        Map<String, String> query = ask.query(
                "first_name",
                "last_name",
                "name",
                "email",
                "organization_name",
                "domain",
                "linkedin_url",
                "reveal_personal_emails",
                "reveal_phone_number");
        for (String flag : List.of("reveal_personal_emails", "reveal_phone_number")) {
            if (!"false".equals(query.getOrDefault(flag, "false"))) {
                throw new Refused(422, "The sandbox does not play " + flag);
            }
        }
        Inputs inputs = inputs(query);
        afford(name, "1", 422, "You have insufficient credits");
        Person person = inputs.person().orElse(null);
        Knowledge known = person == null ? null : person.knownBy(name).orElse(null);
        if (known != null && known.address() != null) {
            charge("find", inputs.input(), "1");
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("person", known == null ? null : found(person, known));
        return Reply.json(200, answer);
    }

    private Inputs inputs(Map<String, String> query) {
        if (query.get("linkedin_url") != null) {
            return Inputs.profile(house.people(), query.get("linkedin_url"));
        }
        if (query.get("email") != null) {
            String address = Inputs.address(query.get("email"));
            return new Inputs("email " + address, house.people().byAddress(address), true);
        }
        String fullName = Inputs.fullName(query.get("name"), query.get("first_name"), query.get("last_name"));
        if (fullName == null) {
            throw new Refused(422, "Neither linkedin_url nor email nor a name");
        }
        return Inputs.name(house.people(), fullName, query.get("domain"), query.get("organization_name"));
    }

    private static Map<String, Object> found(Person person, Knowledge known) {
        Map<String, Object> found = new LinkedHashMap<>();
        found.put("id", String.format("%024x", person.number()));
        found.put("first_name", person.firstName());
        found.put("last_name", person.lastName());
        found.put("name", person.fullName());
        found.put("title", person.title());
        found.put("linkedin_url", person.link());
        found.put("email", known.says() == Says.LOCKED ? "email_not_unlocked@domain.com" : known.address());
        found.put("email_status", status(known.says()));
        found.put("extrapolated_email_confidence", null);
        found.put("organization_id", null);
        found.put("employment_history", List.of());
        found.put("organization", Map.of("name", person.company(), "primary_domain", person.domain()));
        return found;
    }

    private static String status(Says says) {
        return switch (says) {
            case VERIFIED -> "verified";
            case UNVERIFIED -> "unverified";
            default -> "unavailable";
        };
    }
}

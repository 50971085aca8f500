package dev.airtableroutes.sandbox.providers;

import dev.airtableroutes.sandbox.http.Json;
import dev.airtableroutes.sandbox.http.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * People Data Labs v5: {@code GET /person/enrich}.
 *
 * <p>A miss is 404 and free; a profile is 200 and costs 1, also one that has no address. 1,000 requests a minute, as a
 * paid plan has; 429 does not say when to come back but in {@code x-ratelimit-reset}.
 *
 * <p>Stricter than known: the same profile again costs again; a name needs a company beside it, as nothing is known of
 * places and schools here; the likelihood is 9 by profile or e-mail and 6 by name. A phone number is not played.
 */
final class PeopleDataLabs extends StandIn {

    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    PeopleDataLabs(House house) {
        super(house, People.PEOPLE_DATA_LABS, "/v5");
        limits(List.of(Rate.of(1_000, Duration.ofMinutes(1))));
        on("GET", "/person/enrich", "find", this::enrich);
    }

    @Override
    void authenticate(Ask ask) {
        if (!key().equals(ask.header("x-api-key"))) {
            throw new Refused(401, "Request contained a missing or invalid key");
        }
    }

    @Override
    Reply error(int status, String message) {
        String type =
                switch (status) {
                    case 400 -> "invalid_request_error";
                    case 401 -> "authentication_error";
                    case 402 -> "payment_required";
                    case 404 -> "not_found";
                    case 429 -> "rate_limit_error";
                    default -> "api_error";
                };
        return Reply.json(status, Map.of("status", status, "error", Map.of("type", type, "message", message)));
    }

    @Override
    Map<String, String> headers(String operation) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("x-totallimit-remaining", house.bill().balance(name).toPlainString());
        for (Rates.State state : rates.states(operation, house.time().nanos())) {
            String left = new String(Json.bytes(Map.of("minute", state.left())), StandardCharsets.UTF_8);
            headers.put("x-ratelimit-remaining", left);
            headers.put(
                    "x-ratelimit-reset",
                    UTC.format(house.time().now().plus(state.reset()).plus(1, ChronoUnit.SECONDS)));
        }
        return headers;
    }

    private Reply enrich(Ask ask) {
        ask.noBody();
        Map<String, String> query =
                ask.query("profile", "email", "name", "first_name", "last_name", "company", "min_likelihood");
        int least = Ask.number(query.get("min_likelihood"), "min_likelihood", 2, 1, 10);
        Inputs inputs = inputs(query);
        afford(name, "1", 402, "You have reached your account maximum");
        int likelihood = inputs.byProfile() ? 9 : 6;
        Knowledge known =
                inputs.person().flatMap(person -> person.knownBy(name)).orElse(null);
        if (known == null || likelihood < least) {
            throw new Refused(404, "No records were found matching your request");
        }
        charge("find", inputs.input(), "1");
        Reply reply = Reply.json(
                200,
                Map.of(
                        "status",
                        200,
                        "likelihood",
                        likelihood,
                        "data",
                        found(inputs.person().orElseThrow(), known)));
        return reply.with(Map.of("x-call-credits-spent", "1"));
    }

    private Inputs inputs(Map<String, String> query) {
        if (query.get("profile") != null) {
            return Inputs.profile(house.people(), query.get("profile"));
        }
        if (query.get("email") != null) {
            String address = Inputs.address(query.get("email"));
            return new Inputs("email " + address, house.people().byAddress(address), true);
        }
        String fullName = Inputs.fullName(query.get("name"), query.get("first_name"), query.get("last_name"));
        if (fullName == null) {
            throw new Refused(400, "Neither profile nor email nor a name with a company");
        }
        return Inputs.name(house.people(), fullName, null, query.get("company"));
    }

    private static Map<String, Object> found(Person person, Knowledge known) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("full_name", Names.fold(person.fullName()));
        data.put("work_email", known.address());
        data.put(
                "emails",
                known.address() == null
                        ? List.of()
                        : List.of(Map.of("address", known.address(), "type", "current_professional")));
        data.put("job_title", Names.fold(person.title()));
        data.put("job_company_name", Names.fold(person.company()));
        data.put("linkedin_url", person.slug() == null ? null : "linkedin.com/in/" + person.slug());
        return data;
    }
}

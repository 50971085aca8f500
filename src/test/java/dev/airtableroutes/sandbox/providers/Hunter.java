package dev.airtableroutes.sandbox.providers;

import dev.airtableroutes.sandbox.http.Reply;
import dev.airtableroutes.sandbox.providers.Knowledge.Says;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Hunter v2: {@code GET /email-finder}, {@code GET /email-verifier}, {@code GET /account}.
 *
 * <p>403 is its rate limit (15 a second and 500 a minute; the verifier 10 and 300), 429 its usage limit, and neither says
 * when to come back. 202 is "not yet", 222 a failure of the other mail server, 451 a person who is not to be processed. A
 * find costs 1 when it finds an address, a verification 1 when it comes to a result; the same again counts once.
 *
 * <p>Stricter than known: a repeat counts again after 30 days; a verification costs 1, as no price is known; without a
 * credit left even what would be free is 429; an unknown address is {@code invalid}; a key in the URL is refused, since it
 * would end up in logs. The {@code id} of an error is the sandbox's own: go by status.
 */
final class Hunter extends StandIn {

    private static final Duration COUNTS_ONCE = Duration.ofDays(30);

    private final Map<String, Integer> asked = new HashMap<>();

    Hunter(House house) {
        super(house, People.HUNTER, "/v2");
        limits(List.of(
                Rate.of(15, Duration.ofSeconds(1)).on("find"),
                Rate.of(500, Duration.ofMinutes(1)).on("find"),
                Rate.of(10, Duration.ofSeconds(1)).on("verify"),
                Rate.of(300, Duration.ofMinutes(1)).on("verify"),
                Rate.of(15, Duration.ofSeconds(1)).on("balance")));
        on("GET", "/email-finder", "find", this::find);
        on("GET", "/email-verifier", "verify", this::verify);
        on("GET", "/account", "balance", this::account);
    }

    @Override
    void authenticate(Ask ask) {
        if (!key().equals(ask.header("x-api-key")) && !("Bearer " + key()).equals(ask.header("authorization"))) {
            throw new Refused(401, "No user found for the API key supplied");
        }
    }

    @Override
    Reply error(int status, String message) {
        return Reply.json(
                status,
                Map.of("errors", List.of(Map.of("id", "sandbox_" + status, "code", status, "details", message))));
    }

    @Override
    Reply tooMany(Rates.State limit) {
        return error(403, "You have reached the rate limit");
    }

    private Reply find(Ask ask) {
        ask.noBody();
        Map<String, String> query = ask.query(
                "domain", "company", "first_name", "last_name", "full_name", "linkedin_handle", "max_duration");
        Ask.number(query.get("max_duration"), "max_duration", 10, 3, 20);
        Inputs inputs = inputs(query);
        afford(name, "1", 429, "You have reached your usage limit");
        Person person = inputs.person().orElse(null);
        if (person != null && person.optedOut()) {
            throw new Refused(451, "The person asked not to be processed");
        }
        Knowledge known = person == null ? null : person.knownBy(name).orElse(null);
        if (known != null && asked.merge("find " + inputs.input(), 1, Integer::sum) <= known.pending()) {
            return Reply.json(202, Map.of("meta", Map.of("params", query)));
        }
        if (known != null && !house.bill().repeat(name, "find", inputs.input(), COUNTS_ONCE)) {
            charge("find", inputs.input(), "1");
        }
        return Reply.json(200, Map.of("data", found(query, person, known), "meta", Map.of("params", query)));
    }

    private Inputs inputs(Map<String, String> query) {
        String fullName = Inputs.fullName(query.get("full_name"), query.get("first_name"), query.get("last_name"));
        String domain = query.get("domain");
        String company = query.get("company");
        if (fullName != null) {
            return Inputs.name(house.people(), fullName, domain, company);
        }
        if (query.get("linkedin_handle") == null) {
            throw new Refused(400, "Neither a name nor linkedin_handle");
        }
        return Inputs.handle(house.people(), query.get("linkedin_handle"));
    }

    private static Map<String, Object> found(Map<String, String> query, Person person, Knowledge known) {
        boolean hit = known != null;
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("first_name", hit ? person.firstName() : query.get("first_name"));
        data.put("last_name", hit ? person.lastName() : query.get("last_name"));
        data.put("email", hit ? known.address() : null);
        data.put("score", hit ? score(known.says()) : null);
        data.put("domain", hit ? person.domain() : query.get("domain"));
        data.put("accept_all", hit && known.says() == Says.CATCH_ALL);
        data.put("position", hit ? person.title() : null);
        data.put("linkedin_url", hit ? person.link() : null);
        data.put("phone_number", null);
        data.put("company", hit ? person.company() : query.get("company"));
        data.put("sources", List.of());
        Map<String, Object> verification = new LinkedHashMap<>();
        verification.put("date", hit ? "2026-11-01" : null);
        verification.put("status", hit ? status(known.says()) : null);
        data.put("verification", verification);
        return data;
    }

    private static int score(Says says) {
        return switch (says) {
            case VERIFIED -> 97;
            case CATCH_ALL -> 55;
            default -> 40;
        };
    }

    private static String status(Says says) {
        return switch (says) {
            case VERIFIED -> "valid";
            case CATCH_ALL -> "accept_all";
            case WEBMAIL -> "webmail";
            default -> "unknown";
        };
    }

    private Reply verify(Ask ask) {
        ask.noBody();
        Map<String, String> query = ask.query("email");
        if (query.get("email") == null) {
            throw new Refused(400, "email is missing");
        }
        String address = Inputs.address(query.get("email"));
        afford(name, "1", 429, "You have reached your usage limit");
        Person person = house.people().byAddress(address).orElse(null);
        if (person != null && person.optedOut()) {
            throw new Refused(451, "The person asked not to be processed");
        }
        if (person != null && asked.merge("verify " + address, 1, Integer::sum) <= person.smtpFailures()) {
            return error(222, "The remote SMTP server failed");
        }
        if (!house.bill().repeat(name, "verify", address, COUNTS_ONCE)) {
            charge("verify", address, "1");
        }
        return Reply.json(200, Map.of("data", verified(address, person), "meta", Map.of("params", query)));
    }

    private static Map<String, Object> verified(String address, Person person) {
        Deliverability real = person == null ? Deliverability.INVALID : person.deliverability();
        String status =
                switch (real) {
                    case VALID -> "valid";
                    case CATCH_ALL -> "accept_all";
                    case RISKY -> "unknown";
                    case WEBMAIL -> "webmail";
                    case INVALID -> "invalid";
                };
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("status", status);
        data.put("score", real == Deliverability.VALID ? 98 : real == Deliverability.INVALID ? 0 : 50);
        data.put("email", address);
        data.put("regexp", true);
        data.put("gibberish", false);
        data.put("disposable", false);
        data.put("webmail", real == Deliverability.WEBMAIL);
        data.put("mx_records", true);
        data.put("smtp_server", true);
        data.put("smtp_check", real == Deliverability.VALID || real == Deliverability.WEBMAIL);
        data.put("accept_all", real == Deliverability.CATCH_ALL);
        data.put("block", false);
        data.put("sources", List.of());
        return data;
    }

    private Reply account(Ask ask) {
        ask.query();
        BigDecimal used = house.bill().total(name);
        BigDecimal available = house.bill().balance(name).add(used);
        return Reply.json(
                200,
                Map.of("data", Map.of("requests", Map.of("credits", Map.of("used", used, "available", available)))));
    }
}

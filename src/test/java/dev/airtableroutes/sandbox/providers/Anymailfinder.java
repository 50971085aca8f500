package dev.airtableroutes.sandbox.providers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.airtableroutes.sandbox.http.Reply;
import dev.airtableroutes.sandbox.providers.Knowledge.Says;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Anymailfinder v5.1: {@code POST /find-email/person}, {@code POST /verify-email}, {@code GET /account}.
 *
 * <p>A find costs 1 when the address is valid and nothing otherwise, the same one again nothing for 30 days; a
 * verification costs 0.2 each time. No rate limit. With {@code x-webhook-url} in the request the answer is 202 with an
 * empty object, of which nothing is known, and the result is posted there 100 ms later; its charge falls at once.
 *
 * <p>Stricter than known: a key with {@code Bearer} in front is wrong; a find with less than one credit left is 402 even
 * when it would have been free; an unknown address is {@code invalid}. {@code credits_left} in the account is recalled.
 * Decision makers, companies and bulks are not played.
 */
final class Anymailfinder extends StandIn {

    private static final Duration FREE_AGAIN = Duration.ofDays(30);

    Anymailfinder(House house) {
        super(house, People.ANYMAILFINDER, "/v5.1");
        on("POST", "/find-email/person", "find", this::find);
        on("POST", "/verify-email", "verify", this::verify);
        on("GET", "/account", "balance", this::account);
    }

    @Override
    void authenticate(Ask ask) {
        if (!key().equals(ask.header("authorization"))) {
            throw new Refused(401, "Invalid API key");
        }
    }

    @Override
    Reply error(int status, String message) {
        String error =
                switch (status) {
                    case 400 -> "bad_request";
                    case 401 -> "unauthorized";
                    case 402 -> "upgrade_needed";
                    case 503 -> "server_busy";
                    default -> "error";
                };
        return Reply.json(status, Map.of("error", error, "message", message));
    }

    private Reply find(Ask ask) {
        ObjectNode json = ask.json("linkedin_url", "domain", "company_name", "full_name", "first_name", "last_name");
        Inputs inputs = inputs(json);
        afford(name, "1", 402, "Not enough credits");
        Knowledge known =
                inputs.person().flatMap(person -> person.knownBy(name)).orElse(null);
        boolean valid = known != null && known.says() == Says.VERIFIED;
        boolean charged = valid && !house.bill().repeat(name, "find", inputs.input(), FREE_AGAIN);
        if (charged) {
            charge("find", inputs.input(), "1");
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("credits_charged", charged ? 1 : 0);
        answer.put("email", known == null ? null : known.address());
        answer.put("email_status", status(known));
        answer.put("valid_email", valid ? known.address() : null);
        answer.put("person_full_name", inputs.person().map(Person::fullName).orElse(null));
        answer.put("person_job_title", inputs.person().map(Person::title).orElse(null));
        answer.put("person_company_name", inputs.person().map(Person::company).orElse(null));
        answer.put("person_linkedin_url", inputs.person().map(Person::link).orElse(null));
        answer.put("decision_maker_category", null);
        return reply(ask, answer);
    }

    private Inputs inputs(ObjectNode json) {
        String link = Ask.text(json, "linkedin_url");
        if (link != null) {
            return Inputs.profile(house.people(), link);
        }
        String fullName =
                Inputs.fullName(Ask.text(json, "full_name"), Ask.text(json, "first_name"), Ask.text(json, "last_name"));
        if (fullName == null) {
            throw new Refused(400, "Neither linkedin_url nor a name");
        }
        return Inputs.name(house.people(), fullName, Ask.text(json, "domain"), Ask.text(json, "company_name"));
    }

    private static String status(Knowledge known) {
        if (known == null) {
            return "not_found";
        }
        return switch (known.says()) {
            case VERIFIED -> "valid";
            case SUPPRESSED -> "blacklisted";
            default -> "risky";
        };
    }

    private Reply verify(Ask ask) {
        String address = Inputs.address(Ask.required(ask.json("email"), "email"));
        afford(name, "0.2", 402, "Not enough credits");
        charge("verify", address, "0.2");
        String status = house.people()
                .byAddress(address)
                .map(person -> switch (person.deliverability()) {
                    case VALID, WEBMAIL -> "valid";
                    case CATCH_ALL, RISKY -> "risky";
                    case INVALID -> "invalid";
                })
                .orElse("invalid");
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("credits_charged", new BigDecimal("0.2"));
        answer.put("email", address);
        answer.put("email_status", status);
        return reply(ask, answer);
    }

    private Reply reply(Ask ask, Map<String, Object> answer) {
        String target = ask.header("x-webhook-url");
        if (target == null) {
            return Reply.json(200, answer);
        }
        house.webhooks().post(name, target, answer, Duration.ofMillis(100));
        return Reply.json(202, Map.of());
    }

    private Reply account(Ask ask) {
        ask.query();
        return Reply.json(200, Map.of("credits_left", house.bill().balance(name)));
    }
}

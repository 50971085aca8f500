package dev.airtableroutes.sandbox.providers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.airtableroutes.sandbox.http.Reply;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Findymail: {@code POST /api/search/name}, {@code POST /api/search/linkedin} (and its newer name
 * {@code /api/search/business-profile}), {@code POST /api/verify}, {@code GET /api/credits}.
 *
 * <p>A search costs 1 finder credit when it finds, the same one again nothing; a verification costs 1 verifier credit each
 * time, of an account of its own. At most 300 requests at once, one more is 429. A miss is {@code {"contact": null}}.
 *
 * <p>Stricter than known: a search without a finder credit left is 402 even when it would have been free;
 * {@code domain} of a name search is a domain when it has a dot, else a company's name; a {@code webhook_url} is refused,
 * since nothing is known of what it brings.
 */
final class Findymail extends StandIn {

    static final String VERIFIER = "findymail-verifier";

    private static final int AT_ONCE = 300;
    private static final Duration FREE_AGAIN = Duration.ofDays(36_500);

    Findymail(House house) {
        super(house, People.FINDYMAIL, "");
        atOnce(AT_ONCE);
        on("POST", "/api/search/name", "find", this::byName);
        on("POST", "/api/search/linkedin", "find", this::byProfile);
        on("POST", "/api/search/business-profile", "find", this::byProfile);
        on("POST", "/api/verify", "verify", this::verify);
        on("GET", "/api/credits", "balance", this::credits);
    }

    @Override
    void authenticate(Ask ask) {
        if (!("Bearer " + key()).equals(ask.header("authorization"))) {
            throw new Refused(401, "Unauthenticated.");
        }
    }

    @Override
    Reply error(int status, String message) {
        return Reply.json(status, Map.of("error", message));
    }

    private Reply byName(Ask ask) {
        ObjectNode json = ask.json("name", "domain", "webhook_url");
        refuseWebhook(json);
        String at = Ask.required(json, "domain");
        boolean domain = at.contains(".") && !at.contains(" ");
        return found(Inputs.name(house.people(), Ask.required(json, "name"), domain ? at : null, domain ? null : at));
    }

    private Reply byProfile(Ask ask) {
        ObjectNode json = ask.json("linkedin_url", "webhook_url");
        refuseWebhook(json);
        return found(Inputs.profile(house.people(), Ask.required(json, "linkedin_url")));
    }

    private static void refuseWebhook(ObjectNode json) {
        if (json.hasNonNull("webhook_url")) {
            throw new Refused(400, "The sandbox does not play webhook_url");
        }
    }

    private Reply found(Inputs inputs) {
        afford(name, "1", 402, "Not enough credits");
        Knowledge known =
                inputs.person().flatMap(person -> person.knownBy(name)).orElse(null);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("contact", null);
        if (known != null) {
            Person person = inputs.person().orElseThrow();
            if (!house.bill().repeat(name, "find", inputs.input(), FREE_AGAIN)) {
                charge("find", inputs.input(), "1");
            }
            Map<String, Object> contact = new LinkedHashMap<>();
            contact.put("name", person.fullName());
            contact.put("email", known.address());
            contact.put("domain", person.domain());
            if (inputs.byProfile()) {
                contact.put("company", person.company());
                contact.put("job_title", person.title());
            }
            answer.put("contact", contact);
        }
        return Reply.json(200, answer);
    }

    private Reply verify(Ask ask) {
        String address = Inputs.address(Ask.required(ask.json("email"), "email"));
        afford(VERIFIER, "1", 402, "Not enough credits");
        house.bill().charge(VERIFIER, name, "verify", address, BigDecimal.ONE);
        boolean verified = house.people()
                .byAddress(address)
                .map(Person::deliverability)
                .filter(real -> real == Deliverability.VALID || real == Deliverability.WEBMAIL)
                .isPresent();
        return Reply.json(200, Map.of("email", address, "verified", verified, "provider", "sandbox"));
    }

    private Reply credits(Ask ask) {
        ask.query();
        return Reply.json(
                200,
                Map.of(
                        "credits", house.bill().balance(name),
                        "verifier_credits", house.bill().balance(VERIFIER)));
    }
}

package dev.airtableroutes.sandbox.providers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.airtableroutes.sandbox.http.Reply;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Tavily: {@code POST /search} and {@code GET /usage}. It has results for the saved searches of {@link People}, to the
 * letter, and an empty list for everything else; there is no second page.
 *
 * <p>Once the plan's credits are gone it answers 432; where the account {@code tavily-paygo} was funded it draws from
 * there first, and answers 433 when that is gone too. 1,000 requests a minute, a production key's; {@code /usage} 10 in
 * ten minutes. Stricter than known: a search without results is charged too. Domains that are excluded, answers and raw
 * contents are not played, so they are refused unless empty or false.
 */
final class Tavily extends StandIn {

    private static final String PAYGO = "tavily-paygo";

    Tavily(House house) {
        super(house, "tavily", "");
        limits(List.of(
                Rate.of(1_000, Duration.ofMinutes(1)),
                Rate.of(10, Duration.ofMinutes(10)).on("balance")));
        on("POST", "/search", "search", this::search);
        on("GET", "/usage", "balance", this::usage);
    }

    @Override
    String key() {
        return "tvly-sandbox-key";
    }

    @Override
    void authenticate(Ask ask) {
        if (!("Bearer " + key()).equals(ask.header("authorization"))) {
            throw new Refused(401, "Unauthorized: missing or invalid API key.");
        }
    }

    @Override
    Reply error(int status, String message) {
        return Reply.json(status, Map.of("detail", Map.of("error", message)));
    }

    @Override
    Reply tooMany(Rates.State limit) {
        return error(429, "Your request has been blocked due to excessive requests.")
                .with(Map.of("retry-after", Long.toString(limit.reset().toSeconds() + 1)));
    }

    private Reply search(Ask ask) {
        ObjectNode json = ask.json(
                "query",
                "search_depth",
                "topic",
                "max_results",
                "time_range",
                "include_domains",
                "exclude_domains",
                "include_answer",
                "include_raw_content");
        String query = Ask.required(json, "query");
        String depth = Ask.text(json, "search_depth");
        Ask.oneOf(depth, "search_depth", "basic", "advanced");
        Ask.oneOf(Ask.text(json, "topic"), "topic", "general", "news", "finance");
        Ask.oneOf(Ask.text(json, "time_range"), "time_range", "day", "week", "month", "year");
        int most = Ask.number(json, "max_results", 5, 0, 20);
        refuseUnplayed(json);
        pay(query, "advanced".equals(depth) ? "2" : "1");
        List<String> domains = json.has("include_domains")
                ? Ask.list(json, "include_domains").stream()
                        .map(JsonNode::asText)
                        .toList()
                : List.of();
        List<Map<String, Object>> results = new ArrayList<>();
        for (Appearance hit : house.people().found(name, null, query)) {
            Map<String, Object> result = result(hit, 0.99 - results.size() * 0.01);
            if (results.size() < most && in(domains, result.get("url").toString())) {
                results.add(result);
            }
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("query", query);
        answer.put("answer", null);
        answer.put("images", List.of());
        answer.put("results", results);
        answer.put("response_time", 0.5);
        answer.put("request_id", "sandbox");
        return Reply.json(200, answer);
    }

    private static boolean in(List<String> domains, String url) {
        String host =
                url.toLowerCase(Locale.ROOT).replaceFirst("^https?://", "").replaceFirst("[/?#].*$", "");
        return domains.isEmpty()
                || domains.stream().anyMatch(domain -> host.equals(domain) || host.endsWith("." + domain));
    }

    private static void refuseUnplayed(ObjectNode json) {
        for (String key : List.of("exclude_domains", "include_answer", "include_raw_content")) {
            JsonNode value = json.path(key);
            if (value.isArray() ? !value.isEmpty() : value.asBoolean(false)) {
                throw new Refused(400, "The sandbox does not play " + key);
            }
        }
    }

    private void pay(String query, String price) {
        boolean plan = house.bill().covers(name, new BigDecimal(price));
        if (!plan) {
            boolean paygo = house.bill().funded(PAYGO);
            afford(
                    PAYGO,
                    paygo ? price : "1000000000",
                    paygo ? 433 : 432,
                    paygo ? "Pay-as-you-go limit" : "Plan limit");
        }
        house.bill().charge(plan ? name : PAYGO, name, "search", query, new BigDecimal(price));
    }

    private static Map<String, Object> result(Appearance hit, double score) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("title", hit.name() + (hit.company() == null ? "" : " - " + hit.title() + " - " + hit.company()));
        result.put("url", hit.linkedin() == null ? Serper.directory(hit) : hit.linkedin());
        result.put("content", hit.text());
        result.put("score", score);
        result.put("raw_content", null);
        return result;
    }

    private Reply usage(Ask ask) {
        ask.query();
        Map<String, Object> account = new LinkedHashMap<>();
        account.put("current_plan", "Sandbox");
        account.put("plan_usage", house.bill().total(name));
        account.put("plan_limit", house.bill().total(name).add(house.bill().balance(name)));
        return Reply.json(200, Map.of("account", account));
    }
}

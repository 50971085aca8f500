package dev.airtableroutes.sandbox.providers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.airtableroutes.sandbox.http.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Serper: {@code POST /search}. It has results for the saved searches of {@link People}, to the letter, and an empty list
 * for everything else.
 *
 * <p>Stricter than known: a missing or wrong key is 403 as its real answers have been seen, not 401; a page of more than
 * ten results costs 2, of which only {@code num=100} is known; 50 requests a second, the trial's; an empty page is
 * charged too. {@code credits} in the answer says what it cost. Other verticals (news, maps …) are not played.
 */
final class Serper extends StandIn {

    Serper(House house) {
        super(house, "serper", "");
        limits(List.of(Rate.of(50, Duration.ofSeconds(1))));
        on("POST", "/search", "search", this::search);
    }

    @Override
    void authenticate(Ask ask) {
        if (!key().equals(ask.header("x-api-key"))) {
            throw new Refused(403, "Unauthorized.");
        }
    }

    @Override
    Reply error(int status, String message) {
        return Reply.json(status, Map.of("message", message, "statusCode", status));
    }

    private Reply search(Ask ask) {
        ObjectNode json = ask.json("q", "gl", "hl", "num", "page", "tbs", "autocorrect", "location");
        String query = Ask.required(json, "q");
        int num = Ask.number(json, "num", 10, 1, 100);
        int page = Ask.number(json, "page", 1, 1, 100);
        Ask.flag(json, "autocorrect");
        String price = num > 10 ? "2" : "1";
        afford(name, price, 400, "Not enough credits");
        List<Appearance> all = house.people().found(name, null, query);
        List<Map<String, Object>> organic = new ArrayList<>();
        for (int i = (page - 1) * num; i < Math.min(page * num, all.size()); i++) {
            organic.add(result(all.get(i), organic.size() + 1));
        }
        charge("search", query + " page " + page + " of " + num, price);
        Map<String, Object> parameters = new LinkedHashMap<>();
        json.fields().forEachRemaining(entry -> parameters.put(entry.getKey(), entry.getValue()));
        parameters.put("type", "search");
        return Reply.json(
                200,
                Map.of(
                        "searchParameters",
                        parameters,
                        "organic",
                        organic,
                        "relatedSearches",
                        List.of(Map.of("query", query + " jobs")),
                        "credits",
                        Integer.parseInt(price)));
    }

    private static Map<String, Object> result(Appearance hit, int position) {
        Map<String, Object> result = new LinkedHashMap<>();
        String work = hit.company() == null ? "" : " - " + hit.title() + " - " + hit.company();
        result.put("title", hit.name() + work + " | LinkedIn");
        result.put("link", hit.linkedin() == null ? directory(hit) : hit.linkedin());
        result.put("snippet", hit.text());
        result.put("position", position);
        return result;
    }

    /** A page about somebody who is not on LinkedIn. */
    static String directory(Appearance hit) {
        return "https://directory.example/people/" + hit.person();
    }
}

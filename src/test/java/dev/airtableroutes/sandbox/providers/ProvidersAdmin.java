package dev.airtableroutes.sandbox.providers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.airtableroutes.sandbox.http.Json;
import dev.airtableroutes.sandbox.http.Request;
import dev.airtableroutes.sandbox.order.Desk;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The providers' own endpoints, under {@code /_sandbox}. They never count as arrivals. */
final class ProvidersAdmin {

    private static final String HELP = """
            GET    /_sandbox/stats                             requests by provider, operation and status
            GET    /_sandbox/arrivals                          the newest 100,000 requests
            GET    /_sandbox/bill                              credits charged and left, by provider
            GET    /_sandbox/charges                           each charge: provider, operation, input, amount, time
            GET    /_sandbox/people                            everybody: who they are, who knows them, where they appear
            GET    /_sandbox/searches                          the saved searches
            GET    /_sandbox/leads                             what was pushed into campaigns
            GET    /_sandbox/deliveries                        webhooks that were sent
            POST   /_sandbox/reset                             forget arrivals, troubles, charges and deliveries
            GET    /_sandbox/troubles                          what was ordered, and how often it hit
            POST   /_sandbox/troubles    {"effect": "STATUS|HTML|GARBAGE|RESET|CLOSE|HANG|DELAY|TRUNCATE|CUT",
                                          "provider": "hunter", "operation": "find", "status": 503, "body": {},
                                          "headers": {"Retry-After": "2"}, "millis": 1000, "maxMillis": 20000,
                                          "applied": true, "containing": "", "skip": 1, "times": 3, "every": 5,
                                          "probability": 0.1, "forMillis": 2000}
            DELETE /_sandbox/troubles                          no more trouble
            POST   /_sandbox/credits     {"account": "hunter", "amount": 0}
            POST   /_sandbox/latency     {"provider": "anymailfinder", "minMillis": 1000, "maxMillis": 20000,
                                          "slowPercent": 1, "slowMillis": 180000}
            POST   /_sandbox/advance     {"seconds": 60}       the providers' clock: windows, tokens, free repeats
            POST   /_sandbox/tokens/expire                     Reddit's tokens are no longer good
            POST   /_sandbox/webhooks    {"provider": "instantly", "url": "", "header": "", "secret": "", "copies": 1}
            POST   /_sandbox/events      {"provider": "instantly", "event": {}}
            """;

    private final LocalProviders providers;

    ProvidersAdmin(LocalProviders providers) {
        this.providers = providers;
    }

    Desk desk() {
        return new Desk(HELP, this::answer);
    }

    private Object answer(Request request, List<String> path) throws IOException {
        String what = String.join("/", path);
        return request.method().equals("GET") ? shown(what) : done(request.method() + " " + what, request);
    }

    private Object shown(String what) {
        return switch (what) {
            case "stats" -> stats();
            case "arrivals" ->
                providers.arrivals().stream().map(ProvidersAdmin::arrival).toList();
            case "bill" -> bill();
            case "charges" ->
                providers.charges().stream().map(ProvidersAdmin::charge).toList();
            case "people" -> providers.people().all();
            case "searches" -> providers.people().searches();
            case "leads" ->
                Map.of(
                        "instantly", providers.instantly().leads(Instantly.CAMPAIGN),
                        "heyreach", providers.heyReach().leads(HeyReach.CAMPAIGN));
            case "deliveries" ->
                providers.webhooks().deliveries().stream()
                        .map(ProvidersAdmin::delivery)
                        .toList();
            case "troubles" -> providers.troubles().all();
            default -> null;
        };
    }

    private Object done(String order, Request request) throws IOException {
        switch (order) {
            case "POST reset" -> providers.reset();
            case "POST troubles" -> providers.troubles().add(Json.MAPPER.readValue(request.body(), Trouble.class));
            case "DELETE troubles" -> providers.troubles().clear();
            case "POST credits" -> {
                JsonNode json = Desk.json(request, "account", "amount");
                providers.credits(
                        json.path("account").asText(),
                        new BigDecimal(json.path("amount").asText()));
            }
            case "POST latency" ->
                latency(Desk.json(request, "provider", "minMillis", "maxMillis", "slowPercent", "slowMillis"));
            case "POST advance" ->
                providers.advance(Duration.ofSeconds(
                        Desk.json(request, "seconds").path("seconds").asLong()));
            case "POST tokens/expire" -> providers.expireTokens();
            case "POST webhooks" -> webhooks(Desk.json(request, "provider", "url", "header", "secret", "copies"));
            case "POST events" -> {
                JsonNode json = Desk.json(request, "provider", "event");
                providers.webhooks().send(json.path("provider").asText(), event(json.path("event")));
            }
            default -> {
                return null;
            }
        }
        return Map.of("done", order);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> event(JsonNode json) {
        return Json.MAPPER.convertValue(json, LinkedHashMap.class);
    }

    private void latency(JsonNode json) {
        long least = json.path("minMillis").asLong();
        providers.latency(
                json.path("provider").asText(),
                Latency.between(
                                Duration.ofMillis(least),
                                Duration.ofMillis(json.path("maxMillis").asLong(least)))
                        .slow(
                                json.path("slowPercent").asInt(),
                                Duration.ofMillis(json.path("slowMillis").asLong())));
    }

    private void webhooks(JsonNode json) {
        String header = json.path("header").asText("");
        providers
                .webhooks()
                .to(
                        json.path("provider").asText(),
                        json.path("url").asText(),
                        header.isEmpty() ? null : header,
                        json.path("secret").asText())
                .copies(json.path("copies").asInt(1));
    }

    private Map<String, Map<String, Map<Integer, Integer>>> stats() {
        Map<String, Map<String, Map<Integer, Integer>>> stats = new TreeMap<>();
        providers.arrivals().forEach(arrival -> stats.computeIfAbsent(arrival.provider(), provider -> new TreeMap<>())
                .computeIfAbsent(arrival.operation(), operation -> new TreeMap<>())
                .merge(arrival.status(), 1, Integer::sum));
        return stats;
    }

    private Map<String, Map<String, BigDecimal>> bill() {
        Map<String, Map<String, BigDecimal>> bill = new LinkedHashMap<>();
        for (String provider : providers.providers()) {
            bill.put(provider, Map.of("charged", providers.bill(provider), "left", providers.balance(provider)));
        }
        return bill;
    }

    private static Map<String, Object> arrival(ProviderArrival arrival) {
        return Map.of(
                "at", arrival.at().toString(),
                "provider", arrival.provider(),
                "operation", arrival.operation(),
                "method", arrival.method(),
                "target", arrival.target(),
                "status", arrival.status());
    }

    private static Map<String, Object> charge(Charge charge) {
        return Map.of(
                "at", charge.at().toString(),
                "provider", charge.provider(),
                "operation", charge.operation(),
                "input", charge.input(),
                "amount", charge.amount());
    }

    private static Map<String, Object> delivery(Webhooks.Delivery delivery) {
        return Map.of(
                "at", delivery.at().toString(),
                "provider", delivery.provider(),
                "url", delivery.url(),
                "event", delivery.event(),
                "attempt", delivery.attempt(),
                "status", delivery.status());
    }
}

package dev.airtableroutes.provider;

import static dev.airtableroutes.mapping.Parts.map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.airtableroutes.base.Table;
import dev.airtableroutes.mapping.Cells;
import dev.airtableroutes.mapping.Parts;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Runs the tests inside the providers' files. */
public final class ProviderTests {

    /** The time in all tests, for answers that name one: 2026-01-01T00:00:00Z. */
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static final Waits WAITS = new Waits(Clock.fixed(NOW, ZoneOffset.UTC), () -> 0);
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private ProviderTests() {}

    /** How many there are. */
    public static int count(Map<String, Provider> providers) {
        return providers.values().stream()
                        .flatMap(provider -> provider.operations().values().stream())
                        .mapToInt(operation -> operation.recipe().tests().size())
                        .sum()
                + providers.values().stream()
                        .filter(provider -> provider.webhook() != null)
                        .mapToInt(provider -> provider.webhook().tests().size())
                        .sum();
    }

    /** What failed, a sentence each; empty when all is well. */
    public static List<String> run(Map<String, Provider> providers) {
        List<String> failures = new ArrayList<>();
        for (Provider provider : providers.values()) {
            for (Operation operation : provider.operations().values()) {
                operation.recipe().tests().forEach(test -> failures.addAll(run(provider, operation, test)));
            }
            if (provider.webhook() != null) {
                provider.webhook().tests().forEach(test -> failures.addAll(run(provider, test)));
            }
        }
        return failures;
    }

    static List<String> run(Provider provider, Webhook.Test test) {
        List<String> failures = new ArrayList<>();
        ProviderEvent event =
                provider.webhook().read(provider.name(), test.given()).orElse(null);
        differ("the event", test.event(), event == null ? null : event.event(), failures);
        fields("", LeadFields.EVENT, test.fields(), event == null ? Map.of() : event.fields(), failures);
        return failures.stream()
                .map(failure -> provider.file() + ":" + test.line() + ": \"" + test.name() + "\": " + failure + ".")
                .toList();
    }

    static List<String> run(Provider provider, Operation operation, ProviderTest test) {
        List<String> failures = test.given() != null
                ? answer(provider, operation, test)
                : request(operation, new Inputs(test.ask()), test.sends());
        return failures.stream()
                .map(failure -> provider.file() + ":" + test.line() + ": \"" + test.name() + "\": " + failure + ".")
                .toList();
    }

    private static List<String> answer(Provider provider, Operation operation, ProviderTest test) {
        Map<String, Object> given = test.given();
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        map(given.get("headers")).forEach((name, value) -> headers.put(name, value.toString()));
        Turn turn = new Turn("test", provider.name(), operation.verb().name(), asked(test), 1);
        int status = ((Number) given.get("status")).intValue();
        Answer answer = new AnswerReader(provider, operation, WAITS).read(turn, status, headers, body(given));
        Map<String, Object> expect = test.expect();
        List<String> failures = new ArrayList<>();
        differ("the outcome", expect.get("outcome"), answer.outcome().name(), failures);
        fields("", LeadFields.LEAD, map(expect.get("fields")), answer.fields(), failures);
        items((List<?>) expect.getOrDefault("items", List.of()), answer.items(), failures);
        BigDecimal credits = Objects.requireNonNullElse(Parts.number(expect, "credits"), BigDecimal.ZERO);
        if (credits.compareTo(operation.cost(answer)) != 0) {
            failures.add("it should cost " + credits.toPlainString() + " and costs "
                    + operation.cost(answer).toPlainString());
        }
        differ("the wait", Parts.duration(Parts.text(expect, "retry")), waited(answer), failures);
        differ("the next page", expect.get("next"), answer.next(), failures);
        String says = Parts.text(expect, "says");
        if (says != null && !answer.sentence().contains(says)) {
            failures.add("it should say \"" + says + "\" and says: "
                    + answer.sentence().replaceFirst("\\.$", ""));
        }
        return failures;
    }

    private static Map<String, Object> asked(ProviderTest test) {
        return test.ask() == null ? Map.of() : test.ask();
    }

    private static Duration waited(Answer answer) {
        return answer.retryAt() == null ? null : Duration.between(NOW, answer.retryAt());
    }

    private static byte[] body(Map<String, Object> given) {
        try {
            return given.containsKey("body")
                    ? JSON.writeValueAsBytes(given.get("body"))
                    : String.valueOf(given.getOrDefault("text", "")).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException never) {
            throw new IllegalStateException(never);
        }
    }

    private static void items(List<?> expected, List<Map<String, Object>> found, List<String> failures) {
        if (expected.size() != found.size()) {
            failures.add("there should be " + expected.size() + " results and are " + found.size());
            return;
        }
        for (int i = 0; i < found.size(); i++) {
            fields("result " + (i + 1) + ": ", LeadFields.RESULT, map(expected.get(i)), found.get(i), failures);
        }
    }

    private static void fields(
            String where, Table table, Map<String, Object> expected, Map<String, Object> found, List<String> failures) {
        Set<String> names = new TreeSet<>(expected.keySet());
        names.addAll(found.keySet());
        for (String name : names) {
            if (!table.fields().containsKey(name)) {
                failures.add(where + name + " is not a field of a " + table.key());
                continue;
            }
            Object wanted = Cells.fromAirtable(table.fields().get(name), expected.get(name));
            if (!Cells.same(table.fields().get(name), wanted, found.get(name))) {
                failures.add(where + name + " should be " + show(wanted) + " and is " + show(found.get(name)));
            }
        }
    }

    private static List<String> request(Operation operation, Inputs inputs, Map<String, Object> sends) {
        Request request = operation.recipe().request(inputs).orElse(null);
        List<String> failures = new ArrayList<>();
        if (request == null || sends == null) {
            differ(
                    "the request",
                    sends == null ? null : sends.get("path"),
                    request == null ? null : request.path(),
                    failures);
            return failures;
        }
        differ("the method", sends.getOrDefault("method", request.method()), request.method(), failures);
        differ("the path", sends.get("path"), request.address(inputs), failures);
        JsonNode wanted = JSON.valueToTree(sends.get("json"));
        JsonNode body = JSON.valueToTree(request.body(inputs));
        if (!wanted.equals(body)) {
            failures.add("the body should be " + wanted + " and is " + body);
        }
        return failures;
    }

    private static void differ(String what, Object wanted, Object found, List<String> failures) {
        if (!Objects.equals(wanted, found)) {
            failures.add(what + " should be " + show(wanted) + " and is " + show(found));
        }
    }

    private static String show(Object value) {
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        if (value instanceof Duration wait) {
            return wait.toSeconds() + "s";
        }
        return value == null ? "nothing" : value instanceof String text ? '"' + text + '"' : value.toString();
    }
}

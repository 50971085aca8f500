package dev.airtableroutes.provider;

import static dev.airtableroutes.mapping.Parts.duration;
import static dev.airtableroutes.mapping.Parts.map;
import static dev.airtableroutes.mapping.Parts.number;
import static dev.airtableroutes.mapping.Parts.text;
import static dev.airtableroutes.mapping.Parts.texts;

import dev.airtableroutes.base.Table;
import dev.airtableroutes.mapping.FileSchema;
import dev.airtableroutes.mapping.Mapping;
import dev.airtableroutes.mapping.Problems;
import dev.airtableroutes.mapping.TypedFields;
import dev.airtableroutes.mapping.YamlFile;
import dev.airtableroutes.provider.Line.Condition;
import dev.airtableroutes.provider.Operation.Charged;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** One file of {@code mappings/integrations/}. */
final class ProviderFile {

    private static final FileSchema SCHEMA = FileSchema.named("integration.schema.json");
    private static final Set<String> INPUT_KEYS = Set.of("from", "default", "optional", "as", "text");

    private final YamlFile file;
    private final Problems problems;

    ProviderFile(YamlFile file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /**
     * The provider, or nothing when the schema objects to the file; whatever is wrong goes to the problems.
     *
     * @param name after which the file is called
     */
    Optional<Provider> read(String name) {
        List<FileSchema.Objection> objections = SCHEMA.check(file.content());
        objections.forEach(objection -> problems.add(file, objection.place(), objection.sentence()));
        if (!objections.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Object> content = map(file.content());
        if (!name.equals(content.get("provider"))) {
            problems.add(
                    file,
                    "provider",
                    "the provider is called \"" + content.get("provider") + "\" and its file " + name
                            + ".yaml; the two must agree.");
        }
        List<Line> shared = lines(content.get("outcomes"));
        Map<Verb, Operation> operations = new LinkedHashMap<>();
        map(content.get("operations")).forEach((word, operation) -> {
            Verb verb = Verb.valueOf(word);
            operations.put(verb, operation("operations." + word, verb, map(operation), shared));
        });
        Map<String, String> headers = new LinkedHashMap<>();
        map(content.get("headers")).forEach((header, value) -> headers.put(header, value.toString()));
        return Optional.of(new Provider(
                text(content, "provider"),
                text(content, "name"),
                text(content, "url").replaceFirst("/+$", ""),
                auth(map(content.get("auth"))),
                headers,
                content.containsKey("message") ? texts(content.get("message")) : List.of(),
                content.containsKey("resets") ? texts(content.get("resets")) : List.of(),
                operations,
                content.containsKey("webhook") ? webhook(map(content.get("webhook"))) : null,
                callback(map(content.get("callback"))),
                file.name()));
    }

    private Auth auth(Map<String, Object> auth) {
        boolean oauth = auth.containsKey("token") || auth.containsKey("client") || auth.containsKey("secret");
        boolean whole = oauth
                ? !auth.containsKey("key")
                        && auth.containsKey("token")
                        && auth.containsKey("client")
                        && auth.containsKey("secret")
                : auth.containsKey("key");
        if (!whole) {
            problems.add(
                    file,
                    "auth",
                    "expected key, the variable of a key; or token, client and secret, for a token of OAuth.");
        }
        return new Auth(
                text(auth, "header") == null ? "Authorization" : text(auth, "header"),
                text(auth, "prefix") == null ? (oauth ? "Bearer " : "") : text(auth, "prefix"),
                text(auth, "key"),
                text(auth, "token"),
                text(auth, "client"),
                text(auth, "secret"));
    }

    private Operation operation(String place, Verb verb, Map<String, Object> operation, List<Line> shared) {
        BigDecimal price = number(operation, "price");
        return new Operation(
                verb,
                operation.containsKey("atOnce") ? number(operation, "atOnce").intValue() : 1,
                price == null ? BigDecimal.ZERO : price,
                operation.containsKey("charged") ? Charged.valueOf(text(operation, "charged")) : Charged.hit,
                operation.containsKey("purse") ? text(operation, "purse") : Operation.CREDITS,
                "free".equals(operation.get("repeat")),
                batch(map(operation.get("batch"))),
                recipe(place, verb, operation, shared));
    }

    private static Operation.Batch batch(Map<String, Object> batch) {
        return batch.isEmpty()
                ? null
                : new Operation.Batch(number(batch, "most").intValue(), text(batch, "by"));
    }

    private static Provider.Callback callback(Map<String, Object> callback) {
        return callback.isEmpty() ? null : new Provider.Callback(text(callback, "header"), text(callback, "secret"));
    }

    private Webhook webhook(Map<String, Object> webhook) {
        Map<String, String> events = new LinkedHashMap<>();
        map(webhook.get("events"))
                .forEach((type, event) -> events.put(type.toLowerCase(Locale.ROOT), event.toString()));
        return new Webhook(
                text(webhook, "header"),
                text(webhook, "secret"),
                texts(webhook.get("type")),
                fields("webhook.fields", webhook.get("fields"), LeadFields.EVENT),
                events,
                webhookTests(webhook.get("tests")));
    }

    private List<Webhook.Test> webhookTests(Object value) {
        List<Webhook.Test> tests = new ArrayList<>();
        for (Object written : value == null ? List.of() : (List<?>) value) {
            Map<String, Object> test = map(written);
            tests.add(new Webhook.Test(
                    text(test, "name"),
                    map(test.get("given")),
                    text(test, "event"),
                    map(test.get("fields")),
                    file.line(YamlFile.place("webhook.tests", tests.size()))));
        }
        return tests;
    }

    private Recipe recipe(String place, Verb verb, Map<String, Object> operation, List<Line> shared) {
        List<Line> lines = new ArrayList<>(lines(operation.get("outcomes")));
        lines.addAll(shared);
        Object credits = operation.get("credits");
        Map<String, Object> items = map(operation.get("items"));
        Map<String, Object> next = map(operation.get("next"));
        Mapping fields = fields(place + ".fields", operation.get("fields"), LeadFields.LEAD);
        if (verb == Verb.find && !fields.fields().containsKey(LeadFields.ADDRESS)) {
            problems.add(
                    file, place, "nothing says where the address is found; give " + LeadFields.ADDRESS + " in fields.");
        }
        if ((verb == Verb.search || verb == Verb.resolve) && items.isEmpty()) {
            problems.add(file, place, "nothing says where the results stand; give items, with from and fields.");
        }
        return new Recipe(
                requests(place + ".requests", (List<?>) operation.get("requests")),
                lines,
                credits instanceof String path ? path : null,
                credits instanceof Map<?, ?> ? text(map(credits), "header") : null,
                fields,
                text(items, "from"),
                conditions(items.get("when")),
                cuts(place + ".items.parts", map(items.get("parts"))),
                fields(place + ".items.fields", items.get("fields"), LeadFields.RESULT),
                text(next, "from"),
                Boolean.TRUE.equals(next.get("count")),
                tests(place + ".tests", operation.get("tests")));
    }

    private Mapping fields(String place, Object fields, Table table) {
        return TypedFields.read(file, place, map(fields), table, problems);
    }

    private List<Cut> cuts(String place, Map<String, Object> parts) {
        List<Cut> cuts = new ArrayList<>();
        parts.forEach((path, patterns) -> texts(patterns).forEach(regex -> {
            try {
                Pattern.compile(regex);
                cuts.add(new Cut(path, regex));
                if (Cut.groups(regex).isEmpty()) {
                    problems.add(
                            file,
                            YamlFile.place(place, path),
                            "the pattern has no named group, such as (?<name>\\S+), so it cuts nothing out.");
                }
            } catch (PatternSyntaxException broken) {
                problems.add(
                        file,
                        YamlFile.place(place, path),
                        "this is no pattern: " + broken.getDescription() + " near position " + broken.getIndex() + ".");
            }
        }));
        return cuts;
    }

    private List<Request> requests(String place, List<?> written) {
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            Map<String, Object> request = map(written.get(i));
            String at = YamlFile.place(place, i);
            Map<String, Input> query = new LinkedHashMap<>();
            map(request.get("query")).forEach((name, value) -> {
                if (leaf(at + ".query." + name, value) instanceof Input input) {
                    query.put(name, input);
                }
            });
            requests.add(new Request(
                    request.containsKey("method") ? text(request, "method") : "GET",
                    text(request, "path"),
                    query,
                    request.containsKey("json") ? leaf(at + ".json", request.get("json")) : null));
        }
        return requests;
    }

    /** An {@link Input}, or an object or a list with one at each leaf. */
    private Object leaf(String place, Object value) {
        if (value instanceof String path) {
            return Input.path(path);
        }
        if (value instanceof List<?> list) {
            List<Object> leaves = new ArrayList<>();
            for (int i = 0; i < list.size(); i++) {
                leaves.add(leaf(YamlFile.place(place, i), list.get(i)));
            }
            return leaves;
        }
        if (!(value instanceof Map<?, ?>)) {
            return Input.constant(value);
        }
        Map<String, Object> map = map(value);
        if (map.keySet().equals(Set.of("value"))) {
            return Input.constant(map.get("value"));
        }
        if (map.get("each") instanceof String from && map.keySet().equals(Set.of("each", "json"))) {
            return new Request.Each(from, leaf(place + ".json", map.get("json")));
        }
        return map.get("from") instanceof String && INPUT_KEYS.containsAll(map.keySet())
                ? input(place, map)
                : nested(place, map);
    }

    private Input input(String place, Map<String, Object> map) {
        String as = text(map, "as");
        if (as != null && !Set.of("slug", "number").contains(as)) {
            problems.add(file, place + ".as", '"' + as + "\" is not possible here; expected slug or number.");
        }
        return new Input(
                text(map, "from"),
                null,
                map.get("default"),
                Boolean.TRUE.equals(map.get("optional")),
                as,
                text(map, "text"));
    }

    private Map<String, Object> nested(String place, Map<String, Object> map) {
        if (map.isEmpty()) {
            problems.add(
                    file, place, "there is nothing here; expected a path into the subject, or {value: a constant}.");
        }
        Map<String, Object> leaves = new LinkedHashMap<>();
        map.forEach((name, inner) -> leaves.put(name, leaf(YamlFile.place(place, name), inner)));
        return leaves;
    }

    private static List<Line> lines(Object value) {
        List<Line> lines = new ArrayList<>();
        for (Object written : value == null ? List.of() : (List<?>) value) {
            Map<String, Object> line = map(written);
            Object wait = line.get("wait");
            Map<String, Object> given = wait instanceof Map<?, ?> ? map(wait) : Map.of();
            lines.add(new Line(
                    texts(line.get("status")),
                    conditions(line.get("when")),
                    Outcome.valueOf(text(line, "outcome")),
                    duration(wait instanceof String text ? text : text(given, "default")),
                    text(given, "from"),
                    text(line, "because"),
                    Boolean.TRUE.equals(line.get("free")),
                    Boolean.TRUE.equals(line.get("costs"))));
        }
        return lines;
    }

    private static Map<String, Condition> conditions(Object when) {
        Map<String, Condition> conditions = new LinkedHashMap<>();
        map(when).forEach((path, wanted) -> conditions.put(path, condition(wanted)));
        return conditions;
    }

    private static Condition condition(Object wanted) {
        if (wanted instanceof Map<?, ?>) {
            return new Condition(null, List.of(), text(map(wanted), "contains"));
        }
        if (Condition.WORDS.contains(wanted)) {
            return new Condition(wanted.toString(), List.of(), null);
        }
        return new Condition(null, wanted instanceof List<?> list ? List.copyOf(list) : List.of(wanted), null);
    }

    private List<ProviderTest> tests(String place, Object value) {
        List<ProviderTest> tests = new ArrayList<>();
        for (Object written : value == null ? List.of() : (List<?>) value) {
            Map<String, Object> test = map(written);
            String at = YamlFile.place(place, tests.size());
            boolean answer = test.containsKey("given") && test.containsKey("expect");
            boolean question = test.containsKey("ask") && test.containsKey("sends");
            if (answer == question) {
                problems.add(file, at, "expected either given and expect, or ask and sends.");
            }
            tests.add(new ProviderTest(
                    text(test, "name"),
                    answer ? map(test.get("given")) : null,
                    map(test.get("expect")),
                    test.containsKey("ask") ? map(test.get("ask")) : null,
                    test.get("sends") instanceof Map<?, ?> ? map(test.get("sends")) : null,
                    file.line(at)));
        }
        return tests;
    }
}

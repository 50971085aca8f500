package dev.airtableroutes.provider;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.airtableroutes.mapping.Path;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads one answer by the table in the provider's file. Whatever a provider answers, this throws nothing. */
final class AnswerReader {

    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final Pattern ADDRESS = Pattern.compile("[^\\s@<>\",;]+@[^\\s@<>\",;]+\\.[^\\s@<>\",;.]{2,}");
    /** A call that is said to cost more than so many times its price is a mistake, and would use up a cap. */
    private static final BigDecimal MOST_PRICES = BigDecimal.TEN;

    private final Provider provider;
    private final Operation operation;
    private final Waits waits;

    AnswerReader(Provider provider, Operation operation, Waits waits) {
        this.provider = provider;
        this.operation = operation;
        this.waits = waits;
    }

    /**
     * Reads an answer.
     *
     * @param headers by name, in any case
     * @param body as it came; null and empty are the same
     */
    Answer read(Turn turn, int status, Map<String, String> headers, byte[] body) {
        Map<String, Object> json = json(body);
        Recipe recipe = operation.recipe();
        Optional<Line> line = recipe.lines().stream()
                .filter(candidate -> candidate.fits(status, json))
                .findFirst();
        Map<String, Object> content = json == null ? Map.of() : json;
        Outcome outcome = line.map(Line::outcome).orElse(Outcome.UNKNOWN);
        Map<String, Object> fields = fields(outcome, content);
        List<Map<String, Object>> items = items(outcome, content);
        if (operation.verb() == Verb.resolve && outcome.hit()) {
            // a page that does not name the handle is about somebody else
            fields = Handles.whose(turn.subject(), items).orElse(Map.of());
            outcome = fields.isEmpty() ? Outcome.MISS : outcome;
            items = List.of();
        }
        String words = Words.of(provider, operation.verb(), outcome, status, content, line.map(Line::because));
        if (line.isEmpty()) {
            words = Words.unread(provider, operation.verb(), status, json != null);
        } else if (empty(outcome, fields, content)) {
            outcome = Outcome.UNKNOWN;
            words = Words.hitWithNothing(provider, operation.verb(), status);
        }
        BigDecimal credits = line.map(this::byRule).orElseGet(() -> credits(content, headers));
        if (credits != null && credits.compareTo(mostCredits()) > 0) {
            words = Words.tooDear(words, credits, operation.price());
            credits = operation.price();
        }
        return new Answer(
                provider.name(),
                operation.verb().name(),
                outcome,
                status,
                outcome == Outcome.UNKNOWN ? Map.of() : fields,
                outcome == Outcome.UNKNOWN ? List.of() : items,
                credits,
                waits.until(provider, outcome, line.orElse(null), content, headers, turn.attempt()),
                outcome.hit() ? next(turn, content) : null,
                words);
    }

    /** The answer as an object; null when it is none, is cut off, or has more behind it. */
    private static Map<String, Object> json(byte[] body) {
        if (body == null || body.length == 0) {
            return null;
        }
        try {
            return JSON.readValue(body, OBJECT);
        } catch (IOException notJson) {
            return null;
        }
    }

    /** A hit that brings no address, or no result, is none, whatever the provider calls it. */
    private boolean empty(Outcome outcome, Map<String, Object> fields, Map<String, Object> content) {
        if (!outcome.hit()) {
            return false;
        }
        return switch (operation.verb()) {
            case find ->
                !(fields.get(LeadFields.ADDRESS) instanceof String address)
                        || !ADDRESS.matcher(address).matches();
            case search -> results(content).stream().noneMatch(Map.class::isInstance);
            default -> false;
        };
    }

    /** A miss may tell the person's title all the same, but never an address. */
    private Map<String, Object> fields(Outcome outcome, Map<String, Object> content) {
        if (!outcome.hit() && outcome != Outcome.MISS) {
            return Map.of();
        }
        Map<String, Object> fields = LeadFields.mapped(operation.recipe().fields(), content);
        if (operation.verb() == Verb.find && outcome == Outcome.MISS) {
            fields.keySet().removeIf(name -> name.startsWith("email."));
        }
        return fields;
    }

    private List<Map<String, Object>> items(Outcome outcome, Map<String, Object> content) {
        Recipe recipe = operation.recipe();
        List<Map<String, Object>> items = new ArrayList<>();
        for (Object result : outcome.hit() ? results(content) : List.of()) {
            Map<String, Object> item =
                    Line.holds(recipe.when(), result) ? LeadFields.mapped(recipe.items(), withParts(result)) : Map.of();
            if (!item.isEmpty()) {
                items.add(item);
            }
        }
        return items;
    }

    private List<?> results(Map<String, Object> content) {
        String from = operation.recipe().itemsFrom();
        return from != null && Path.of(from).in(content) instanceof List<?> results ? results : List.of();
    }

    /** The result, and in {@code parts} what its texts consist of. */
    private Object withParts(Object result) {
        if (!(result instanceof Map<?, ?> object) || operation.recipe().cuts().isEmpty()) {
            return result;
        }
        Map<String, Object> parts = new LinkedHashMap<>();
        operation.recipe().cuts().forEach(cut -> cut.into(parts, result));
        Map<Object, Object> both = new LinkedHashMap<>(object);
        both.put("parts", parts);
        return both;
    }

    /** Null where the file has no rule for it. */
    private BigDecimal byRule(Line line) {
        return line.free() ? BigDecimal.ZERO : line.costs() ? operation.price() : null;
    }

    private BigDecimal credits(Map<String, Object> content, Map<String, String> headers) {
        Recipe recipe = operation.recipe();
        Object said = recipe.creditsHeader() != null
                ? headers.get(recipe.creditsHeader())
                : recipe.creditsFrom() == null
                        ? null
                        : Path.of(recipe.creditsFrom()).in(content);
        if (said == null || said.toString().length() > 20) {
            return null;
        }
        try {
            BigDecimal credits = new BigDecimal(said.toString().strip());
            return credits.signum() < 0 ? null : credits.stripTrailingZeros();
        } catch (NumberFormatException noNumber) {
            return null;
        }
    }

    private BigDecimal mostCredits() {
        return operation.price().signum() == 0 ? MOST_PRICES : MOST_PRICES.multiply(operation.price());
    }

    private String next(Turn turn, Map<String, Object> content) {
        Recipe recipe = operation.recipe();
        if (recipe.counted()) {
            String page = String.valueOf(turn.subject().get("page"));
            return String.valueOf(page.matches("[1-9]\\d{0,5}") ? Integer.parseInt(page) + 1 : 2);
        }
        Object token =
                recipe.nextFrom() == null ? null : Path.of(recipe.nextFrom()).in(content);
        return token instanceof String text && !text.isBlank() ? text : null;
    }
}

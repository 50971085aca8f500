package dev.airtableroutes.provider;

import dev.airtableroutes.digest.Sha256;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** What is asked, by the provider's file. */
@Component("questions")
public class Questions {

    private final Providers providers;
    private final Callbacks callbacks;

    Questions(Providers providers, Callbacks callbacks) {
        this.providers = providers;
        this.callbacks = callbacks;
    }

    /**
     * The request of a turn.
     *
     * @return a {@link Question}; or the {@link Answer} when it needs no call: SKIPPED by a provider that is off and for a
     *     batch of which nobody is left, BAD_INPUT when the subject has too little for every way to ask
     */
    public Object ask(Turn turn) {
        Optional<String> off = providers.whyOff(turn.provider());
        if (off.isPresent()) {
            return unasked(turn, Outcome.SKIPPED, off.get());
        }
        if (turn.subject().get("rows") instanceof List<?> rows && rows.isEmpty()) {
            return unasked(turn, Outcome.SKIPPED, "Nobody of this batch is to be sent any more.");
        }
        Provider provider = providers.find(turn.provider()).orElseThrow();
        Operation operation = provider.operation(turn.operation()).orElse(null);
        if (operation == null) {
            return unasked(
                    turn,
                    Outcome.BAD_INPUT,
                    provider.displayName() + " has no operation " + turn.operation() + " in " + provider.file() + ".");
        }
        Inputs inputs = new Inputs(turn.subject());
        return operation
                .recipe()
                .request(inputs)
                .<Object>map(request -> new Question(
                        provider.name(),
                        turn.operation(),
                        request.method(),
                        provider.url() + request.address(inputs),
                        provider.headers(),
                        callbacks.of(provider, turn).orElse(null),
                        request.body(inputs),
                        hash(turn, request, inputs)))
                .orElseGet(() -> unasked(turn, Outcome.BAD_INPUT, tooLittle(provider, operation)));
    }

    /**
     * What a cache knows the question by, without asking it: the same however name, domain and addresses are written.
     * Empty when there is no such provider or operation, and when the subject has too little for every way to ask, which
     * is BAD_INPUT.
     */
    public Optional<String> inputHash(Turn turn) {
        Inputs inputs = new Inputs(turn.subject());
        return providers
                .find(turn.provider())
                .flatMap(provider -> provider.operation(turn.operation()))
                .flatMap(operation -> operation.recipe().request(inputs))
                .map(request -> hash(turn, request, inputs));
    }

    private static Answer unasked(Turn turn, Outcome outcome, String sentence) {
        return Answer.without(turn.provider(), turn.operation(), outcome, null, null, sentence);
    }

    private static String tooLittle(Provider provider, Operation operation) {
        StringBuilder ways = new StringBuilder();
        for (Request request : operation.recipe().requests()) {
            ways.append(ways.isEmpty() ? "" : ", or ")
                    .append(String.join(
                            " and ",
                            request.inputs().stream()
                                    .filter(Input::needed)
                                    .map(Input::from)
                                    .distinct()
                                    .toList()));
        }
        return "Too little is known to ask " + provider.displayName() + ": it needs " + ways + ".";
    }

    private static String hash(Turn turn, Request request, Inputs inputs) {
        Map<String, String> values = new TreeMap<>();
        for (Input input : request.inputs()) {
            Object value = input.from() == null ? null : inputs.get(input.from());
            if (value != null) {
                values.put(input.from(), value.toString().toLowerCase(Locale.ROOT));
            }
        }
        StringBuilder asked = new StringBuilder(turn.provider() + "|" + turn.operation());
        values.forEach(
                (path, value) -> asked.append('|').append(path).append('=').append(value.replace("|", "||")));
        return Sha256.hex(asked.toString());
    }
}

package dev.airtableroutes.provider;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;
import org.springframework.stereotype.Component;

/** How providers answer, for Prometheus and for who asks after them. Since the start. */
@Component("providerCalls")
public class ProviderCalls {

    private final Map<String, Last> last = new ConcurrentHashMap<>();
    private final MeterRegistry registry;

    ProviderCalls(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * The latest answer of a provider.
     *
     * @param well whether it was one to work with: found, or nothing there
     * @param keyRefused whether a person has to see to the key
     * @param sentence why it was none
     * @param since when answers began to be so
     */
    public record Last(boolean well, boolean keyRefused, String sentence, Instant since) {}

    /** Takes note of an answer. */
    public Answer count(@Body Answer answer) {
        Counter.builder("provider.calls")
                .description("turns at providers by what became of them")
                .tags(
                        "provider", answer.provider(),
                        "operation", answer.operation(),
                        "outcome", answer.outcome().name().toLowerCase(Locale.ROOT))
                .register(registry)
                .increment();
        if (answer.outcome() != Outcome.SKIPPED) {
            boolean well = answer.outcome().settled() || answer.outcome() == Outcome.PENDING;
            last.compute(
                    answer.provider(),
                    (name, before) -> new Last(
                            well,
                            answer.outcome() == Outcome.AUTH,
                            well ? null : answer.sentence(),
                            before != null && before.well() == well ? before.since() : Instant.now()));
        }
        return answer;
    }

    /** Empty when it was not asked since the start. */
    public Optional<Last> last(String provider) {
        return Optional.ofNullable(last.get(provider));
    }
}

package dev.airtableroutes.provider;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLHandshakeException;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.apache.camel.Headers;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** What a provider's answer means, or that none came. */
@Component("providerAnswers")
public class ProviderAnswers {

    private final Providers providers;
    private final Circuits circuits;
    private final Waits waits;

    @Autowired
    ProviderAnswers(Providers providers, Circuits circuits) {
        this(providers, circuits, Clock.systemUTC());
    }

    ProviderAnswers(Providers providers, Circuits circuits, Clock clock) {
        this.providers = providers;
        this.circuits = circuits;
        this.waits = new Waits(clock, () -> ThreadLocalRandom.current().nextDouble());
    }

    /** The answer to the question of the turn, by the table in the provider's file. */
    public Answer read(
            @Body byte[] body,
            @Header(Exchange.HTTP_RESPONSE_CODE) int status,
            @Headers Map<String, Object> headers,
            @ExchangeProperty("turn") Turn turn) {
        Provider provider = providers.find(turn.provider()).orElseThrow();
        Operation operation = provider.operation(turn.operation()).orElseThrow();
        Answer answer = new AnswerReader(provider, operation, waits).read(turn, status, texts(headers), body);
        return withoutSecrets(provider, answer);
    }

    private static Map<String, String> texts(Map<String, Object> headers) {
        Map<String, String> texts = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, value) -> {
            if (value instanceof String || value instanceof Number) {
                texts.put(name, value.toString());
            }
        });
        return texts;
    }

    /** Some providers repeat the key that they refuse. */
    private Answer withoutSecrets(Provider provider, Answer answer) {
        String sentence = providers.withoutSecrets(provider, answer.sentence());
        return sentence.equals(answer.sentence()) ? answer : answer.saying(sentence);
    }

    /**
     * What it means that no answer came.
     *
     * @param failure of the call, or null when the circuit let none through
     * @return SKIPPED for an open circuit; UNAVAILABLE when the question cannot have reached the provider; else UNKNOWN: it
     *     may have been answered and charged
     */
    public Answer failed(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure, @ExchangeProperty("turn") Turn turn) {
        Provider provider = providers.find(turn.provider()).orElseThrow();
        String name = provider.displayName();
        if (failure == null) {
            String purse = provider.purse(turn.operation());
            return none(
                    turn,
                    Outcome.SKIPPED,
                    circuits.until(purse).orElseGet(waits::soon),
                    name + " was not asked: " + circuits.reason(purse));
        }
        NotAskedException notAsked = cause(failure, NotAskedException.class);
        if (notAsked != null) {
            return none(turn, notAsked.outcome(), later(provider, notAsked.outcome(), turn), notAsked.getMessage());
        }
        String what = failure.getClass().getSimpleName();
        if (neverLeft(failure)) {
            return none(
                    turn,
                    Outcome.UNAVAILABLE,
                    later(provider, Outcome.UNAVAILABLE, turn),
                    name + " cannot be reached (" + what + "), so nothing was asked and nothing charged.");
        }
        return none(
                turn,
                Outcome.UNKNOWN,
                null,
                name
                        + (cause(failure, SocketTimeoutException.class) != null
                                ? " did not answer in time"
                                : " broke off (" + what + ")")
                        + "; the question may have been answered and charged.");
    }

    private Instant later(Provider provider, Outcome outcome, Turn turn) {
        return waits.until(provider, outcome, null, Map.of(), Map.of(), turn.attempt());
    }

    private static Answer none(Turn turn, Outcome outcome, Instant retryAt, String sentence) {
        return Answer.without(turn.provider(), turn.operation(), outcome, null, retryAt, sentence);
    }

    /** A connection that was never made carries no question. */
    private static boolean neverLeft(Exception failure) {
        return cause(failure, ConnectException.class) != null
                || cause(failure, ConnectTimeoutException.class) != null
                || cause(failure, ConnectionRequestTimeoutException.class) != null
                || cause(failure, UnknownHostException.class) != null
                || cause(failure, NoRouteToHostException.class) != null
                || cause(failure, SSLHandshakeException.class) != null;
    }

    private static <T extends Throwable> T cause(Throwable failure, Class<T> type) {
        Throwable found = failure;
        for (int depth = 0; found != null && depth < 20; depth++) {
            if (type.isInstance(found)) {
                return type.cast(found);
            }
            found = found.getCause();
        }
        return null;
    }
}

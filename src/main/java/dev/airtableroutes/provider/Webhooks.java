package dev.airtableroutes.provider;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Who may tell us of events, and what they tell. */
@Component
public class Webhooks {

    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Providers providers;
    private final Set<String> said = ConcurrentHashMap.newKeySet();

    Webhooks(Providers providers) {
        this.providers = providers;
    }

    /** Whether somebody may come in. */
    public enum Door {
        /** The provider tells us nothing. */
        NONE,
        /** There is no secret to know it by. */
        CLOSED,
        /** The secret is not the one. */
        WRONG,
        OPEN
    }

    /**
     * Whoever comes shows the secret in the header or, where a provider cannot be told to send one, comes to an address that
     * is signed with it.
     *
     * @param headers the value of a header of the request by its name, or null
     * @param token the signature of {@code /webhooks/<provider>} in the address, or null
     */
    public Door knock(String provider, UnaryOperator<String> headers, String token) {
        Webhook webhook = providers.find(provider).map(Provider::webhook).orElse(null);
        if (webhook == null) {
            return Door.NONE;
        }
        String secret = providers.secret(webhook.secret());
        if (secret == null) {
            if (said.add(provider)) {
                LOG.warn(
                        "An event at /webhooks/{} was refused: put {} into the environment and start again, and have {} "
                                + "send it in the header {}, or to an address that is signed with it.",
                        provider,
                        webhook.secret(),
                        providers.find(provider).orElseThrow().displayName(),
                        webhook.header());
            }
            return Door.CLOSED;
        }
        boolean same = Signature.same(secret, headers.apply(webhook.header()));
        boolean signed = Signature.same(Signature.of(secret, "/webhooks/" + provider), token);
        return same || signed ? Door.OPEN : Door.WRONG;
    }

    /** What is told; empty when it is no JSON object, or one without a type. */
    public Optional<ProviderEvent> read(String provider, byte[] body) {
        Map<String, Object> content;
        try {
            content = JSON.readValue(body, OBJECT);
        } catch (IOException notJson) {
            return Optional.empty();
        }
        return content == null
                ? Optional.empty()
                : providers.find(provider).map(Provider::webhook).flatMap(webhook -> webhook.read(provider, content));
    }
}

package dev.airtableroutes.provider;

import dev.airtableroutes.failure.ConfigurationException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Where a provider posts an answer that takes a while: {@code /webhooks/<provider>?turn=…&token=…}. Nobody can be told a
 * header to send with it, and a secret must not stand in an address, so that each address is signed: it is good for the
 * answer to one turn.
 */
@Component
public class Callbacks {

    private static final Logger LOG = LoggerFactory.getLogger(Callbacks.class);
    private static final Set<String> FOR_LEADS = Set.of(Verb.find.name(), Verb.verify.name());

    private final Providers providers;
    /** Where others reach this application; empty when they cannot, or nobody would listen. */
    private final String here;

    private final Set<String> said = ConcurrentHashMap.newKeySet();

    Callbacks(
            Providers providers,
            @Value("${providers.public-url:}") String publicUrl,
            @Value("${sync.serve:true}") boolean serve) {
        if (!publicUrl.isBlank() && !publicUrl.matches("https?://[^\\s/?#]+[^\\s?#]*")) {
            throw new ConfigurationException("PUBLIC_URL is \"" + publicUrl
                    + "\"; expected where others reach this application, such as https://routes.example.com.");
        }
        this.providers = providers;
        this.here = serve ? publicUrl.strip().replaceFirst("/+$", "") : "";
    }

    /**
     * Where the answer to a turn may be posted. Empty for a provider that only answers, where we cannot be reached, and for
     * a turn that is asked for once more, since what was to be posted did not come.
     */
    Optional<Question.Callback> of(Provider provider, Turn turn) {
        if (here.isEmpty()
                || provider.callback() == null
                || turn.attempt() > 1
                || !FOR_LEADS.contains(turn.operation())) {
            return Optional.empty();
        }
        String secret = providers.secret(provider.callback().secret());
        if (secret == null) {
            if (said.add(provider.name())) {
                LOG.warn(
                        "{} is asked and waited for, though there is a PUBLIC_URL: put {} into the environment and start "
                                + "again to have its answers posted.",
                        provider.displayName(),
                        provider.callback().secret());
            }
            return Optional.empty();
        }
        String url = here + "/webhooks/" + provider.name() + "?turn="
                + URLEncoder.encode(turn.id(), StandardCharsets.UTF_8) + "&token=" + Signature.of(secret, turn.id());
        return Optional.of(new Question.Callback(provider.callback().header(), url));
    }

    /** Whether we gave this address away; takes as long for a wrong token as for the right one. */
    public boolean genuine(String provider, String turn, String token) {
        String secret = providers
                .find(provider)
                .map(Provider::callback)
                .map(callback -> providers.secret(callback.secret()))
                .orElse(null);
        return secret != null && Signature.same(Signature.of(secret, turn), token);
    }
}

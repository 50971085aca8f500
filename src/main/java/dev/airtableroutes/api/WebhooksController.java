package dev.airtableroutes.api;

import dev.airtableroutes.campaign.Inbox;
import dev.airtableroutes.lead.PostedAnswers;
import dev.airtableroutes.privacy.Identity;
import dev.airtableroutes.provider.Callbacks;
import dev.airtableroutes.provider.ProviderEvent;
import dev.airtableroutes.provider.Webhooks;
import dev.airtableroutes.provider.Webhooks.Door;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Takes in events of campaigns, and answers that providers post, and no more: what they do, routes say. Whoever has not the secret
 * learns nothing, not even which providers there are.
 */
@RestController
class WebhooksController {

    /** In bytes. */
    static final int LONGEST = 64 * 1024;

    private final Webhooks webhooks;
    private final Inbox inbox;
    private final Callbacks callbacks;
    private final PostedAnswers answers;

    WebhooksController(Webhooks webhooks, Inbox inbox, Callbacks callbacks, PostedAnswers answers) {
        this.webhooks = webhooks;
        this.inbox = inbox;
        this.callbacks = callbacks;
        this.answers = answers;
    }

    /** An answer that was asked for; what becomes of it, the route posted-answers says. */
    @PostMapping(
            path = "/webhooks/{provider}",
            params = {"turn", "token"})
    void answered(
            @PathVariable String provider,
            @RequestParam String turn,
            @RequestParam String token,
            HttpServletRequest request)
            throws IOException {
        if (!callbacks.genuine(provider, turn, token)) {
            throw refused();
        }
        answers.keep(turn, body(request));
    }

    @PostMapping("/webhooks/{provider}")
    void told(@PathVariable String provider, @RequestParam(required = false) String token, HttpServletRequest request)
            throws IOException {
        if (webhooks.knock(provider, request::getHeader, token) != Door.OPEN) {
            throw refused();
        }
        byte[] body = body(request);
        Optional<ProviderEvent> event = webhooks.read(provider, body);
        if (event.isEmpty()) {
            throw new ResponseStatusException(
                    HttpStatus.BAD_REQUEST, "This is no event: expected a JSON object that names its type.");
        }
        inbox.store(event.get(), Identity.hash(new String(body, StandardCharsets.ISO_8859_1)));
    }

    private static ResponseStatusException refused() {
        return new ResponseStatusException(HttpStatus.FORBIDDEN, "The secret is not the one.");
    }

    private static byte[] body(HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readNBytes(LONGEST + 1);
        if (body.length > LONGEST) {
            throw new ResponseStatusException(HttpStatus.PAYLOAD_TOO_LARGE, "The event has more than 64 KB.");
        }
        return body;
    }
}

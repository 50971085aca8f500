package dev.airtableroutes.console;

import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * What happens, as server-sent events: {@code progress}, once a second while passes run, and {@code changed} when a page
 * should be read again.
 */
@RestController
@ConditionalOnWebApplication
class EventStream {

    private final Listeners listeners;

    EventStream(Listeners listeners) {
        this.listeners = listeners;
    }

    @GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    ResponseEntity<SseEmitter> listen() {
        return listeners
                .add()
                .map(emitter -> ResponseEntity.ok()
                        // a proxy that gathers answers would hold the events back
                        .header("X-Accel-Buffering", "no")
                        .body(emitter))
                .orElseGet(() ->
                        ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).build());
    }
}

package dev.airtableroutes.console;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.context.Context;

/** Whoever opens the first page after a start need not wait until all that makes pages is loaded. */
@Component
@ConditionalOnWebApplication
class WarmUp {

    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

    private final ITemplateEngine templates;

    WarmUp(ITemplateEngine templates) {
        this.templates = templates;
    }

    /** In the background: nobody waits for it, and the application is ready without it. */
    @EventListener(ApplicationReadyEvent.class)
    void begin() {
        Thread thread = new Thread(this::render, "console-warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    /** A part of a page will do, one without links: they would need a request. */
    String render() {
        try {
            return templates.process(
                    "console/parts",
                    Set.of("chip"),
                    new Context(Locale.ENGLISH, Map.of("tone", "good", "text", "done")));
        } catch (RuntimeException closing) {
            LOG.debug("The console's templates are loaded with the first page", closing);
            return null;
        }
    }
}

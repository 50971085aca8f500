package dev.airtableroutes.log;

import dev.airtableroutes.failure.Unexpected;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.util.DisconnectedClientHelper;

/**
 * Logs what no page and no interface expected, in a sentence. Tomcat and the template engine, which would repeat its own
 * words and with them whom they name, are silent: see logging.level.
 */
@Component
@ConditionalOnWebApplication
@Order(Ordered.HIGHEST_PRECEDENCE)
class FailedRequestFilter extends OncePerRequestFilter {

    private static final Logger LOG = LoggerFactory.getLogger(FailedRequestFilter.class);

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            chain.doFilter(request, response);
        } catch (ServletException | IOException | RuntimeException failure) {
            if (!DisconnectedClientHelper.isClientDisconnectedException(failure)) {
                LOG.error(
                        "{} {}: {}",
                        request.getMethod(),
                        request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE),
                        Unexpected.sentence(thrown(failure)));
                LOG.debug("Where it failed", failure);
            }
            throw failure;
        }
    }

    /** Without Spring's wrapping. */
    private static Exception thrown(Exception failure) {
        return failure instanceof ServletException && failure.getCause() instanceof Exception cause ? cause : failure;
    }

    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }
}

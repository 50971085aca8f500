package dev.airtableroutes.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses bodies that nothing here asks for, before a byte of them is read. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class BodyLimit extends OncePerRequestFilter {

    private static final long LONGEST = 1_000_000;

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getRequestURI().startsWith("/webhooks/")
                && request.getContentLengthLong() > WebhooksController.LONGEST) {
            refuse(request, response, HttpStatus.PAYLOAD_TOO_LARGE, "The event has more than 64 KB.");
        } else if (request.getContentLengthLong() > LONGEST) {
            refuse(request, response, HttpStatus.PAYLOAD_TOO_LARGE, "The body has more than 1 MB.");
        } else if (request.getRequestURI().startsWith("/api/")
                && request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null) {
            refuse(
                    request,
                    response,
                    HttpStatus.LENGTH_REQUIRED,
                    "The body does not say how long it is; send Content-Length.");
        } else {
            chain.doFilter(request, response);
        }
    }

    private static void refuse(
            HttpServletRequest request, HttpServletResponse response, HttpStatus status, String detail)
            throws IOException {
        response.setStatus(status.value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setHeader(HttpHeaders.CONNECTION, "close");
        response.getWriter()
                .write("{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}"
                        .formatted(status.getReasonPhrase(), status.value(), detail));
    }
}

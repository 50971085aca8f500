package dev.airtableroutes.airtable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.springframework.stereotype.Component;

/**
 * The HTTP client of the one route that calls Airtable. It adds the token, so that no exchange carries it, and passes
 * the gates at the last moment before a request leaves.
 */
@Component("airtableHttp")
class AirtableHttp implements HttpClientConfigurer {

    private static final Pattern BASE = Pattern.compile("/v0/(?:meta/bases/|bases/)?(app[^/?]+)");

    private final AirtableSettings settings;
    private final Gates gates;

    AirtableHttp(AirtableSettings settings, Gates gates) {
        this.settings = settings;
        this.gates = gates;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        // the client would repeat 429 and 503 by itself, past the throttle and the error handler
        client.disableAutomaticRetries().disableCookieManagement().addExecInterceptorFirst("gate", this::execute);
    }

    private ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        request.setHeader("Authorization", "Bearer " + settings.token());
        Matcher base = BASE.matcher(request.getRequestUri());
        if (!base.find()) {
            return throughToken(request, scope, chain);
        }
        String baseId = base.group(1);
        Gate gate = gates.base(baseId);
        long sent = enter(gate);
        gates.sent(baseId);
        Integer status = null;
        try {
            ClassicHttpResponse response = throughToken(request, scope, chain);
            status = response.getCode();
            if (response.getCode() == 429 && !quota(response)) {
                gates.refused(baseId, sent, retryAfter(response));
            } else if (response.getCode() == 503 && retryAfter(response) > 0) {
                gates.away(baseId, sent, retryAfter(response));
            }
            return response;
        } finally {
            gate.leave(sent, status != null);
            gates.answered(baseId, status);
        }
    }

    private ClassicHttpResponse throughToken(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        long sent = enter(gates.token());
        boolean answered = false;
        try {
            ClassicHttpResponse response = chain.proceed(request, scope);
            answered = true;
            return response;
        } finally {
            gates.token().leave(sent, answered);
        }
    }

    private static long enter(Gate gate) throws InterruptedIOException {
        try {
            return gate.enter();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while waiting for the budget of the base");
        }
    }

    /** A quota is not over in half a minute: there is nothing to wait for, and a person is told at once. */
    private static boolean quota(ClassicHttpResponse response) throws IOException {
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            return false;
        }
        byte[] body = EntityUtils.toByteArray(entity);
        response.setEntity(new ByteArrayEntity(body, ContentType.parse(entity.getContentType())));
        return new String(body, StandardCharsets.UTF_8).contains(Answers.QUOTA);
    }

    private static long retryAfter(ClassicHttpResponse response) {
        Header header = response.getFirstHeader("Retry-After");
        return header != null && header.getValue().matches("\\d{1,6}") ? Long.parseLong(header.getValue()) : 0;
    }
}

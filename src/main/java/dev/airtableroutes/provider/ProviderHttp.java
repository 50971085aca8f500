package dev.airtableroutes.provider;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;

/**
 * The HTTP client of one provider. It adds the key when the request leaves, so that no exchange carries it; it repeats
 * nothing, since a repetition costs, and follows no redirection, which would take the key elsewhere.
 */
final class ProviderHttp implements HttpClientConfigurer {

    /** More than any answer holds; one without an end would fill the memory. */
    private static final int LONGEST = 4 * 1024 * 1024;

    private final String name;
    private final Providers providers;
    private final Tokens tokens = new Tokens(Clock.systemUTC());

    ProviderHttp(String name, Providers providers) {
        this.name = name;
        this.providers = providers;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        client.disableAutomaticRetries()
                .disableCookieManagement()
                .disableRedirectHandling()
                .disableAuthCaching()
                .addExecInterceptorFirst("key", this::execute);
    }

    private ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        Provider provider = providers
                .find(name)
                .orElseThrow(() -> new NotAskedException(
                        Outcome.SKIPPED, providers.whyOff(name).orElse("")));
        provider.headers().forEach(request::setHeader);
        if (!provider.auth().oauth()) {
            return whole(chain.proceed(
                    signed(request, provider, secret(provider.auth().key())), scope));
        }
        String token = token(provider, null);
        ClassicHttpResponse response = chain.proceed(signed(request, provider, token), scope);
        if (response.getCode() != 401) {
            return whole(response);
        }
        EntityUtils.consumeQuietly(response.getEntity());
        response.close();
        ClassicHttpRequest again = ClassicRequestBuilder.copy(request).build();
        return whole(chain.proceed(signed(again, provider, token(provider, token)), scope));
    }

    private static ClassicHttpRequest signed(ClassicHttpRequest request, Provider provider, String secret) {
        request.setHeader(provider.auth().header(), provider.auth().prefix() + secret);
        return request;
    }

    private String token(Provider provider, String refused) throws IOException {
        return tokens.get(
                provider,
                secret(provider.auth().client()),
                secret(provider.auth().secret()),
                refused);
    }

    private String secret(String variable) throws NotAskedException {
        String value = providers.secret(variable);
        if (value == null) {
            throw new NotAskedException(Outcome.AUTH, providers.whyOff(name).orElse(variable + " is not set."));
        }
        return value;
    }

    /** The answer with all of its body, so that one that breaks off breaks here. */
    private static ClassicHttpResponse whole(ClassicHttpResponse response) throws IOException {
        HttpEntity entity = response.getEntity();
        if (entity != null) {
            byte[] body;
            try (InputStream content = entity.getContent()) {
                body = content == null ? new byte[0] : content.readNBytes(LONGEST + 1);
            }
            if (body.length > LONGEST) {
                response.close();
                throw new IOException("the answer is longer than " + LONGEST + " bytes");
            }
            response.setEntity(new ByteArrayEntity(body, ContentType.parseLenient(entity.getContentType())));
        }
        return response;
    }
}

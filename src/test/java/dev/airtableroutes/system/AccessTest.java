package dev.airtableroutes.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Every endpoint as nobody, as viewer and as operator. Nobody who acts has no token against forgery either, and is refused
 * for that: 403 and not 401.
 */
class AccessTest {

    private static final String ROUTE =
            "org.apache.camel:context=airtable-routes,type=routes,name=\\\"cuculi-events\\\"";
    private static final Set<String> OPEN = Set.of("/login", "/login.css", "/error");
    private static Served served;
    private Instant beforeTheLatestWrong;

    @BeforeAll
    static void start() {
        served = Served.start();
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    @ParameterizedTest(name = "{0} {1}: nobody {2}, viewer {3}, operator {4}")
    @CsvSource({
        "GET, /, 401, 200, 200",
        "GET, /login, 200, 200, 200",
        "GET, /actuator, 401, 200, 200",
        "GET, /actuator/health, 200, 200, 200",
        "GET, /actuator/health/liveness, 200, 200, 200",
        "GET, /actuator/health/readiness, 200, 200, 200",
        "GET, /actuator/env, 401, 404, 404",
        "GET, /actuator/heapdump, 401, 404, 404",
        "GET, /actuator/hawtio/, 401, 200, 200",
        "GET, /actuator/hawtio/proxy/http/localhost/1/x, 401, 403, 403",
        "GET, /actuator/jolokia/version, 401, 200, 200",
        "GET, /actuator/jolokia/exec/java.lang:type=Memory/gc, 401, 403, 403",
        "GET, /actuator/jolokia/EXEC/java.lang:type=Memory/gc, 401, 403, 403",
        "GET, /actuator/jolokia/%65xec/java.lang:type=Memory/gc, 401, 403, 403",
        "GET, /actuator/jolokia?p=exec/java.lang:type=Memory/gc, 401, 403, 403",
        "GET, /actuator/hawtio/jolokia/exec/java.lang:type=Memory/gc, 401, 403, 403",
        "GET, /actuator/hawtio/jolokia/?p=version, 401, 403, 403",
        "GET, //actuator/jolokia/version, 400, 400, 400",
        "GET, /actuator//jolokia/version, 400, 400, 400",
        "GET, /api/nothing, 401, 404, 404",
        "POST, /api/nothing, 403, 403, 404",
        "DELETE, /api/nothing, 403, 403, 404",
        "PUT, /api/nothing, 403, 403, 404",
        "POST, /nothing, 403, 403, 404",
        "GET, /health/nothing, 401, 404, 404",
        // whoever has the secret, and nobody else
        "POST, /webhooks/instantly, 403, 403, 403",
        "GET, /webhooks/instantly, 401, 405, 405",
        "PUT, /webhooks/instantly, 403, 403, 405",
        "POST, /webhooks/instantly/more, 403, 403, 404",
    })
    void eachAnswersWhomItMay(String method, String path, int nobody, int viewer, int operator) throws Exception {
        assertThat(status(request(method, path))).isEqualTo(nobody);
        for (String as : new String[] {basic("viewer", Served.VIEWER_PASSWORD), "Bearer " + Served.VIEWER_KEY}) {
            assertThat(status(request(method, path).header("Authorization", as)))
                    .isEqualTo(viewer);
        }
        for (String as : new String[] {basic("operator", Served.OPERATOR_PASSWORD), "Bearer " + Served.OPERATOR_KEY}) {
            assertThat(status(request(method, path).header("Authorization", as)))
                    .isEqualTo(operator);
        }
    }

    /** Also those that are added after this test was written. */
    @Test
    void noControllerAnswersNobodyNorLetsAViewerAct() throws Exception {
        for (RequestMappingInfo endpoint : served.bean(
                        "requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .keySet()) {
            for (String pattern : endpoint.getPatternValues()) {
                String path = pattern.replaceAll("\\{[^}]*}", "none").replace("**", "none");
                if (OPEN.contains(path)) {
                    continue;
                }
                Set<RequestMethod> methods = endpoint.getMethodsCondition().getMethods();
                for (RequestMethod method :
                        methods.isEmpty() ? Set.of(RequestMethod.GET, RequestMethod.POST) : methods) {
                    assertThat(status(request(method.name(), path)))
                            .as(method + " " + path)
                            .isEqualTo(method == RequestMethod.GET || method == RequestMethod.HEAD ? 401 : 403);
                    if (method != RequestMethod.GET && method != RequestMethod.HEAD) {
                        assertThat(status(request(method.name(), path)
                                        .header("Authorization", "Bearer " + Served.VIEWER_KEY)))
                                .as("viewer, " + method + " " + path)
                                .isEqualTo(403);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer wrong", "Bearer ", "Basic b3BlcmF0b3I6d3Jvbmc=", "Basic !", "bearer x"})
    void whatIsWrongIsRefusedEverywhereAndAsksNoBrowserForAPassword(String authorization) throws Exception {
        HttpResponse<String> refused =
                send(request("GET", "/actuator/jolokia/version").header("Authorization", authorization));
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"airtable-routes\"");
    }

    @Test
    void whoGuessesPasswordsHasToWaitAndNobodyElse() throws Exception {
        HttpClient browser =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        String form = browser.send(request("GET", "/login").build(), HttpResponse.BodyHandlers.ofString())
                .body();
        String token = form.replaceFirst("(?s).*name=\"_csrf\" value=\"([^\"]+)\".*", "$1");
        for (int i = 0; i < 5; i++) {
            beforeTheLatestWrong = Instant.now();
            assertThat(guess().statusCode()).isEqualTo(401);
        }
        // where a guess takes longer than the wait, it is looked at, and the wait after it is twice as long
        long wait = 1;
        while (!mustWait(wait, browser, token)) {
            wait *= 2;
            assertThat(wait).as("seconds to wait").isLessThan(60);
        }
        assertThat(browser.send(request("GET", "/login?wait=2").build(), HttpResponse.BodyHandlers.ofString())
                        .body())
                .contains("Too many wrong passwords. Wait 2 s before the next.");
        assertThat(status(request("GET", "/api/nothing")
                        .header("Authorization", basic("operator", Served.OPERATOR_PASSWORD))))
                .isEqualTo(404);
    }

    /** One more was wrong, which was right to look at. */
    private boolean waited(long seconds, Instant before) {
        assertThat(Duration.between(beforeTheLatestWrong, Instant.now())).isGreaterThan(Duration.ofSeconds(seconds));
        beforeTheLatestWrong = before;
        return false;
    }

    private static HttpResponse<String> guess() throws Exception {
        return send(request("GET", "/api/nothing").header("Authorization", basic("root", "guess")));
    }

    /** Guesses over HTTP and in the form; false when one of the two came after the wait, and was looked at. */
    private boolean mustWait(long seconds, HttpClient browser, String token) throws Exception {
        Instant before = Instant.now();
        HttpResponse<String> refused = guess();
        if (refused.statusCode() == 401) {
            return waited(seconds, before);
        }
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After"))
                .hasValueSatisfying(wait -> assertThat(Long.parseLong(wait)).isBetween(1L, seconds));
        before = Instant.now();
        String location = logIn(browser, "root", "guess", token)
                .headers()
                .firstValue("Location")
                .orElseThrow();
        if (location.endsWith("/login?error")) {
            return waited(seconds, before);
        }
        assertThat(location).contains("/login?wait=");
        assertThat(Long.parseLong(location.replaceFirst(".*=", ""))).isBetween(1L, seconds);
        return true;
    }

    @ParameterizedTest(name = "{0}: viewer {1}, operator {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'read','mbean':'ROUTE','attribute':'ExchangesTotal'} | 200 | 200",
                "{'type':'exec','mbean':'ROUTE','operation':'dumpRouteAsXml()'} | 200 | 200",
                "{'type':'exec','mbean':'ROUTE','operation':'stop()'} | 403 | 200",
                "{'type':'exec','mbean':'ROUTE','operation':'start()'} | 403 | 200",
                "{'type':'write','mbean':'ROUTE','attribute':'StatisticsEnabled','value':true} | 403 | 200",
                "{'type':'read','mbean':'java.lang:type=Runtime','attribute':'SystemProperties'} | 403 | 403",
                "{'type':'exec','mbean':'java.lang:type=Memory','operation':'gc'} | 403 | 403",
                "{'type':'exec','mbean':'com.sun.management:type=DiagnosticCommand','operation':'vmSystemProperties'} | 403 | 403",
                "{'type':'exec','mbean':'org.apache.camel:context=airtable-routes,type=context,NAME','operation':'sendBody(java.lang.String,java.lang.Object)','arguments':['direct:airtable-request','x']} | 403 | 403",
            })
    void viewersReadAndOperatorsAct(String request, int viewer, int operator) throws Exception {
        String body = request.replace('\'', '"')
                .replace("NAME", "name=\\\"airtable-routes\\\"")
                .replace("ROUTE", ROUTE);
        assertThat(jolokia(body, Served.VIEWER_KEY).path("status").asInt())
                .as(body)
                .isEqualTo(viewer);
        assertThat(jolokia(body, Served.OPERATOR_KEY).path("status").asInt())
                .as(body)
                .isEqualTo(operator);
    }

    @Test
    void aPageLeadsToTheFormAndTheFormWantsItsToken() throws Exception {
        HttpClient browser =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        HttpResponse<String> page = browser.send(
                request("GET", "/actuator/hawtio/")
                        .header("Accept", "text/html")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(page.statusCode()).isEqualTo(302);
        assertThat(page.headers().firstValue("Location").orElseThrow()).endsWith("/login");

        String form = browser.send(request("GET", "/login").build(), HttpResponse.BodyHandlers.ofString())
                .body();
        String token = form.replaceFirst("(?s).*name=\"_csrf\" value=\"([^\"]+)\".*", "$1");
        assertThat(logIn(browser, Served.OPERATOR_PASSWORD, null).statusCode()).isIn(401, 403);
        assertThat(logIn(browser, "wrong", token)
                        .headers()
                        .firstValue("Location")
                        .orElseThrow())
                .endsWith("/login?error");
        assertThat(logIn(browser, Served.OPERATOR_PASSWORD, token)
                        .headers()
                        .firstValue("Location")
                        .orElseThrow())
                .contains("/actuator/hawtio/");
        assertThat(browser.send(request("POST", "/api/nothing").build(), HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .as("a session without the token")
                .isEqualTo(403);
    }

    private static HttpResponse<String> logIn(HttpClient browser, String password, String token) throws Exception {
        return logIn(browser, "operator", password, token);
    }

    private static HttpResponse<String> logIn(HttpClient browser, String user, String password, String token)
            throws Exception {
        String body = "username=" + user + "&password=" + URLEncoder.encode(password, StandardCharsets.UTF_8)
                + (token == null ? "" : "&_csrf=" + token);
        return browser.send(
                HttpRequest.newBuilder(URI.create(served.url() + "/login"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/login", "/actuator/health", "/actuator/hawtio/", "/nothing"})
    void everyAnswerHasHeadersThatGuardIt(String path) throws Exception {
        var headers = send(request("GET", path).header("Authorization", "Bearer " + Served.VIEWER_KEY))
                .headers();
        assertThat(headers.firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe-eval");
        assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(headers.firstValue("X-Frame-Options")).hasValue("DENY");
        assertThat(headers.firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    private static JsonNode jolokia(String body, String key) throws Exception {
        return new ObjectMapper()
                .readTree(send(HttpRequest.newBuilder(URI.create(served.url() + "/actuator/jolokia"))
                                .header("Authorization", "Bearer " + key)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body)))
                        .body());
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static HttpRequest.Builder request(String method, String path) {
        return HttpRequest.newBuilder(URI.create(served.url() + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
    }

    private static int status(HttpRequest.Builder request) throws Exception {
        return send(request).statusCode();
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}

package dev.airtableroutes.sandbox.providers;

import dev.airtableroutes.sandbox.http.Json;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The webhooks that the providers send. One that is not answered with 2xx is sent again three times, 10 seconds apart;
 * Instantly is known to try three times in 30 seconds, the others are taken to do the same.
 */
public final class Webhooks implements Closeable {

    private static final int TRIES = 4;

    /**
     * One try to deliver an event.
     *
     * @param attempt from 1 to 4
     * @param status of the answer; 0 when there was none
     */
    public record Delivery(
            String provider, String url, Map<String, Object> event, int attempt, int status, Instant at) {}

    /** @param header null for none */
    private record Target(String url, String header, String secret) {}

    private final Map<String, Target> targets = new LinkedHashMap<>();
    private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ScheduledExecutorService later = Executors.newScheduledThreadPool(4, task -> {
        Thread thread = new Thread(task, "webhooks");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Duration pause = Duration.ofSeconds(10);
    private volatile int copies = 1;

    Webhooks() {}

    /**
     * Where the events of a provider go.
     *
     * @param header that carries the secret; null for none
     */
    public synchronized Webhooks to(String provider, String url, String header, String secret) {
        targets.put(provider, new Target(url, header, secret));
        return this;
    }

    /** The address as its owner hands it out, of {@code /webhooks/<provider>}, signed as {@code openssl dgst -hmac} does. */
    public static String signed(String url, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            String path = url.substring(url.indexOf("/webhooks/"));
            return url + "?token=" + HexFormat.of().formatHex(mac.doFinal(path.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How long it waits before it tries again. */
    public Webhooks pause(Duration between) {
        pause = between;
        return this;
    }

    /** How often each event is sent, whatever the answer; 1 unless ordered. */
    public Webhooks copies(int each) {
        copies = each;
        return this;
    }

    /** What was sent so far, in the order of the answers. */
    public List<Delivery> deliveries() {
        return List.copyOf(deliveries);
    }

    /** Sends an event as it is. @throws IllegalStateException when nobody said where the provider's events go */
    public void send(String provider, Map<String, Object> event) {
        Target target = target(provider);
        if (target == null) {
            throw new IllegalStateException(
                    "Nobody said where the events of " + provider + " go. Call to(provider, url, header, secret).");
        }
        for (int i = 0; i < copies; i++) {
            later.execute(() -> attempt(provider, target, event, 1));
        }
    }

    synchronized Target target(String provider) {
        return targets.get(provider);
    }

    /** Posts one event to a URL that the request itself named. */
    void post(String provider, String url, Map<String, Object> event, Duration after) {
        later.schedule(
                () -> attempt(provider, new Target(url, null, null), event, 1),
                after.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    void after(Duration delay, Runnable task) {
        later.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void attempt(String provider, Target target, Map<String, Object> event, int attempt) {
        int status = posted(target, event);
        deliveries.add(new Delivery(provider, target.url(), event, attempt, status, Instant.now()));
        if (status / 100 != 2 && attempt < TRIES) {
            later.schedule(
                    () -> attempt(provider, target, event, attempt + 1), pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private int posted(Target target, Map<String, Object> event) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(target.url()))
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Json.bytes(event)));
        if (target.header() != null) {
            request.header(target.header(), target.secret());
        }
        try {
            return http.send(request.build(), BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    void forget() {
        deliveries.clear();
    }

    @Override
    public void close() {
        later.shutdownNow();
    }
}

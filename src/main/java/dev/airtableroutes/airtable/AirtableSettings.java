package dev.airtableroutes.airtable;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How Airtable is reached ({@code airtable.*} in application.yaml, from the environment).
 *
 * @param token personal access token; in no log, header of an exchange, or message
 * @param apiUrl {@code https://api.airtable.com}, or a local one
 * @param requestsPerSecond for each base
 * @param tokenRequestsPerSecond for the token, over all bases
 * @param lockout how long a base is left alone after a 429: Airtable's fixed 30 s and one for the clocks
 */
@ConfigurationProperties("airtable")
public record AirtableSettings(
        String token,
        URI apiUrl,
        @DefaultValue("5") int requestsPerSecond,
        @DefaultValue("50") int tokenRequestsPerSecond,
        @DefaultValue("31s") Duration lockout) {

    @Override
    public String toString() {
        return "AirtableSettings[apiUrl=" + apiUrl + "]";
    }
}

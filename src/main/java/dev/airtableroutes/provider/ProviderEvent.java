package dev.airtableroutes.provider;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a provider tells of a campaign.
 *
 * @param provider name of its file
 * @param type as the provider calls it
 * @param event as Airtable calls it, {@code Replied}; null when it is of no use to us
 * @param fields {@code event.campaign}, {@code event.at}, {@code event.step}, {@code event.externalId},
 *     {@code email.address} and {@code person.linkedinUrl}, those that have a value
 */
public record ProviderEvent(String provider, String type, String event, Map<String, Object> fields) {

    public ProviderEvent {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** Without what it says, which is of a person. */
    @Override
    public String toString() {
        return "ProviderEvent[" + provider + " " + type + "]";
    }
}

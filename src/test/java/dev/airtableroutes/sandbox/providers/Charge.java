package dev.airtableroutes.sandbox.providers;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * What a provider put on the bill for one request.
 *
 * @param operation find, verify, search or push
 * @param input what was asked, tidied: two requests with the same one are a repeat
 * @param amount credits, above zero
 */
public record Charge(String provider, String operation, String input, BigDecimal amount, Instant at) {}

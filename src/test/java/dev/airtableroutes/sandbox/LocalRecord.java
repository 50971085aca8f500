package dev.airtableroutes.sandbox;

import java.time.Instant;
import java.util.Map;

/**
 * A record as it stands in a table of the local Airtable.
 *
 * @param fields cells by Airtable's names, empty ones left out
 */
public record LocalRecord(String id, Instant createdTime, Map<String, Object> fields) {}

package dev.airtableroutes.provider;

import java.util.Map;

/**
 * A test inside a provider's file.
 *
 * @param name a sentence
 * @param given an answer ({@code status}, {@code headers}, {@code body} or {@code text}); null when a request is tested
 * @param expect what it means
 * @param ask a subject, or null; beside an answer the one that was asked about
 * @param sends the request, or null for nothing
 * @param line where the test begins in its file
 */
record ProviderTest(
        String name,
        Map<String, Object> given,
        Map<String, Object> expect,
        Map<String, Object> ask,
        Map<String, Object> sends,
        int line) {}

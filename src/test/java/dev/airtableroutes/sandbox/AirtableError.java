package dev.airtableroutes.sandbox;

import dev.airtableroutes.sandbox.http.Reply;
import java.util.List;
import java.util.Map;

/** An error answer, in one of the three shapes that Airtable has. */
final class AirtableError extends RuntimeException {

    private static final String VALIDATION = "Invalid request: parameter validation failed. Check your request data.";
    private static final String NO_PERMISSION = "Invalid permissions, or the requested model was not found. Check that"
            + " both your user and your token have the required permissions, and that the model names and/or ids are"
            + " correct.";

    private final int status;
    private final transient Object body;

    private AirtableError(int status, Object body) {
        super(status + " " + body, null, false, false);
        this.status = status;
        this.body = body;
    }

    Reply reply() {
        return Reply.json(status, body);
    }

    static AirtableError of(int status, String type, String message) {
        return new AirtableError(status, Map.of("error", Map.of("type", type, "message", message)));
    }

    /** The shape that production answers for 429 have been reported with; the documentation shows the usual one. */
    private static AirtableError list(int status, String type, String message) {
        return new AirtableError(status, Map.of("errors", List.of(Map.of("error", type, "message", message))));
    }

    static AirtableError rate(int shape) {
        String message = "Rate limit exceeded. Please try again later";
        return shape == 1 ? of(429, "RATE_LIMIT_REACHED", message) : list(429, "RATE_LIMIT_REACHED", message);
    }

    static AirtableError quota() {
        return list(
                429,
                "PUBLIC_API_BILLING_LIMIT_EXCEEDED",
                "The API billing plan limit for this workspace has been exceeded for this month");
    }

    /** A wrong path, and a base id that is none. */
    static AirtableError notFound() {
        return new AirtableError(404, Map.of("error", "NOT_FOUND"));
    }

    /** Also what an invalid token gets: a body of its own for that case is not known. */
    static AirtableError unauthorized() {
        return of(401, "AUTHENTICATION_REQUIRED", "Authentication required");
    }

    /** A base that was not granted, and with personal access tokens also a base or table that does not exist. */
    static AirtableError forbidden() {
        return of(403, "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND", NO_PERMISSION);
    }

    /** As recorded with API keys; see {@link Access#goneIsForbidden}. */
    static AirtableError noRecord() {
        return of(404, "MODEL_ID_NOT_FOUND", "Record not found");
    }

    /** The status for a long URL is not published; 413 is the only one for "too large" that is. */
    static AirtableError tooLarge() {
        return of(413, "REQUEST_TOO_LARGE", "Request body or URL is too large");
    }

    static AirtableError unparsable() {
        return of(400, "INVALID_REQUEST_BODY", "Could not parse request body");
    }

    static AirtableError retriable() {
        return of(
                503,
                "RETRIABLE_ERROR",
                "Server encountered an error while processing your request, and it is safe to retry the request");
    }

    static AirtableError unprocessable(String type, String message) {
        return of(422, type, message);
    }

    /** @param detail for the reader of the sandbox; Airtable itself says only the first two sentences */
    static AirtableError invalidRequest(String detail) {
        return unprocessable("INVALID_REQUEST_UNKNOWN", VALIDATION + " (sandbox: " + detail + ")");
    }

    static AirtableError missingFields() {
        return unprocessable("INVALID_REQUEST_MISSING_FIELDS", "Could not find field \"fields\" in the request body");
    }

    static AirtableError unknownField(String name) {
        return unprocessable("UNKNOWN_FIELD_NAME", "Unknown field name: \"" + name + "\"");
    }

    static AirtableError computed(String field) {
        return value("Field \"" + field + "\" cannot accept a value because the field is computed");
    }

    static AirtableError wrongValue(String field) {
        return value("Field \"" + field + "\" cannot accept the provided value");
    }

    static AirtableError unparsableValue(String field, Object value) {
        return value("Cannot parse value \"" + value + "\" for field " + field);
    }

    private static AirtableError value(String message) {
        return unprocessable("INVALID_VALUE_FOR_COLUMN", message);
    }

    static AirtableError unknownOption(String option) {
        return unprocessable(
                "INVALID_MULTIPLE_CHOICE_OPTIONS",
                "Insufficient permissions to create new select option \"\"" + option + "\"\"");
    }

    static AirtableError noLinkedRecord(String id) {
        return unprocessable("ROW_DOES_NOT_EXIST", "Record ID " + id + " does not exist");
    }

    static AirtableError noSuchRow(String id) {
        return unprocessable("ROW_DOES_NOT_EXIST", "Record ID " + id + " does not exist in this table");
    }

    static AirtableError invalidRecords(String message) {
        return unprocessable("INVALID_RECORDS", message);
    }

    static AirtableError upsert(String message) {
        return unprocessable("INVALID_REQUEST", message);
    }

    static AirtableError offsetExpired() {
        return new AirtableError(422, Map.of("error", Map.of("type", "LIST_RECORDS_ITERATOR_NOT_AVAILABLE")));
    }
}

package dev.airtableroutes.airtable;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.airtableroutes.failure.ConfigurationException;
import dev.airtableroutes.failure.WaitException;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/** Tells the three kinds of failure apart in what Airtable answers. */
@Component("answers")
public class Answers {

    /** In the error type of a 429 that is about the month and not about the second. */
    static final String QUOTA = "BILLING_LIMIT";

    /** What a lack of permission has in common with a base, a table or a record that is not there. */
    private static final String OR_NOT_THERE = "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND";

    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    /** Error types with 422 that no other record would change: the mapping and the base have drifted apart. */
    private static final Set<String> DRIFT =
            Set.of("UNKNOWN_FIELD_NAME", "TABLE_NOT_FOUND", "VIEW_NAME_NOT_FOUND", "VIEW_ID_NOT_FOUND");

    /**
     * Reads one answer.
     *
     * @return the JSON of a success, or the rejection of the records
     * @throws WaitException when the same call is right later: 429, 5xx, an answer that is not JSON
     * @throws ConfigurationException when a person has to act: token, permission, names, the monthly quota
     * @throws ForbiddenException when that is so unless a record that the call names is gone
     */
    public Answer read(
            @Body byte[] body, @Header(Exchange.HTTP_RESPONSE_CODE) int status, @ExchangeProperty("call") Call call) {
        if (status >= 200 && status < 300) {
            return success(body, call);
        }
        if (status < 400) {
            throw trouble(
                    call,
                    "the answer is a redirection (" + status
                            + "). Set AIRTABLE_API_URL to the address of Airtable's API "
                            + "itself, https://api.airtable.com, and look whether a proxy is in the way");
        }
        JsonNode error = error(body);
        String type = type(error);
        String message = message(error);
        return switch (status) {
            case 401 ->
                throw new TokenRefusedException("Cannot " + call.purpose()
                        + ": Airtable does not accept the token (401). Set AIRTABLE_TOKEN to a valid personal access "
                        + "token with the scopes data.records:read, data.records:write and schema.bases:read.");
            case 403 -> throw forbidden(call, type);
            case 404 -> {
                if ("MODEL_ID_NOT_FOUND".equals(type)) {
                    yield Answer.refusal(status, type, message);
                }
                throw trouble(
                        call,
                        "Airtable finds no such base or table (404 " + type + "). Check the id of base " + call.baseId()
                                + " and the table's id and name in mappings/bases/" + call.base() + ".yaml");
            }
            case 429 -> throw tooMany(call, type, message);
            case 422 -> rejected(call, status, type, message);
            default -> {
                if (status >= 500 || status == 408) {
                    throw new WaitException(
                            "Airtable answered " + status + " " + type + " to the request to " + call.purpose());
                }
                yield Answer.refusal(status, type, message);
            }
        };
    }

    /**
     * The answer to a call that was repeated while that helped.
     *
     * @param result an answer, or the exception of the last attempt
     */
    public Answer orFail(@Body Object result) throws Exception {
        if (result instanceof Exception failure) {
            throw failure;
        }
        return (Answer) result;
    }

    private static Answer success(byte[] body, Call call) {
        try {
            Map<String, Object> json = body == null ? null : JSON.readValue(body, OBJECT);
            if (json != null) {
                return Answer.of(json);
            }
        } catch (IOException truncated) {
            throw new WaitException("Airtable's answer to the request to " + call.purpose()
                    + " is not whole JSON; whether it was carried out is found out by repeating it");
        }
        throw new WaitException("Airtable answered nothing to the request to " + call.purpose());
    }

    private static ConfigurationException forbidden(Call call, String type) {
        ConfigurationException trouble = trouble(
                call,
                "Airtable refuses it (403 " + type + "). Check that the token was granted "
                        + "base " + call.baseId() + " and the scopes data.records:read, data.records:write and "
                        + "schema.bases:read, and that its owner may edit there");
        return OR_NOT_THERE.equals(type) ? new ForbiddenException(trouble.getMessage()) : trouble;
    }

    private static RuntimeException tooMany(Call call, String type, String message) {
        if (type.contains(QUOTA)) {
            return trouble(
                    call,
                    "the workspace has used up its monthly API calls (429 " + type + "). They come back "
                            + "on the first of the month; a larger Airtable plan raises the limit at once");
        }
        return new TooManyRequestsException("Airtable refused the request to " + call.purpose() + ": " + message
                + " (429); the base is left alone for half a minute");
    }

    private static Answer rejected(Call call, int status, String type, String message) {
        if (DRIFT.contains(type) || message.contains("the field is computed")) {
            throw trouble(
                    call,
                    "Airtable says: " + message + " (422 " + type + "). Run `schema check` and mend "
                            + "mappings/bases/" + call.base() + ".yaml or the mapping");
        }
        return Answer.refusal(status, type, message);
    }

    private static ConfigurationException trouble(Call call, String sentence) {
        return new ConfigurationException("Cannot " + call.purpose() + ": " + sentence + ".");
    }

    /** Airtable has three shapes of error: {@code {error: {type, message}}}, {@code {error: "TYPE"}}, {@code {errors: [..]}}. */
    private static JsonNode error(byte[] body) {
        try {
            JsonNode json = JSON.readTree(body == null ? new byte[0] : body);
            return json.has("errors") ? json.path("errors").path(0) : json.path("error");
        } catch (IOException notJson) {
            return MissingNode.getInstance();
        }
    }

    private static String type(JsonNode error) {
        if (error.isTextual()) {
            return error.asText();
        }
        return error.path("type").asText(error.path("error").asText("without a reason"));
    }

    private static String message(JsonNode error) {
        return error.path("message").asText(type(error));
    }
}

package dev.airtableroutes.airtable;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.airtableroutes.failure.ConfigurationException;
import dev.airtableroutes.failure.WaitException;
import java.util.List;
import java.util.Map;
import org.apache.camel.component.http.HttpMethods;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswersTest {

    private static final Call CALL = new Call(
            "cuculi",
            "appaquqFN7vvvZGcq",
            "write to cuculi/users",
            HttpMethods.PATCH,
            "/v0/appaquqFN7vvvZGcq/Users",
            null,
            Map.of());

    private final Answers answers = new Answers();

    @Test
    void aSuccessIsItsJson() {
        Answer answer = read(
                200,
                "{\"records\":[{\"id\":\"rec1\",\"fields\":{}},{\"id\":\"rec2\",\"fields\":{}}],\"offset\":\"itr/1\"}");

        assertThat(answer.rejected()).isFalse();
        assertThat(answer.records()).extracting("id").containsExactly("rec1", "rec2");
        assertThat(answer.offset()).isEqualTo("itr/1");
    }

    @ParameterizedTest
    @CsvSource({"INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND, true", "INVALID_PERMISSIONS, false"})
    void onlyOneKindOf403MayBeAboutARecordThatIsGone(String type, boolean mayBe) {
        Throwable trouble = catchThrowable(() -> read(403, "{\"error\":{\"type\":\"" + type + "\"}}"));

        assertThat(trouble instanceof ForbiddenException).isEqualTo(mayBe);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            401 | {"error":{"type":"AUTHENTICATION_REQUIRED","message":"Authentication required"}} | AIRTABLE_TOKEN
            401 | {"error":{"type":"UNAUTHORIZED","message":"Invalid authentication token"}} | AIRTABLE_TOKEN
            401 | {"error":"UNAUTHORIZED"} | AIRTABLE_TOKEN
            403 | {"error":{"type":"INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND","message":"Invalid permissions, or the requested model was not found."}} | was granted base appaquqFN7vvvZGcq
            403 | {"error":{"type":"INVALID_PERMISSIONS","message":"You are not permitted to perform this operation"}} | data.records:write
            404 | {"error":"NOT_FOUND"} | mappings/bases/cuculi.yaml
            404 | {"error":{"type":"NOT_FOUND"}} | mappings/bases/cuculi.yaml
            404 | {"error":{"type":"TABLE_NOT_FOUND","message":"Could not find table Users in application appaquqFN7vvvZGcq"}} | mappings/bases/cuculi.yaml
            404 | <html><body>Not Found</body></html> | mappings/bases/cuculi.yaml
            422 | {"error":{"type":"UNKNOWN_FIELD_NAME","message":"Unknown field name: \\"Nick\\""}} | Unknown field name: "Nick"
            422 | {"error":{"type":"INVALID_VALUE_FOR_COLUMN","message":"Field \\"Sum\\" cannot accept a value because the field is computed"}} | schema check
            422 | {"error":{"type":"TABLE_NOT_FOUND","message":"Could not find table"}} | schema check
            422 | {"error":{"type":"VIEW_NAME_NOT_FOUND","message":"View X not found"}} | View X not found
            429 | {"errors":[{"error":"PUBLIC_API_BILLING_LIMIT_EXCEEDED","message":"API billing plan limit exceeded for this month"}]} | first of the month
            429 | {"error":{"type":"PUBLIC_API_BILLING_LIMIT_EXCEEDED","message":"API billing plan limit exceeded"}} | first of the month
            """)
    void aPersonHasToAct(int status, String body, String says) {
        Throwable trouble = catchThrowable(() -> read(status, body));

        assertThat(trouble)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(says)
                .hasMessageStartingWith("Cannot write to cuculi/users: ")
                .hasMessageEndingWith(".");
        assertThat(trouble.getMessage()).doesNotContain("\n", "null", "Bearer").contains(String.valueOf(status));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            400 | {"error":"INVALID_REQUEST"} | INVALID_REQUEST | INVALID_REQUEST
            404 | {"error":{"type":"MODEL_ID_NOT_FOUND","message":"Record not found"}} | MODEL_ID_NOT_FOUND | Record not found
            413 | {"error":{"type":"REQUEST_TOO_LARGE"}} | REQUEST_TOO_LARGE | REQUEST_TOO_LARGE
            422 | {"error":{"type":"INVALID_VALUE_FOR_COLUMN","message":"Field \\"X\\" cannot accept the provided value"}} | INVALID_VALUE_FOR_COLUMN | Field "X" cannot accept the provided value
            422 | {"error":{"type":"INVALID_MULTIPLE_CHOICE_OPTIONS","message":"Insufficient permissions to create new select option \\"\\"a\\"\\""}} | INVALID_MULTIPLE_CHOICE_OPTIONS | Insufficient permissions to create new select option ""a""
            422 | {"error":{"type":"ROW_DOES_NOT_EXIST","message":"Record ID recX does not exist in this table"}} | ROW_DOES_NOT_EXIST | Record ID recX does not exist in this table
            422 | {"error":{"type":"INVALID_REQUEST_UNKNOWN","message":"Invalid request: parameter validation failed. Check your request data."}} | INVALID_REQUEST_UNKNOWN | Invalid request: parameter validation failed. Check your request data.
            422 | {"error":{"type":"LIST_RECORDS_ITERATOR_NOT_AVAILABLE"}} | LIST_RECORDS_ITERATOR_NOT_AVAILABLE | LIST_RECORDS_ITERATOR_NOT_AVAILABLE
            422 | {"error":"INVALID_REQUEST"} | INVALID_REQUEST | INVALID_REQUEST
            422 | <html>odd</html> | without a reason | without a reason
            """)
    void theRecordsAreRefused(int status, String body, String type, String message) {
        Answer answer = read(status, body);

        assertThat(answer.rejected()).isTrue();
        assertThat(answer.rejection()).isEqualTo(new Answer.Rejection(status, type, message));
        assertThat(answer.json()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            408 | {"error":"TIMEOUT"} | 408 TIMEOUT
            500 | {"error":{"type":"SERVER_ERROR","message":"Server error"}} | 500 SERVER_ERROR
            500 | <html>Oops</html> | 500 without a reason
            502 | <html><body><h1>502 Bad Gateway</h1></body></html> | 502 without a reason
            503 | {"error":{"type":"RETRIABLE_ERROR","message":"Server encountered an error while processing your request, and it is safe to retry the request"}} | 503 RETRIABLE_ERROR
            503 | `` | 503 without a reason
            504 | {"error": | 504 without a reason
            """)
    void theSameCallIsRightLater(int status, String body, String says) {
        assertThatThrownBy(() -> read(status, body))
                .isInstanceOf(WaitException.class)
                .isNotInstanceOf(TooManyRequestsException.class)
                .hasMessage("Airtable answered " + says + " to the request to write to cuculi/users");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"errors\":[{\"error\":\"RATE_LIMIT_REACHED\",\"message\":\"Rate limit exceeded. Please try again later\"}]}",
                "{\"error\":{\"type\":\"RATE_LIMIT_REACHED\",\"message\":\"Rate limit exceeded. Please try again later\"}}"
            })
    void tooManyRequestsWereCertainlyNotCarriedOut(String body) {
        assertThatThrownBy(() -> read(429, body))
                .isInstanceOf(TooManyRequestsException.class)
                .hasMessageContaining("write to cuculi/users")
                .hasMessageContaining("Rate limit exceeded. Please try again later (429)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"error\":\"RATE\"}", "<html>slow down</html>", "{\"errors\":[]}", "{}"})
    @NullAndEmptySource
    void tooManyRequestsInWhateverShape(String body) {
        assertThatThrownBy(() -> read(429, body)).isInstanceOf(TooManyRequestsException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"records\":[{\"id\":\"rec1\",\"fields\":{\"Na",
                "{\"records\":[{\"id\":\"rec1\"}]",
                "<html><body>Sign in</body></html>",
                "[]",
                "\"ok\"",
                "null",
                "  "
            })
    @NullAndEmptySource
    void aSuccessThatIsNotWholeJsonSaysNothing(String body) {
        assertThatThrownBy(() -> read(200, body))
                .isInstanceOf(WaitException.class)
                .hasMessageContaining("write to cuculi/users");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void aRedirectionMeansThatTheAddressIsWrong(int status) {
        assertThatThrownBy(() -> read(status, "<html>Moved</html>"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("AIRTABLE_API_URL");
    }

    @Test
    void anEmptyAnswerHasNoRecordsAndNoOffset() {
        Answer answer = read(200, "{}");

        assertThat(answer.records()).isEqualTo(List.of());
        assertThat(answer.offset()).isNull();
        assertThat(answer.missing()).isTrue();
        assertThat(Answer.refusal(422, "T", "m").missing()).isFalse();
    }

    private Answer read(int status, String body) {
        return answers.read(body == null ? null : body.getBytes(UTF_8), status, CALL);
    }
}

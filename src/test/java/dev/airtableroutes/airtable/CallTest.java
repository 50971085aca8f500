package dev.airtableroutes.airtable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.base.Base;
import dev.airtableroutes.base.Table;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.camel.component.http.HttpMethods;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallTest {

    private static final Base BASE = new Base("shop", "Shop", "appShop0000000001", Map.of());

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            Users,           Users
            Help Desk,       Help%20Desk
            🔁 Retries,      %F0%9F%94%81%20Retries
            In/Out,          In%2FOut
            "Best" of 50%,   %22Best%22%20of%2050%25
            O'Neill's,       O%27Neill%27s
            a?b#c&d+e,       a%3Fb%23c%26d%2Be
            `Tab\t`,         Tab%09
            """)
    void aTableNameIsEncodedInThePath(String name, String encoded) {
        Call call = Call.write(BASE, table(name, null), HttpMethods.PATCH, Map.of());

        assertThat(call.path()).isEqualTo("/v0/appShop0000000001/" + encoded);
    }

    @Test
    void aTableIsAddressedByItsIdWhereThatLooksLikeOneOfAirtables() {
        assertThat(path("tblQ0OHBit2AqaACy")).endsWith("/tblQ0OHBit2AqaACy");
        assertThat(path("tblQ0OHBit2AqaAC")).endsWith("/Users");
        assertThat(path("tblQ0OHBit2AqaACyy")).endsWith("/Users");
        assertThat(path("tblUSERS_PLACEHOLDER")).endsWith("/Users");
        assertThat(path(null)).endsWith("/Users");
    }

    @Test
    void aWriteCarriesItsRecords() {
        Map<String, Object> json = Map.of("records", List.of(Map.of("fields", Map.of("Name", "שלום \"x\""))));

        Call call = Call.write(BASE, table("Users", null), HttpMethods.POST, json);

        assertThat(call)
                .returns("shop", Call::base)
                .returns("appShop0000000001", Call::baseId)
                .returns("write to shop/users", Call::purpose)
                .returns(HttpMethods.POST, Call::method)
                .returns(null, Call::query);
        assertThat(new String(call.bytes(), StandardCharsets.UTF_8))
                .isEqualTo("{\"records\":[{\"fields\":{\"Name\":\"שלום \\\"x\\\"\"}}]}");
    }

    @Test
    void aDeletionNamesItsRecordsInTheQueryAndHasNoBody() {
        Call call = Call.delete(BASE, table("Users", null), List.of("rec1", "rec 2&3"));

        assertThat(call.method()).isEqualTo(HttpMethods.DELETE);
        assertThat(call.path()).isEqualTo("/v0/appShop0000000001/Users");
        assertThat(call.query()).isEqualTo("records%5B%5D=rec1&records%5B%5D=rec%202%263");
        assertThat(call.bytes()).isNull();
        assertThat(call.purpose()).isEqualTo("delete from shop/users");
    }

    @Test
    void aListAsksForAHundredAndGoesOnAtTheOffset() {
        Table table = table("🔁 Retries", null);

        Call first = Call.list(BASE, table, List.of("id", "✅ Pass/Fail"), null);
        Call second = Call.list(BASE, table, List.of("id"), "itr1/rec1");

        assertThat(first.method()).isEqualTo(HttpMethods.POST);
        assertThat(first.path()).isEqualTo("/v0/appShop0000000001/%F0%9F%94%81%20Retries/listRecords");
        assertThat(first.json()).isEqualTo(Map.of("pageSize", 100, "fields", List.of("id", "✅ Pass/Fail")));
        assertThat(second.json()).isEqualTo(Map.of("pageSize", 100, "fields", List.of("id"), "offset", "itr1/rec1"));
    }

    @Test
    void recordsAreAskedForByTheirIds() {
        Call call = Call.these(BASE, table("Users", "tblUsers000000001"), "No.", List.of("rec1", "rec2"));

        assertThat(call.method()).isEqualTo(HttpMethods.POST);
        assertThat(call.path()).isEqualTo("/v0/appShop0000000001/tblUsers000000001/listRecords");
        assertThat(call.json()).isEqualTo(asked("OR(RECORD_ID()='rec1',RECORD_ID()='rec2')"));
    }

    @Test
    void newRecordsAreAskedForByTheTimeAndWithoutThoseThatHaveAKey() {
        Table users = table("Users", "tblUsers000000001");
        Instant after = Instant.parse("2026-01-02T03:04:05.678Z");

        String since = "OR(IS_AFTER(CREATED_TIME(), DATETIME_PARSE('2026-01-02T03:04:05.678Z')),"
                + " IS_AFTER(LAST_MODIFIED_TIME(), DATETIME_PARSE('2026-01-02T03:04:05.678Z')))";

        assertThat(Call.since(BASE, users, List.of("No."), "N}o", after, null).json())
                .isEqualTo(asked("AND({N\\}o}=BLANK(), " + since + ")"));
        assertThat(Call.since(BASE, users, List.of("No."), null, after, "itr1/2")
                        .json())
                .isEqualTo(Map.of(
                        "pageSize", 100, "fields", List.of("No."), "filterByFormula", since, "offset", "itr1/2"));
    }

    /** One page of the field No., of the records that a formula names. */
    private static Map<String, Object> asked(String formula) {
        return Map.of("pageSize", 100, "fields", List.of("No."), "filterByFormula", formula);
    }

    @Test
    void theSchemaIsReadWithOneCall() {
        Call call = Call.schema(new Base("shop", "Shop", "app/../odd", Map.of()));

        assertThat(call.method()).isEqualTo(HttpMethods.GET);
        assertThat(call.path()).isEqualTo("/v0/meta/bases/app%2F..%2Fodd/tables");
        assertThat(call.baseId()).isEqualTo("app/../odd");
        assertThat(call.bytes()).isNull();
    }

    private static String path(String tableId) {
        return Call.write(BASE, table("Users", tableId), HttpMethods.PATCH, Map.of())
                .path();
    }

    private static Table table(String name, String id) {
        return new Table("shop", "users", name, id, null, "id", Map.of());
    }
}

package dev.airtableroutes.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordsTest extends SandboxFixture {

    @Test
    void createdRecordComesBackWholeAndWithoutItsEmptyCells() throws IOException {
        Client.Answer answer =
                create("{'name':'Ada','age':0,'active':false,'notes':'','tags':[],'born':null,'E-mail 📧 ':'a@b.c'}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("id").asText()).matches("rec[A-Za-z0-9]{14}");
        assertThat(answer.json().path("createdTime").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*\\.\\d{3}Z");
        assertThat(answer.json().path("fields").fieldNames())
                .toIterable()
                .containsExactly("name", "E-mail 📧 ", "age", "teams", "number", "made", "changed");
        assertThat(answer.json().at("/fields/age").asInt(-1)).isZero();
    }

    @Test
    void tenAtATimeInOrderAndNoMore() throws IOException {
        Client.Answer ten = client.post(PEOPLE, "{'records':[" + entries(10) + "]}");
        assertThat(ten.json().path("records").findValuesAsText("name"))
                .containsExactly("n0", "n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8", "n9");

        refused(
                client.post(PEOPLE, "{'records':[" + entries(11) + "]}"),
                422,
                "INVALID_RECORDS",
                "you have provided 11");
        refused(client.post(PEOPLE, "{'records':[]}"), 422, "INVALID_RECORDS", "up to 10");
        assertThat(people().size()).isEqualTo(10);
    }

    @Test
    void oneBadRecordRejectsTheWholeBatchAndNothingIsWritten() throws IOException {
        String ada = person("Ada");
        String before = people().record(ada).fields().toString();

        refused(
                client.post(PEOPLE, "{'typecast':true,'records':[{'fields':{'kind':'new'}},{'fields':{'number':7}}]}"),
                422,
                "INVALID_VALUE_FOR_COLUMN",
                "Field \"number\" cannot accept a value because the field is computed");
        refused(
                client.patch(
                        PEOPLE,
                        "{'records':[{'id':'" + ada
                                + "','fields':{'name':'Eve'}},{'id':'rec00000000000000','fields':{}}]}"),
                422,
                "ROW_DOES_NOT_EXIST",
                "Record ID rec00000000000000 does not exist in this table");

        assertThat(people().records()).hasSize(1);
        assertThat(people().record(ada).fields()).hasToString(before);
        refused(create("{'kind':'new'}"), 422, "INVALID_MULTIPLE_CHOICE_OPTIONS", "\"\"new\"\"");
    }

    @Test
    void patchTouchesNamedFieldsAloneAndPutClearsTheOthers() throws IOException {
        String ada = people().insert(Map.of("name", "Ada", "age", 36, "active", true));

        client.patch(PEOPLE + "/" + ada, "{'fields':{'age':37}}");
        assertThat(people().record(ada).fields()).containsEntry("name", "Ada").containsEntry("age", 37L);

        client.put(PEOPLE, "{'records':[{'id':'" + ada + "','fields':{'age':38}}]}");
        assertThat(people().record(ada).fields())
                .containsEntry("age", 38L)
                .doesNotContainKeys("name", "active")
                .containsKey("number");
    }

    @Test
    void recordsGoOneByOneOrTenAtATime() throws IOException {
        List<String> ids = List.of(person("a"), person("b"), person("c"));

        assertThat(client.delete(PEOPLE + "/" + ids.get(0)).text())
                .isEqualTo("{\"id\":\"" + ids.get(0) + "\",\"deleted\":true}");
        refused(
                client.delete(PEOPLE + "?records[]=" + ids.get(1) + "&records[]=" + ids.get(0)),
                422,
                "ROW_DOES_NOT_EXIST",
                ids.get(0));
        assertThat(names()).containsExactly("b", "c");
        client.delete(PEOPLE + "?records%5B%5D=" + ids.get(1) + "&records%5B%5D=" + ids.get(2));
        assertThat(people().records()).isEmpty();
        refused(client.get(PEOPLE + "/" + ids.get(1)), 404, "MODEL_ID_NOT_FOUND", "Record not found");
    }

    @Test
    void aRecordThatIsGoneMayLookLikeALackOfPermission() throws IOException {
        String ada = person("Ada");
        String gone = person("gone");
        people().delete(gone);
        String both = "{'records':[{'id':'" + ada + "','fields':{'age':1}},{'id':'" + gone + "','fields':{}}]}";
        String type = "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND";

        client.post("/_sandbox/gone", "{'forbidden':true}");

        refused(client.patch(PEOPLE, both), 403, type, "Invalid permissions, or the requested model was not found");
        refused(client.delete(PEOPLE + "?records[]=" + ada + "&records[]=" + gone), 403, type, "");
        refused(client.get(PEOPLE + "/" + gone), 403, type, "");
        refused(client.delete(PEOPLE + "/" + gone), 403, type, "");
        assertThat(people().record(ada).fields()).doesNotContainKey("age");
        client.post("/_sandbox/gone", "{'forbidden':false}");
        refused(client.patch(PEOPLE, both), 422, "ROW_DOES_NOT_EXIST", gone);
    }

    @Test
    void linksAreKeptOnBothSides() throws IOException {
        String red = teams().insert(Map.of("title", "Red"));
        String blue = teams().insert(Map.of("title", "Blue"));
        String ada = create("{'name':'Ada','team':['" + red + "']}")
                .json()
                .path("id")
                .asText();
        String eve = create("{'name':'Eve','team':['" + red + "','" + blue + "']}")
                .json()
                .path("id")
                .asText();
        assertThat(teams().record(red).fields()).containsEntry("people", List.of(ada, eve));

        client.patch(PEOPLE + "/" + eve, "{'fields':{'team':['" + blue + "']}}");
        assertThat(teams().record(red).fields()).containsEntry("people", List.of(ada));
        client.patch(TEAMS + "/" + blue, "{'fields':{'people':['" + ada + "']}}");
        assertThat(people().record(ada).fields())
                .containsEntry("team", List.of(red, blue))
                .containsEntry("teams", 2);
        assertThat(people().record(eve).fields()).doesNotContainKey("team");

        client.delete(TEAMS + "/" + red);
        assertThat(people().record(ada).fields()).containsEntry("team", List.of(blue));
    }

    @Test
    void fieldsMayGoByIdAndComeBackById() throws IOException {
        String id = client.get("/v0/meta/bases/" + SmallBase.ID + "/tables")
                .json()
                .at("/tables/0/fields/0/id")
                .asText();
        Client.Answer answer = client.post(PEOPLE, "{'fields':{'" + id + "':'Ada'},'returnFieldsByFieldId':true}");
        assertThat(answer.json().path("fields").path(id).asText()).isEqualTo("Ada");
        refused(create("{'" + id + "':'Ada','name':'Eve'}"), 422, "INVALID_REQUEST_UNKNOWN", "named twice");
    }

    @Test
    void tablesGoByNameOrIdWithOrWithoutTrailingSlash() throws IOException {
        teams().insert(Map.of("title", "Red"));
        for (String path :
                List.of(TEAMS, TEAMS + "/", "/v0/" + SmallBase.ID + "/Teams", "/v0/" + SmallBase.ID + "/%54eams/")) {
            assertThat(client.get(path).json().path("records")).as(path).hasSize(1);
        }
    }

    @Test
    void whatTheSandboxDoesNotKnowIsAnError() throws IOException {
        String ada = person("Ada");
        refused(client.post(PEOPLE, "{'fields':{},'typeCast':true}"), 422, "INVALID_REQUEST_UNKNOWN", "typeCast");
        refused(client.post(PEOPLE + "?typecast=true", "{'fields':{}}"), 422, "INVALID_REQUEST_UNKNOWN", "typecast");
        refused(client.post(PEOPLE, "{'fields':{},'typecast':'true'}"), 422, "INVALID_REQUEST_UNKNOWN", "typecast");
        refused(client.post(PEOPLE, "{'typecast':true}"), 422, "INVALID_REQUEST_MISSING_FIELDS", "\"fields\"");
        refused(client.post(PEOPLE, "{'records':[{}]}"), 422, "INVALID_RECORDS", "");
        refused(client.post(PEOPLE, "{'fields':"), 400, "INVALID_REQUEST_BODY", "");
        refused(
                client.post(PEOPLE, "{'fields':{'Name':1}}"),
                422,
                "UNKNOWN_FIELD_NAME",
                "Unknown field name: \"Name\"");
        refused(client.get(PEOPLE + "/" + ada + "?fields[]=name"), 422, "INVALID_REQUEST_UNKNOWN", "fields[]");
        refused(client.delete(PEOPLE + "/" + ada + "?x=1"), 422, "INVALID_REQUEST_UNKNOWN", "x");
        assertThat(client.post(PEOPLE + "/" + ada, "{'fields':{}}").text()).isEqualTo("{\"error\":\"NOT_FOUND\"}");
        assertThat(client.get(PEOPLE + "/" + ada + "/comments").status()).isEqualTo(404);
        assertThat(client.get("/v1/" + SmallBase.ID).status()).isEqualTo(404);
        assertThat(client.get("/v0/junk/People").text()).isEqualTo("{\"error\":\"NOT_FOUND\"}");
        assertThat(client.get(PEOPLE + "?view=" + "x".repeat(16_000)).status()).isEqualTo(413);
        String twice = "{'id':'" + ada + "','fields':{}}";
        refused(
                client.patch(PEOPLE, "{'records':[" + twice + "," + twice + "]}"),
                422,
                "INVALID_RECORDS",
                "multiple times");
    }

    @Test
    void tokenBaseAndTableHaveToBeRight() throws IOException {
        refused(client.get("/v0/appNOTHERE0000000/People"), 403, "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND", "");
        refused(client.get("/v0/" + SmallBase.ID + "/Nobody"), 403, "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND", "");
        airtable.access().refuse("small");
        refused(client.get(PEOPLE), 403, "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND", "");
        airtable.access().grant("small").tokens("patTESTother");
        refused(client.get(PEOPLE), 401, "AUTHENTICATION_REQUIRED", "Authentication required");
        assertThat(client.token("patTESTother").get(PEOPLE).status()).isEqualTo(200);
        refused(client.token(null).get(PEOPLE), 401, "AUTHENTICATION_REQUIRED", "");
    }

    private static String entries(int count) {
        StringBuilder entries = new StringBuilder();
        for (int i = 0; i < count; i++) {
            entries.append(i == 0 ? "" : ",")
                    .append("{'fields':{'name':'n")
                    .append(i)
                    .append("'}}");
        }
        return entries.toString();
    }
}

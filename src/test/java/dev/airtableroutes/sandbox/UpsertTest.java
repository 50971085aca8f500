package dev.airtableroutes.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UpsertTest extends SandboxFixture {

    @Test
    void noMatchCreatesOneMatchUpdates() throws IOException {
        String ada = people().insert(Map.of("name", "Ada", "age", 1));

        Client.Answer answer = upsert("name", "{'fields':{'name':'ada','age':2}},{'fields':{'name':'Ada','age':3}}");

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().at("/updatedRecords")).hasSize(1);
        assertThat(answer.json().at("/updatedRecords/0").asText()).isEqualTo(ada);
        assertThat(answer.json().at("/createdRecords/0").asText())
                .isEqualTo(answer.json().at("/records/0/id").asText());
        assertThat(people().record(ada).fields()).containsEntry("age", 3L);
        assertThat(names()).containsExactly("Ada", "ada");
        assertThat(client.patch(PEOPLE, "{'records':[{'id':'" + ada + "','fields':{}}]}")
                        .json()
                        .fieldNames())
                .toIterable()
                .containsExactly("records");
    }

    @Test
    void severalMatchesRefuseTheRequestAndWriteNothing() throws IOException {
        person("Ada");
        person("Ada");
        refused(
                upsert("name", "{'fields':{'name':'Eve'}},{'fields':{'name':'Ada'}}"),
                422,
                "INVALID_REQUEST",
                "Cannot update more than one record");
        assertThat(names()).containsExactly("Ada", "Ada");
    }

    @Test
    void theSameKeyTwiceInOneRequestIsRefused() throws IOException {
        refused(
                upsert("name", "{'fields':{'name':'A'}},{'fields':{'name':'A'}}"),
                422,
                "INVALID_REQUEST",
                "same values");
        assertThat(people().records()).isEmpty();
    }

    @Test
    void anEmptyKeyMatchesEmptyCells() throws IOException {
        String nobody = people().insert(Map.of("age", 1));
        upsert("name", "{'fields':{'name':null,'age':2}}");
        assertThat(people().record(nobody).fields()).containsEntry("age", 2L);
        people().insert(Map.of("age", 3));
        refused(upsert("name", "{'fields':{'name':''}}"), 422, "INVALID_REQUEST", "more than one");
    }

    @Test
    void everyMergeFieldMattersAndHasToBeThere() throws IOException {
        String ada = people().insert(Map.of("name", "Ada", "age", 1));
        people().insert(Map.of("name", "Ada", "age", 2));
        upsert("name','age", "{'fields':{'name':'Ada','age':1.0,'notes':'x'}}");
        assertThat(people().record(ada).fields()).containsEntry("notes", "x");
        refused(upsert("name','age", "{'fields':{'name':'Ada'}}"), 422, "INVALID_REQUEST", "age");
        refused(upsert("number", "{'fields':{}}"), 422, "INVALID_REQUEST", "autoNumber");
        refused(upsert("active", "{'fields':{'active':true}}"), 422, "INVALID_REQUEST", "checkbox");
        refused(upsert("nothing", "{'fields':{}}"), 422, "UNKNOWN_FIELD_NAME", "nothing");
        refused(upsert("name','age','born','kind", "{'fields':{}}"), 422, "INVALID_REQUEST_UNKNOWN", "4 fields");
        refused(upsert("name", "{'id':null,'fields':{'name':'x'}}"), 422, "INVALID_REQUEST_UNKNOWN", "id");
    }

    @Test
    void anIdGoesBeforeTheMergeFields() throws IOException {
        String ada = person("Ada");
        String eve = person("Eve");
        upsert("name", "{'id':'" + eve + "','fields':{'name':'Ada'}}");
        assertThat(people().record(eve).fields()).containsEntry("name", "Ada");
        refused(upsert("name", "{'id':'rec00000000000000','fields':{}}"), 422, "ROW_DOES_NOT_EXIST", "in this table");
        assertThat(people().record(ada).fields()).containsEntry("name", "Ada");
    }

    @Test
    void keysStayFoundWhenPeopleEditThem() throws IOException {
        String ada = person("Ada");
        upsert("name", "{'fields':{'name':'Ada','age':1}}");
        people().edit(ada, Map.of("name", "Eve"));
        assertThat(upsert("name", "{'fields':{'name':'Ada'}}").json().at("/createdRecords"))
                .hasSize(1);
        people().delete(ada);
        assertThat(upsert("name", "{'fields':{'name':'Eve'}}").json().at("/createdRecords"))
                .hasSize(1);
    }

    private Client.Answer upsert(String field, String records) throws IOException {
        return client.patch(
                PEOPLE, "{'performUpsert':{'fieldsToMergeOn':['" + field + "']},'records':[" + records + "]}");
    }
}

package dev.airtableroutes.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.sandbox.http.Json;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CellsTest extends SandboxFixture {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    name  | 'Ada'                            | "Ada"
                    age   | 1.0                              | 1
                    age   | -0.5                             | -0.5
                    rate  | 3                                | 3
                    active| true                             | true
                    kind  | 'host'                           | "host"
                    tags  | ['blue','red']                   | ["blue","red"]
                    born  | '2024-02-29'                     | "2024-02-29"
                    seen  | '2024-02-29T10:00:00+02:00'      | "2024-02-29T08:00:00.000Z"
                    seen  | '2024-02-29T10:00:00.123456Z'    | "2024-02-29T10:00:00.123Z"
                    seen  | '2024-02-29T10:00'               | "2024-02-29T10:00:00.000Z"
                    owner | {'email':'ada@example.com'}      | {"email":"ada@example.com","id":"usrSANDBOX0000002","name":"Ada"}
                    """)
    void aCellTakesWhatItsTypeTakes(String field, String written, String read) throws IOException {
        Client.Answer answer = create("{'" + field + "':" + written + "}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().path("fields").path(field)).isEqualTo(Json.MAPPER.readTree(read));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    name  | 7                        | INVALID_VALUE_FOR_COLUMN        | Field "name" cannot accept the provided value
                    name  | ['Ada']                  | INVALID_VALUE_FOR_COLUMN        | provided value
                    age   | '7'                      | INVALID_VALUE_FOR_COLUMN        | provided value
                    age   | ''                       | INVALID_VALUE_FOR_COLUMN        | provided value
                    age   | true                     | INVALID_VALUE_FOR_COLUMN        | provided value
                    rate  | 0                        | INVALID_VALUE_FOR_COLUMN        | provided value
                    rate  | 4                        | INVALID_VALUE_FOR_COLUMN        | provided value
                    rate  | 1.5                      | INVALID_VALUE_FOR_COLUMN        | provided value
                    active| 'true'                   | INVALID_VALUE_FOR_COLUMN        | provided value
                    kind  | 'Host'                   | INVALID_MULTIPLE_CHOICE_OPTIONS | new select option ""Host""
                    kind  | ['host']                 | INVALID_VALUE_FOR_COLUMN        | provided value
                    tags  | ['red','green']          | INVALID_MULTIPLE_CHOICE_OPTIONS | ""green""
                    tags  | ['red','red']            | INVALID_VALUE_FOR_COLUMN        | provided value
                    tags  | 'red'                    | INVALID_VALUE_FOR_COLUMN        | provided value
                    born  | '29.2.2024'              | INVALID_VALUE_FOR_COLUMN        | Cannot parse value "29.2.2024" for field born
                    born  | '2023-02-29'             | INVALID_VALUE_FOR_COLUMN        | Cannot parse
                    born  | '2024-02-29T00:00:00Z'   | INVALID_VALUE_FOR_COLUMN        | Cannot parse
                    seen  | 1700000000               | INVALID_VALUE_FOR_COLUMN        | provided value
                    seen  | 'yesterday'              | INVALID_VALUE_FOR_COLUMN        | Cannot parse
                    files | [{'url':'data:x'}]       | INVALID_ATTACHMENT_OBJECT       | files
                    files | [{'id':'att1'}]          | INVALID_ATTACHMENT_OBJECT       | files
                    owner | 'ada@example.com'        | INVALID_VALUE_FOR_COLUMN        | provided value
                    owner | {'email':'no@one.here'}  | INVALID_VALUE_FOR_COLUMN        | provided value
                    team  | ['rec00000000000000']    | ROW_DOES_NOT_EXIST              | Record ID rec00000000000000 does not exist
                    team  | ['Red']                  | INVALID_RECORD_ID               | Red
                    shout | 'x'                      | INVALID_VALUE_FOR_COLUMN        | because the field is computed
                    made  | null                     | INVALID_VALUE_FOR_COLUMN        | because the field is computed
                    """)
    void aCellRefusesEverythingElse(String field, String written, String type, String message) throws IOException {
        refused(create("{'" + field + "':" + written + "}"), 422, type, message);
        assertThat(people().records()).isEmpty();
    }

    @Test
    void aTextHasAtMost100000Characters() throws IOException {
        assertThat(create("{'notes':'" + "ä".repeat(100_000) + "'}").status()).isEqualTo(200);
        refused(create("{'notes':'" + "ä".repeat(100_001) + "'}"), 422, "INVALID_VALUE_FOR_COLUMN", "notes");
    }

    @Test
    void typecastReadsTextsAndMakesWhatIsMissing() throws IOException {
        Client.Answer answer = client.post(
                PEOPLE,
                "{'typecast':true,'fields':{'name':5,'age':'$1,234.50','active':'true','kind':'new','tags':'red, green',"
                        + "'born':'2024-02-29T10:00:00Z','team':'Red'}}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        String red = teams().records().get(0).id();
        assertThat(people().records().get(0).fields())
                .containsEntry("name", "5")
                .containsEntry("age", 1234.5)
                .containsEntry("active", true)
                .containsEntry("kind", "new")
                .containsEntry("tags", List.of("red", "green"))
                .containsEntry("born", "2024-02-29")
                .containsEntry("team", List.of(red));
        assertThat(teams().record(red).fields()).containsEntry("title", "Red").containsKey("people");

        client.post(PEOPLE, "{'typecast':true,'fields':{'team':['Red']}}");
        assertThat(teams().records()).hasSize(1);
        refused(
                client.post(PEOPLE, "{'typecast':true,'fields':{'age':'many'}}"),
                422,
                "INVALID_VALUE_FOR_COLUMN",
                "Cannot parse value \"many\" for field age");
    }

    @Test
    void anAttachmentIsKeptByItsIdAndGoneWithout() throws IOException {
        Client.Answer made =
                create("{'files':[{'url':'https://example.com/a.png'},{'url':'https://example.com/b.png'}]}");
        String kept = made.json().at("/fields/files/1/id").asText();
        Client.Answer answer = client.patch(
                PEOPLE + "/" + made.json().path("id").asText(), "{'fields':{'files':[{'id':'" + kept + "'}]}}");
        assertThat(answer.json().at("/fields/files")).hasSize(1);
        assertThat(answer.json().at("/fields/files/0/filename").asText()).isEqualTo("b.png");
    }

    @Test
    void nullClearsEveryWritableType() throws IOException {
        String id = people().insert(Map.of("name", "A", "age", 1, "tags", List.of("red"), "born", "2024-01-01"));
        client.patch(PEOPLE + "/" + id, "{'fields':{'name':null,'age':null,'tags':null,'born':null}}");
        assertThat(people().record(id).fields()).doesNotContainKeys("name", "age", "tags", "born");
    }
}

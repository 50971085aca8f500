package dev.airtableroutes.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ListsTest extends SandboxFixture {

    @Test
    void aHundredAPageUntilNoOffsetIsLeft() throws IOException {
        IntStream.range(0, 250).forEach(i -> person("n" + i));
        List<String> ids = new ArrayList<>();
        List<Integer> pages = new ArrayList<>();
        String offset = "";
        do {
            JsonNode page = client.get(PEOPLE + offset).json();
            pages.add(page.path("records").size());
            page.path("records").forEach(record -> ids.add(record.path("id").asText()));
            offset = page.has("offset") ? "?offset=" + page.path("offset").asText() : null;
        } while (offset != null);
        assertThat(pages).containsExactly(100, 100, 50);
        assertThat(new HashSet<>(ids)).hasSize(250);
    }

    @Test
    void orderIsFrozenCellsAreLive() throws IOException {
        IntStream.range(0, 6).forEach(i -> person("n" + i));
        JsonNode first = client.get(PEOPLE + "?pageSize=2&view=Everyone").json();
        assertThat(first.path("records").findValuesAsText("name")).containsExactly("n0", "n1");
        assertThat(first.path("offset").asText()).matches("itr\\w{14}/rec\\w{14}");

        people().edit(people().records().get(2).id(), Map.of("name", "changed"));
        people().delete(people().records().get(3).id());
        person("later");

        JsonNode second = page(first.path("offset").asText());
        assertThat(second.path("records").findValuesAsText("name")).containsExactly("changed");
        assertThat(page(first.path("offset").asText())).as("asked again").isEqualTo(second);
        JsonNode third = page(second.path("offset").asText());
        assertThat(third.path("records").findValuesAsText("name")).containsExactly("n4", "n5");
        assertThat(third.has("offset")).isFalse();
    }

    private JsonNode page(String offset) throws IOException {
        return client.post(PEOPLE + "/listRecords", "{'view':'Everyone','pageSize':2,'offset':'" + offset + "'}")
                .json();
    }

    @Test
    void offsetsExpireOnOrderAndWhenNobodyAsks() throws IOException {
        IntStream.range(0, 3).forEach(i -> person("n" + i));
        String offset = client.get(PEOPLE + "?pageSize=1").json().path("offset").asText();
        refused(
                client.get(PEOPLE + "?pageSize=1&maxRecords=2&offset=" + offset),
                422,
                "INVALID_REQUEST_UNKNOWN",
                "other");
        airtable.expireOffsets();
        Client.Answer expired = client.get(PEOPLE + "?pageSize=1&offset=" + offset);
        assertThat(expired.status()).isEqualTo(422);
        assertThat(expired.text()).isEqualTo("{\"error\":{\"type\":\"LIST_RECORDS_ITERATOR_NOT_AVAILABLE\"}}");

        airtable.offsetsLive(Duration.ofMillis(20));
        String idle = client.get(PEOPLE + "?pageSize=1").json().path("offset").asText();
        await().pollDelay(Duration.ofMillis(40)).untilAsserted(() -> assertThat(
                        client.get(PEOPLE + "?pageSize=1&offset=" + idle).error())
                .isEqualTo("LIST_RECORDS_ITERATOR_NOT_AVAILABLE"));
    }

    @Test
    void sortsByTypeEmptyFirst() throws IOException {
        people().insert(Map.of("name", "b", "age", 10, "kind", "host"));
        people().insert(Map.of("name", "A", "age", 9, "kind", "guest"));
        people().insert(Map.of("name", "c", "kind", "guest"));
        assertThat(sorted("sort[0][field]=age")).containsExactly("c", "A", "b");
        assertThat(sorted("sort[0][field]=name&sort[0][direction]=desc")).containsExactly("c", "b", "A");
        assertThat(sorted("sort[0][field]=kind&sort[1][field]=age&sort[1][direction]=desc"))
                .containsExactly("A", "c", "b");
        assertThat(client.post(PEOPLE + "/listRecords", "{'sort':[{'field':'age','direction':'desc'}],'maxRecords':2}")
                        .json()
                        .findValuesAsText("name"))
                .containsExactly("b", "A");
    }

    private List<String> sorted(String sort) throws IOException {
        return client.get(PEOPLE + "?" + sort.replace("[", "%5B").replace("]", "%5D"))
                .json()
                .findValuesAsText("name");
    }

    @Test
    void onlyTheFieldsThatWereAskedFor() throws IOException {
        people().insert(Map.of("name", "Ada", "age", 3));
        JsonNode page = client.get(PEOPLE + "?fields%5B%5D=age&fields%5B%5D=notes&recordMetadata%5B%5D=commentCount")
                .json();
        assertThat(page.at("/records/0/fields").toString()).isEqualTo("{\"age\":3}");
        assertThat(page.at("/records/0/commentCount").asInt(-1)).isZero();
    }

    @Test
    void onlyWhatWasEditedSince() throws IOException {
        String edited = people().insert(Map.of("name", "Ada"));
        people().insert(Map.of("name", "never edited"));
        people().edit(edited, Map.of("age", 3));
        Instant now = Instant.now();

        assertThat(names(changedAfter(now.minusSeconds(60)))).containsExactly("Ada");
        assertThat(names(changedAfter(now.plusSeconds(60)))).isEmpty();
        people().age(Duration.ofHours(1));
        assertThat(names(changedAfter(now.minusSeconds(60)))).isEmpty();
        refused(
                client.post(PEOPLE + "/listRecords", "{'filterByFormula':'IS_BEFORE(LAST_MODIFIED_TIME(), TODAY())'}"),
                422,
                "INVALID_FILTER_BY_FORMULA",
                "formula");
    }

    @Test
    void onlyWhatIsNewSinceAndHasNothingInAField() throws IOException {
        people().insert(Map.of("name", "old"));
        String edited = people().insert(Map.of("name", "edited"));
        people().age(Duration.ofHours(1));
        people().edit(edited, Map.of("age", 3));
        people().insert(Map.of("name", "new"));
        people().insert(Map.of("age", 4));
        String since =
                "OR(IS_AFTER(CREATED_TIME(), DATETIME_PARSE('%1$s')), IS_AFTER(LAST_MODIFIED_TIME(), DATETIME_PARSE('%1$s')))"
                        .formatted(Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.MILLIS));

        assertThat(names(since)).containsExactlyInAnyOrder("edited", "new");
        assertThat(names("AND({age}=BLANK(), " + since + ")")).containsExactly("new");
    }

    @Test
    void onlyTheRecordsThatAreNamed() throws IOException {
        String ada = person("Ada");
        String gone = person("gone");
        person("not asked for");
        people().delete(gone);

        assertThat(names("OR(RECORD_ID()='" + ada + "',RECORD_ID()='" + gone + "')"))
                .containsExactly("Ada");
        assertThat(names("OR(RECORD_ID()='" + gone + "')")).isEmpty();
        for (String other : List.of("RECORD_ID()='%s'", "AND(RECORD_ID()='%s')", "OR(RECORD_ID()='%s',TRUE())")) {
            String formula = URLEncoder.encode(other.formatted(ada), StandardCharsets.UTF_8);
            refused(client.get(PEOPLE + "?filterByFormula=" + formula), 422, "INVALID_FILTER_BY_FORMULA", "formula");
        }
    }

    private static String changedAfter(Instant instant) {
        return "IS_AFTER(LAST_MODIFIED_TIME(), DATETIME_PARSE('%s'))".formatted(instant.truncatedTo(ChronoUnit.MILLIS));
    }

    private List<String> names(String formula) throws IOException {
        return client.get(PEOPLE + "?filterByFormula=" + URLEncoder.encode(formula, StandardCharsets.UTF_8))
                .json()
                .findValuesAsText("name");
    }

    @Test
    void whatIsNotPlayedIsRefused() throws IOException {
        String name = PEOPLE + "?";
        refused(client.get(name + "filterByFormula=1"), 422, "INVALID_FILTER_BY_FORMULA", "formula");
        refused(client.get(name + "view=Nowhere"), 422, "VIEW_NAME_NOT_FOUND", "View Nowhere not found");
        refused(client.get(name + "view=viw00000000000000"), 422, "VIEW_ID_NOT_FOUND", "");
        refused(client.get(name + "pageSize=101"), 422, "INVALID_REQUEST_UNKNOWN", "101");
        refused(client.get(name + "pageSize=0"), 422, "INVALID_REQUEST_UNKNOWN", "0");
        refused(client.get(name + "maxRecords=0"), 422, "INVALID_REQUEST_UNKNOWN", "0");
        refused(client.get(name + "cellFormat=string"), 422, "INVALID_REQUEST_UNKNOWN", "cellFormat");
        refused(client.get(name + "timeZone=utc"), 422, "INVALID_REQUEST_UNKNOWN", "timeZone");
        refused(client.get(name + "fields=name"), 422, "INVALID_REQUEST_UNKNOWN", "fields");
        refused(client.get(name + "fields%5B%5D=no"), 422, "UNKNOWN_FIELD_NAME", "no");
        refused(client.get(name + "sort%5B0%5D%5Bfield%5D=no"), 422, "UNKNOWN_FIELD_NAME", "no");
        refused(client.get(name + "sort%5B1%5D%5Bfield%5D=name"), 422, "INVALID_REQUEST_UNKNOWN", "sort");
        refused(client.post(PEOPLE + "/listRecords", "{'pageSize':'5'}"), 422, "INVALID_REQUEST_UNKNOWN", "pageSize");
        refused(client.post(PEOPLE + "/listRecords", "{'page':5}"), 422, "INVALID_REQUEST_UNKNOWN", "page");
    }
}

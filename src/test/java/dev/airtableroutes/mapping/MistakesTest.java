package dev.airtableroutes.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.airtableroutes.failure.ConfigurationException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each mistake that a mapping can hold, and the sentence that tells it. */
class MistakesTest {

    private static final String BASE = """
            base: shop
            id: appAAAAAAAAAAAAAA
            tables:
              people:
                fields:
                  key: singleLineText
                  total_spent: currency
                  name: singleLineText
                  status: {type: singleSelect, choices: [open, closed]}
                  tags: multipleSelects
                  done: checkbox
                  since: date
                  orders: {type: multipleRecordLinks, table: orders}
                  sum: {name: "\u2211 Sum", type: formula}
                  files: multipleAttachments
              orders:
                fields:
                  key: singleLineText
                  person: {type: multipleRecordLinks, table: people}
            """;

    private static final String PEOPLE = """
            table: shop/people
            collection: people
            match: [key]
            fields:
              key: id
            """;

    @TempDir
    Path directory;

    private MappingsDirectory shop(String people) {
        return MappingsDirectory.at(directory).file("bases/shop.yaml", BASE).file("tables/shop/people.yaml", people);
    }

    static Stream<Arguments> fields() {
        return Stream.of(
                Arguments.of(
                        "total_spent: {from: a, mim: 0}",
                        "fields.total_spent.mim: \"mim\" is not a property here; did you mean \"min\"?"),
                Arguments.of(
                        "name: {from: a, html: remove}",
                        "fields.name.html: \"remove\" is not possible here; expected strip."),
                Arguments.of(
                        "total_spent: {from: a, min: low}",
                        "fields.total_spent.min: found \"low\"; expected a number."),
                Arguments.of("name: 12", "fields.name: found 12; expected a text, a list or an object."),
                Arguments.of("name:", "fields.name: nothing stands here; expected a text, a list or an object."),
                Arguments.of("name: []", "fields.name: there is nothing here; expected at least one entry."),
                Arguments.of("name: [a, 3]", "fields.name[1]: found 3; expected a text."),
                Arguments.of(
                        "name: a..b",
                        "fields.name: \"a..b\" is not what belongs here; expected where the field comes from, such as email or"
                                + " price.total."),
                Arguments.of("nmae: a", "fields.nmae: table shop/people has no field \"nmae\"; did you mean \"name\"?"),
                Arguments.of(
                        "sum: a",
                        "fields.sum: Airtable computes \"\u2211 Sum\" (formula), so it cannot be written; take it out of the"
                                + " mapping."),
                Arguments.of(
                        "orders: a",
                        "fields.orders: \"orders\" is a link; say which table its records are in, such as link:"
                                + " shop/orders."),
                Arguments.of(
                        "orders: {from: a, link: shop/orders}",
                        "fields.orders.link: there is no mapping for shop/orders, so its records cannot be found; write"
                                + " tables/shop/orders.yaml."),
                Arguments.of(
                        "orders: {from: a, link: shop/people}",
                        "fields.orders.link: \"orders\" links to shop/orders in Airtable, not to shop/people."),
                Arguments.of(
                        "name: {from: a, link: shop/people}",
                        "fields.name: link is for fields that link records, and \"name\" is of type singleLineText."),
                Arguments.of(
                        "name: {once: true}",
                        "fields.name: nothing says where the field comes from; give it from, or value for a constant."),
                Arguments.of(
                        "name: {from: a, value: b}",
                        "fields.name: from and value exclude each other; take one of the two out."),
                Arguments.of(
                        "name: {from: a, max: 3}",
                        "fields.name.max: max is for numbers, and \"name\" is of type singleLineText."),
                Arguments.of(
                        "name: {from: a, values: {x: y}}",
                        "fields.name.values: values is for selects, and \"name\" is of type singleLineText."),
                Arguments.of(
                        "name: {from: a, options: create}",
                        "fields.name.options: options is for selects, and \"name\" is of type singleLineText."),
                Arguments.of(
                        "done: {from: a, html: strip}",
                        "fields.done.html: html is for texts, and \"done\" is of type checkbox."),
                Arguments.of(
                        "name: {from: a, zone: Europe/Berlin}",
                        "fields.name.zone: zone is for dates, and \"name\" is of type singleLineText."),
                Arguments.of(
                        "since: {from: a, zone: Europe/Berln}",
                        "fields.since.zone: \"Europe/Berln\" is no time zone; did you mean \"Europe/Berlin\"?"),
                Arguments.of(
                        "total_spent: {from: a, min: 3, max: 1}",
                        "fields.total_spent.min: the smallest number is greater than max, so no number is right."),
                Arguments.of(
                        "total_spent: {from: a, divide: 0}",
                        "fields.total_spent.divide: 0 is out of range; it must have an exclusive minimum value of 0."),
                Arguments.of(
                        "status: {from: a, values: {auf: opn}}",
                        "fields.status.values.auf: \"opn\" is not one of the 2 options of the field; the nearest is"
                                + " \"open\"."),
                Arguments.of(
                        "status: {value: clsed}",
                        "fields.status.value: \"clsed\" is not one of the 2 options of the field; the nearest is"
                                + " \"closed\"."),
                Arguments.of(
                        "total_spent: {from: a, default: none}",
                        "fields.total_spent.default: \"none\" is not a plain number such as 1234.5."),
                Arguments.of(
                        "name: {from: a, owner: people}",
                        "fields.name.owner: \"people\" is not possible here; expected airtable or shared."),
                Arguments.of(
                        "name: {from: [a, b], owner: airtable}",
                        "fields.name.owner: what people change is written to the path in from, so there must be exactly one,"
                                + " without an index into a list."),
                Arguments.of(
                        "name: {from: a.0.b, owner: airtable}",
                        "fields.name.owner: what people change is written to the path in from, so there must be exactly one,"
                                + " without an index into a list."),
                Arguments.of(
                        "files: {from: a, owner: shared}",
                        "fields.files.owner: \"files\" is of type multipleAttachments, which is not read back; texts, selects,"
                                + " check boxes, numbers and dates are."),
                Arguments.of(
                        "total_spent: {from: a, divide: 100, owner: shared}",
                        "fields.total_spent.owner: a cell that is read back stands in the document as it is; take divide"
                                + " away."),
                Arguments.of(
                        "status: {from: a, default: open, owner: shared}",
                        "fields.status.owner: a cell that is read back stands in the document as it is; take default"
                                + " away."),
                Arguments.of(
                        "name: a\n  name: b",
                        "fields.name: this key stands here twice, first in line 6; take one of the two out."),
                Arguments.of(
                        "name: ${NO_SUCH}",
                        "fields.name: The environment variable NO_SUCH is not set and ${NO_SUCH} has no default: set it, or write"
                                + " ${NO_SUCH:default}."));
    }

    @ParameterizedTest
    @MethodSource("fields")
    void aMistakeInAField(String field, String sentence) {
        int line = 6 + (int) field.chars().filter(c -> c == '\n').count();
        assertThat(shop(PEOPLE + "  " + field + "\n").problems())
                .contains("tables/shop/people.yaml:" + line + ": " + sentence);
    }

    static Stream<Arguments> files() {
        return Stream.of(
                Arguments.of(
                        PEOPLE.replace("table: shop/people", "tabel: shop/people"),
                        List.of(
                                "tables/shop/people.yaml:1: \"table\" is missing: the logical name of the table,"
                                        + " <base>/<table>; the file stands at tables/<base>/<table>.yaml.",
                                "tables/shop/people.yaml:1: tabel: \"tabel\" is not a property here; did you mean \"table\"?")),
                Arguments.of(
                        PEOPLE.replace("[key]", "[kay]"),
                        List.of(
                                "tables/shop/people.yaml:3: match[0]: \"kay\" is not among the fields of this mapping; did you"
                                        + " mean \"key\"?")),
                Arguments.of(
                        PEOPLE.replace("[key]", "[key, files]") + "  files: a\n",
                        List.of(
                                "tables/shop/people.yaml:3: match[1]: \"files\" is of type multipleAttachments; records are"
                                        + " matched by text, number, date or single select.")),
                Arguments.of(
                        PEOPLE.replace("key: id", "key: {from: id, once: true}"),
                        List.of(
                                "tables/shop/people.yaml:5: fields.key.once: a match field is what a record is found by and must"
                                        + " follow the document; take once away.")),
                Arguments.of(
                        PEOPLE.replace("key: id", "key: {from: id, owner: airtable}"),
                        List.of(
                                "tables/shop/people.yaml:5: fields.key.owner: a match field is what a record is found by and must"
                                        + " follow the document; take owner away.")),
                Arguments.of(
                        PEOPLE.replace("shop/people", "shop/peple"),
                        List.of(
                                "tables/shop/people.yaml:1: table: base \"shop\" has no table \"peple\"; did you mean"
                                        + " \"people\"?",
                                "tables/shop/people.yaml:1: table: the file of shop/peple belongs at tables/shop/peple.yaml,"
                                        + " not at tables/shop/people.yaml.")),
                Arguments.of(
                        PEOPLE.replace("shop/people", "shp/people"),
                        List.of(
                                "tables/shop/people.yaml:1: table: there is no base \"shp\" in bases/; did you mean \"shop\"?",
                                "tables/shop/people.yaml:1: table: the file of shp/people belongs at tables/shp/people.yaml, not"
                                        + " at tables/shop/people.yaml.")),
                Arguments.of(
                        PEOPLE + "deleted: {mark: {stats: closed}}\n",
                        List.of(
                                "tables/shop/people.yaml:6: deleted.mark.stats: table shop/people has no field \"stats\"; did"
                                        + " you mean \"status\"?")),
                Arguments.of(
                        PEOPLE + "deleted: {mark: {status: gone}}\n",
                        List.of(
                                "tables/shop/people.yaml:6: deleted.mark.status: \"gone\" is not one of the 2 options of the"
                                        + " field; the nearest is \"open\".")),
                Arguments.of(
                        PEOPLE + "deleted: forget\n",
                        List.of(
                                "tables/shop/people.yaml:6: deleted: \"forget\" is not possible here; expected keep or delete.")),
                Arguments.of(
                        PEOPLE + "every: 5 minutes\n",
                        List.of(
                                "tables/shop/people.yaml:6: every: \"5 minutes\" is not what belongs here; expected the time"
                                        + " between two passes, such as 30s, 5m or 1h.")),
                Arguments.of(
                        PEOPLE + "nulls: [keep\n",
                        List.of(
                                "tables/shop/people.yaml:7: this is not YAML: expected ',' or ']', but got <stream end> (while"
                                        + " parsing a flow sequence).")),
                Arguments.of(
                        PEOPLE + "? [a]\n: b\n",
                        List.of(
                                "tables/shop/people.yaml: this is not YAML: Non scalar key is detected but it is not configured"
                                        + " to be allowed.")),
                Arguments.of(
                        PEOPLE + "  name: &list [a, *list]\n",
                        List.of(
                                "tables/shop/people.yaml:6: fields.name[1]: an alias must not stand inside its own anchor.",
                                "tables/shop/people.yaml:6: fields.name[1]: nothing stands here; expected a text.")),
                Arguments.of("", List.of("tables/shop/people.yaml:1: the file is empty.")),
                Arguments.of(
                        "just text", List.of("tables/shop/people.yaml:1: found \"just text\"; expected an object.")),
                Arguments.of(
                        PEOPLE + "tests:\n  - name: a\n    given: {a: {$oid: nonsense}}\n",
                        List.of("tables/shop/people.yaml:8: tests[0].given: this is not extended JSON (state should be:"
                                + " hexString has 24 characters); expected plain values, or forms such as {$oid:"
                                + " ...} and {$date: \"2024-01-01T00:00:00Z\"}.")));
    }

    @ParameterizedTest
    @MethodSource("files")
    void aMistakeInAFile(String people, List<String> sentences) {
        assertThat(shop(people).problems()).containsExactlyInAnyOrderElementsOf(sentences);
    }

    @Test
    void allMistakesOfAllFilesAreToldAtOnceInOrder() {
        List<String> problems = shop(PEOPLE + "  nmae: a\n  total_spent: {from: a, mim: 0}\nnulls: kepe\n")
                .file("tables/shop/orders.yaml", "table: shop/orders\ncollection: [\n")
                .problems();
        assertThat(problems)
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("tables/shop/orders.yaml:3: this is not YAML"),
                        second -> assertThat(second).startsWith("tables/shop/people.yaml:6: fields.nmae"),
                        third -> assertThat(third).startsWith("tables/shop/people.yaml:7: fields.total_spent.mim"),
                        fourth -> assertThat(fourth).startsWith("tables/shop/people.yaml:8: nulls: \"kepe\""));
    }

    @Test
    void theMatchFieldOfABrokenLineIsNotMissedAsWell() {
        assertThat(shop(PEOPLE.replace("key: id", "key: {form: id}")).problems())
                .containsExactly(
                        "tables/shop/people.yaml:5: fields.key.form: \"form\" is not a property here; did you mean \"from\"?");
    }

    @Test
    void aTableHasOneMapping() {
        assertThat(shop(PEOPLE).file("tables/shop/zz.yaml", PEOPLE).problems())
                .anySatisfy(problem -> assertThat(problem)
                        .startsWith("tables/shop/zz.yaml:1: table: shop/people has a mapping already, in ")
                        .endsWith("tables/shop/people.yaml; a table has one."));
    }

    @Test
    void aLinkIsLookedUpByAMatchField() {
        String orders = "table: shop/orders\ncollection: o\nmatch: [key]\nfields: {key: id}\n";
        assertThat(shop(PEOPLE + "  orders: {from: a, link: shop/orders, by: kee}\n")
                        .file("tables/shop/orders.yaml", orders)
                        .problems())
                .containsExactly(
                        "tables/shop/people.yaml:6: fields.orders.by: shop/orders is not matched by \"kee\"; expected one"
                                + " of its match fields: key.");
    }

    @Test
    void aMatchFieldIsNoLink() {
        String orders =
                "table: shop/orders\ncollection: o\nmatch: [person]\nfields:\n  person: {from: p, link: shop/people}\n";
        assertThat(shop(PEOPLE).file("tables/shop/orders.yaml", orders).problems())
                .containsExactly(
                        "tables/shop/orders.yaml:3: match[0]: \"person\" links records; match by a field that holds a"
                                + " value itself.");
    }

    @Test
    void aLinkToATableThatIsNotThere() {
        String base = BASE.replace("table: orders}", "table: oders}");
        assertThat(MappingsDirectory.at(directory)
                        .file("bases/shop.yaml", base)
                        .file("tables/shop/people.yaml", PEOPLE)
                        .problems())
                .containsExactly(
                        "bases/shop.yaml:13: tables.people.fields.orders.table: the base has no table \"oders\"; did you"
                                + " mean \"orders\"?");
    }

    static Stream<Arguments> bases() {
        return Stream.of(
                Arguments.of(
                        "total_spent: currency",
                        "total_spent: curency",
                        "bases/shop.yaml:7: tables.people.fields.total_spent: \"curency\" is not possible here; the nearest of 34"
                                + " possible values is currency."),
                Arguments.of(
                        "tags: multipleSelects",
                        "tags: {type: number, choices: [a]}",
                        "bases/shop.yaml:10: tables.people.fields.tags.type: \"number\" is not possible here; expected"
                                + " singleSelect or multipleSelects, for there is \"choices\" beside it."),
                Arguments.of(
                        "since: date",
                        "since: {type: date, max: 3}",
                        "bases/shop.yaml:12: tables.people.fields.since.type: \"date\" is not possible here; expected rating, for"
                                + " there is \"max\" beside it."),
                Arguments.of(
                        "since: date",
                        "since: {typ: date}",
                        "bases/shop.yaml:12: tables.people.fields.since.typ: \"typ\" is not a property here; did you mean"
                                + " \"type\"?"),
                Arguments.of(
                        "since: date",
                        "Since When: date",
                        "bases/shop.yaml:12: tables.people.fields.Since When: \"Since When\" is no name for an entry here; expected"
                                + " letters, digits and underscores. Stable: mappings and routes use it, whatever the thing is called"
                                + " in Airtable."),
                Arguments.of(
                        "base: shop",
                        "base: shops",
                        "bases/shop.yaml:1: base: the base is called \"shops\" and its file"
                                + " shop.yaml; the two must agree."));
    }

    @ParameterizedTest
    @MethodSource("bases")
    void aMistakeInABase(String right, String wrong, String sentence) {
        assertThat(MappingsDirectory.at(directory)
                        .file("bases/shop.yaml", BASE.replace(right, wrong))
                        .file("tables/shop/people.yaml", PEOPLE)
                        .problems())
                .contains(sentence);
    }

    @Test
    void anOddIdOnlyWarns() {
        Catalog catalog = MappingsDirectory.at(directory)
                .file(
                        "bases/shop.yaml",
                        BASE.replace("id: appAAAAAAAAAAAAAA", "id: ${SHOP:appAAAAAAAAAAAAAA}")
                                .replace("  people:\n", "  people:\n    id: tbl_x\n"))
                .file("tables/shop/people.yaml", PEOPLE)
                .environment("SHOP", "appe05t1B1tn1Kn5")
                .load();
        assertThat(catalog.warnings())
                .satisfiesExactly(
                        warning -> assertThat(warning).contains("bases/shop.yaml:2: id:", "has 16 characters"),
                        warning -> assertThat(warning).contains("1 of 2 tables", "addressed by name: people."));
    }

    @Test
    void variablesFillInTheTextsOfAFileButNotItsTests() {
        Catalog catalog = shop(PEOPLE.replace("collection: people", "collection: ${WHERE:people}")
                        + "tests:\n  - name: a\n    given: {id: \"${WHERE}\"}\n    expect: {key: \"${WHERE}\"}\n")
                .environment("WHERE", "humans")
                .load();
        assertThat(catalog.mappings().get("shop/people").collection()).isEqualTo("humans");
        assertThat(MappingTests.run(catalog)).isEmpty();
    }

    @Test
    void aDirectoryThatIsNotThere() {
        assertThatThrownBy(() -> Catalog.load(Path.of("nowhere"), name -> null))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "The mappings directory nowhere does not exist; set MAPPINGS_DIR to the directory that holds bases/"
                                + " and tables/.");
    }

    @Test
    void aTestInAMappingThatFailsSaysWhat() {
        Catalog catalog = shop(PEOPLE + """
                          total_spent: {from: t, min: 0}
                          done: d
                        tests:
                          - name: all wrong
                            given: {id: a, t: -1, d: true}
                            expect: {key: b, total_spent: 3}
                            bad: {done: is no}
                            rejected: true
                        """).load();
        assertThat(MappingTests.run(catalog))
                .extracting(failure -> failure.replaceFirst(".*people.yaml", "people.yaml"))
                .containsExactly(
                        "people.yaml:9: \"all wrong\": done should be empty and is true.",
                        "people.yaml:9: \"all wrong\": key should be \"b\" and is \"a\".",
                        "people.yaml:9: \"all wrong\": total_spent should be 3 and is empty.",
                        "people.yaml:9: \"all wrong\": done should be a bad cell and is not.",
                        "people.yaml:9: \"all wrong\": total_spent is a bad cell: -1 is not at least 0.",
                        "people.yaml:9: \"all wrong\": the record should be held back and is not.");
    }

    @Test
    void whatPeopleMakeOfADocumentIsTestedToo() {
        Catalog catalog = shop("""
                        table: shop/people
                        collection: people
                        match: [key]
                        fields:
                          key: id
                          name: {from: who.name, owner: airtable}
                          done: {from: d, owner: shared}
                        tests:
                          - {name: right, given: {id: a, d: true}, people: {name: Ana, done: null}, becomes: {id: a, d: false, who: {name: Ana}}}
                          - {name: wrong, given: {id: a, who: {name: Bo}}, people: {name: null}, becomes: {id: a}}
                          - {name: not theirs, given: {id: a}, people: {key: b}, becomes: {id: a}}
                          - {name: by nobody, given: {id: a}, becomes: {id: a}}
                        """).load();
        assertThat(MappingTests.run(catalog))
                .extracting(failure -> failure.replaceFirst(".*people.yaml", "people.yaml"))
                .containsExactly(
                        "people.yaml:10: \"wrong\": the document should become {\"id\": \"a\"} and becomes {\"id\": \"a\","
                                + " \"who\": {}}.",
                        "people.yaml:11: \"not theirs\": key is not read back; that takes owner: airtable or owner: shared.",
                        "people.yaml:12: \"by nobody\": becomes is what people's cells make of the document, and people says"
                                + " none.");
    }

    @Test
    void linkedTablesComeFirstAndCyclesAreCut() {
        String orders =
                "table: shop/orders\ncollection: o\nmatch: [key]\nfields:\n  key: id\n  person: {from: p, link: shop/people}\n";
        assertThat(shop(PEOPLE).file("tables/shop/orders.yaml", orders).load().inLinkOrder())
                .extracting(Mapping::table)
                .containsExactly("shop/people", "shop/orders");
        assertThat(shop(PEOPLE + "  orders: {from: o, link: shop/orders}\n")
                        .load()
                        .inLinkOrder())
                .extracting(Mapping::table)
                .containsExactlyInAnyOrder("shop/people", "shop/orders");
    }
}

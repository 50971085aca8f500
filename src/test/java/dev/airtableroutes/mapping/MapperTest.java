package dev.airtableroutes.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.airtableroutes.base.Field;
import dev.airtableroutes.base.FieldType;
import dev.airtableroutes.base.Table;
import dev.airtableroutes.failure.ConfigurationException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MapperTest {

    @TempDir
    Path directory;

    private static final String BASE = """
            base: shop
            id: appAAAAAAAAAAAAAA
            tables:
              people:
                fields:
                  key: singleLineText
                  number: number
                  name: singleLineText
                  status: {type: singleSelect, choices: [open, closed]}
                  tags: multipleSelects
                  done: checkbox
                  friends: {type: multipleRecordLinks, table: people}
                  computed: formula
            """;

    private Mapper mapper(String mapping) {
        Catalog catalog = MappingsDirectory.at(directory)
                .file("bases/shop.yaml", BASE)
                .file("tables/shop/people.yaml", mapping)
                .load();
        return new Mapper(
                catalog.mappings().get("shop/people"),
                catalog.bases().table("shop/people").orElseThrow());
    }

    private Mapper mapperOf(String field) {
        return mapper("""
                table: shop/people
                collection: people
                match: [key]
                fields:
                  key: id
                  %s
                """.formatted(field));
    }

    private static Document json(String json) {
        return Document.parse(json);
    }

    @Test
    void theFirstPathThatFindsSomethingWins() {
        Mapper mapper = mapperOf("name: [a, b.0.c, d]");
        assertThat(mapper.map(json("{a: 'x', d: 'y'}")).cells()).containsEntry("name", "x");
        assertThat(mapper.map(json("{a: '', b: [{c: 'z'}], d: 'y'}")).cells()).containsEntry("name", "z");
        assertThat(mapper.map(json("{a: null, b: 'scalar', d: 'y'}")).cells()).containsEntry("name", "y");
        assertThat(mapper.map(json("{a: [], b: []}")).cells()).containsEntry("name", null);
    }

    @Test
    void aFieldWithNothingToSayIsThereWithNull() {
        Mapped mapped = mapperOf("friends: {from: friends, link: shop/people}").map(json("{}"));
        assertThat(mapped.cells()).containsOnlyKeys("key").containsEntry("key", null);
        assertThat(mapped.links()).containsEntry("friends", List.of());
        assertThat(mapped.keys()).isEmpty();
        assertThat(mapped.rejected()).isFalse();
    }

    @Test
    void aBadCellIsNamedAndLeftOut() {
        Mapped mapped =
                mapperOf("number: {from: n, divide: 100, min: 0, max: 1}").map(json("{id: 'a', n: 250}"));
        assertThat(mapped.cells()).doesNotContainKey("number");
        assertThat(mapped.badCells()).containsExactly(new BadCell("number", "250", "2.5 is not between 0 and 1."));
        assertThat(mapped.rejected()).isFalse();
    }

    @Test
    void aBadKeyAlwaysRejects() {
        assertThat(mapperOf("name: name").map(json("{id: {a: 1}}")).rejected()).isTrue();
    }

    @Test
    void aMappingCanRejectForAnyBadCell() {
        Mapper mapper = mapper("""
                table: shop/people
                collection: people
                match: [key]
                invalid: reject
                fields: {key: id, number: n}
                """);
        assertThat(mapper.map(json("{id: 'a', n: 'x'}")).rejected()).isTrue();
        assertThat(mapper.map(json("{id: 'a', n: '1'}")).rejected()).isFalse();
    }

    @Test
    void keysAreNormalisedAndEmptyOnesMissing() {
        Mapper mapper = mapper("""
                table: shop/people
                collection: people
                match: [key, number, name]
                fields: {key: id, number: n, name: name}
                """);
        assertThat(mapper.map(json("{id: '  ', n: 100.0, name: ' Ana  LIMA '}")).keys())
                .containsExactly(new MatchKey("number", "100"), new MatchKey("name", "ana  lima"));
    }

    @Test
    void constantsAndDefaultsStandInWhereTheDocumentIsSilent() {
        assertThat(mapperOf("name: {value: MongoDB}").map(json("{name: 'x'}")).cells())
                .containsEntry("name", "MongoDB");
        assertThat(mapperOf("name: {from: name, default: nobody}")
                        .map(json("{name: ''}"))
                        .cells())
                .containsEntry("name", "nobody");
        assertThat(mapperOf("number: {from: n, default: 7}")
                        .map(json("{n: ' '}"))
                        .cells()
                        .get("number"))
                .hasToString("7");
    }

    @Test
    void valuesAreTranslatedAndOptionsMade() {
        Mapper mapper = mapperOf("status: {from: s, values: {Aktiv: open, no: closed}}");
        assertThat(mapper.map(json("{s: ' aktiv'}")).cells()).containsEntry("status", "open");
        assertThat(mapper.map(json("{s: 'no'}")).cells()).containsEntry("status", "closed");
        assertThat(mapper.map(json("{s: 'Open'}")).cells()).containsEntry("status", "open");
        assertThat(mapperOf("status: {from: s, options: create}")
                        .map(json("{s: 'new one '}"))
                        .cells())
                .containsEntry("status", "new one");
        assertThat(mapperOf("tags: t").map(json("{t: ['b', 'a', 'b']}")).cells())
                .containsEntry("tags", List.of("a", "b"));
    }

    @Test
    void eachPicksAValueOfEveryElement() {
        Mapper mapper = mapperOf("name: {from: [top, single], each: '0', join: ' / '}");
        assertThat(mapper.map(json("{top: [['Wine', 3], [], null, ['Art', 2]]}"))
                        .cells())
                .containsEntry("name", "Wine / Art");
        assertThat(mapper.map(json("{top: ['Wine']}")).cells()).containsEntry("name", null);
    }

    @Test
    void linksByAListOfObjects() {
        Mapper mapper = mapperOf("friends: {from: friends, each: id, link: shop/people}");
        assertThat(mapper.map(json("{friends: [{id: 'B'}, {id: 1}, {x: 1}]}")).links())
                .containsEntry("friends", List.of("b", "1"));
    }

    @Test
    void theMarkOfADeletedDocumentIsConverted() {
        Mapper mapper = mapper("""
                table: shop/people
                collection: people
                match: [key]
                deleted: {mark: {status: CLOSED, done: true}}
                fields: {key: id}
                """);
        assertThat(mapper.mark().cells()).isEqualTo(Map.of("status", "closed", "done", true));
    }

    @Test
    void theSameMappingWorksForTheTypesOfAnotherBase() {
        Table live = new Table(
                "shop",
                "people",
                "People",
                null,
                null,
                "key",
                Map.of(
                        "key", new Field("key", "key", null, FieldType.number, List.of(), null, Map.of()),
                        "number",
                                new Field(
                                        "number",
                                        "number",
                                        null,
                                        FieldType.singleLineText,
                                        List.of(),
                                        null,
                                        Map.of())));
        Mapper offline = mapperOf("number: n");
        Mapped mapped = new Mapper(offline.mapping(), live).map(json("{id: '12', n: 3}"));
        assertThat(mapped.cells()).containsEntry("number", "3");
        assertThat(mapped.keys()).containsExactly(new MatchKey("key", "12"));
    }

    @Test
    void aLiveTableThatCannotBeWrittenIsAConfigurationProblem() {
        Mapper offline = mapperOf("number: n");
        Table live = new Table(
                "shop",
                "people",
                "People",
                null,
                null,
                "key",
                Map.of(
                        "number",
                        new Field("number", "Number \u2211", null, FieldType.formula, List.of(), null, Map.of())));
        assertThatThrownBy(() -> new Mapper(offline.mapping(), live))
                .isInstanceOfSatisfying(ConfigurationException.class, e -> assertThat(e.problems())
                        .anySatisfy(problem -> assertThat(problem)
                                .endsWith("people.yaml: fields.key: table shop/people has no field \"key\"."))
                        .anySatisfy(problem -> assertThat(problem)
                                .endsWith(
                                        "people.yaml: fields.number: Airtable computes \"Number \u2211\" (formula), so it"
                                                + " cannot be written; take it out of the mapping.")));
    }

    @Test
    void theFingerprintFollowsTheMeaningAlone() {
        String before = mapperOf("name: {from: name, once: true}").mapping().fingerprint();
        assertThat(mapperOf("name: {once: true, from: [name]}   # said otherwise")
                        .mapping()
                        .fingerprint())
                .isEqualTo(before);
        assertThat(mapperOf("name: {from: name}").mapping().fingerprint()).isNotEqualTo(before);
        assertThat(mapperOf("name: {from: names, once: true}").mapping().fingerprint())
                .isNotEqualTo(before);
    }
}

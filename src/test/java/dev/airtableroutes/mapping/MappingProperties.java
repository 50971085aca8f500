package dev.airtableroutes.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.airtableroutes.base.Field;
import dev.airtableroutes.base.FieldType;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.Decimal128;
import org.bson.types.MaxKey;
import org.bson.types.ObjectId;

/** What holds for every value. */
class MappingProperties {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Property
    void normalisingTwiceIsNormalisingOnce(@ForAll String text) {
        String once = MatchKey.normalise(text);
        assertThat(MatchKey.normalise(once)).isEqualTo(once);
    }

    @Property
    void keysDoNotDependOnCaseBlanksOrComposition(@ForAll("words") String text) {
        String key = MatchKey.normalise(text);
        assertThat(MatchKey.normalise(text.toUpperCase(Locale.ROOT))).isEqualTo(key);
        assertThat(MatchKey.normalise(text.toLowerCase(Locale.ROOT))).isEqualTo(key);
        assertThat(MatchKey.normalise(" \t\u00A0" + text + "\u200B\n ")).isEqualTo(key);
        assertThat(MatchKey.normalise(Normalizer.normalize(text, Normalizer.Form.NFD)))
                .isEqualTo(key);
    }

    @Property
    void whatIsSentComesBackTheSame(@ForAll("types") FieldType type, @ForAll("values") Object value)
            throws JsonProcessingException {
        Field field = Samples.field(type);
        Object canonical = canonical(type, value);
        Map<String, Object> wire = new HashMap<>();
        wire.put("cell", Cells.toAirtable(field, canonical));
        Object answered =
                JSON.readValue(JSON.writeValueAsString(wire), Map.class).get("cell");
        assertThat(Cells.fromAirtable(field, answered)).isEqualTo(canonical);
        assertThat(Cells.same(field, Cells.fromAirtable(field, answered), canonical))
                .isTrue();
    }

    @Property
    void whatWasReadIsNotReadDifferentlyTheSecondTime(@ForAll("types") FieldType type, @ForAll("json") Object json) {
        Field field = Samples.field(type);
        Object canonical = Cells.fromAirtable(field, json);
        assertThat(Cells.fromAirtable(field, Cells.toAirtable(field, canonical)))
                .isEqualTo(canonical);
    }

    @Property
    void theDiffIsSymmetric(
            @ForAll("types") FieldType type, @ForAll("values") Object one, @ForAll("values") Object other) {
        Field field = Samples.field(type);
        Object a = canonical(type, one);
        Object b = canonical(type, other);
        assertThat(Cells.same(field, a, b)).isEqualTo(Cells.same(field, b, a));
        assertThat(Cells.same(field, a, a)).isTrue();
    }

    @Property
    void nothingThatADocumentHoldsThrows(@ForAll("documents") Document document) {
        Map<String, FieldMapping> fields = new LinkedHashMap<>();
        for (FieldType type : Samples.writableTypes()) {
            fields.put(
                    type.name(),
                    type == FieldType.multipleRecordLinks ? Samples.link("a") : Samples.from("a.0.b", "b.a", "a", "b"));
        }
        Mapped mapped = new Mapper(Samples.mapping(fields), Samples.everyType()).map(document);
        int told = mapped.cells().size()
                + mapped.links().size()
                + mapped.badCells().size();
        assertThat(told).isEqualTo(fields.size());
        assertThat(mapped.badCells()).allSatisfy(bad -> assertThat(bad.reason()).matches("(?s).*[.?]"));
    }

    @Property
    void htmlOfAnyKindBecomesText(@ForAll String text) {
        assertThat(Html.strip(text)).isNotNull();
        assertThat(Html.strip("<p>" + text + "&lt;<br>")).isNotNull();
    }

    private static Object canonical(FieldType type, Object value) {
        Object cell = Samples.convert(type, value);
        if (cell instanceof BadCell) {
            return null;
        }
        // a link's keys become record ids elsewhere; any texts do here
        return type == FieldType.multipleRecordLinks ? Cells.fromAirtable(Samples.field(type), cell) : cell;
    }

    @Provide
    Arbitrary<FieldType> types() {
        return Arbitraries.of(Samples.writableTypes());
    }

    @Provide
    Arbitrary<String> words() {
        Arbitrary<String> latin =
                Arbitraries.strings().withCharRange('!', '\u024F').ofMaxLength(12);
        Arbitrary<String> others = Arbitraries.strings()
                .withCharRange('\u0391', '\u03CE')
                .withCharRange('\u0410', '\u044F')
                .withCharRange('\u05D0', '\u05EA')
                .withCharRange('\uAC00', '\uAC80')
                .ofMaxLength(12);
        Arbitrary<String> known = Arbitraries.of(
                "Stra\u00DFe",
                "STRASSE",
                "\u1E9Ea",
                "\u0130stanbul",
                "\u039F\u0394\u039F\u03A3",
                "\uD83C\uDF5D Pasta",
                "\uFB01n");
        return Arbitraries.oneOf(latin, others, known);
    }

    @Provide
    Arbitrary<Object> values() {
        return Arbitraries.oneOf(scalars(), scalars().list().ofMaxSize(4).map(list -> (Object) new ArrayList<>(list)));
    }

    @Provide
    Arbitrary<Object> json() {
        Arbitrary<Object> scalars = Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(10).map(v -> (Object) v),
                Arbitraries.integers().map(v -> (Object) v),
                Arbitraries.doubles().map(v -> (Object) v),
                Arbitraries.of(true, false),
                Arbitraries.of("2024-06-01T18:00:00.000Z", "2024-06-01", "VIP"),
                Arbitraries.of(
                        Map.of("id", "recA", "email", "a@b"),
                        Map.of("error", "#ERROR!"),
                        Map.of("text", "x", "type", "y")));
        return Arbitraries.oneOf(scalars, scalars.list().ofMaxSize(3).map(list -> (Object) list));
    }

    @Provide
    Arbitrary<Document> documents() {
        Arbitrary<Object> nested = Arbitraries.lazyOf(
                this::scalars,
                () -> values(),
                () -> Arbitraries.maps(Arbitraries.of("a", "b", "0", "url", "email", "text", "id"), values())
                        .ofMaxSize(3)
                        .map(Document::new),
                () -> Arbitraries.maps(Arbitraries.of("a", "b"), values())
                        .ofMaxSize(2)
                        .map(Document::new)
                        .list()
                        .ofMaxSize(3)
                        .map(list -> (Object) list));
        return Arbitraries.maps(Arbitraries.of("a", "b"), nested).map(Document::new);
    }

    private Arbitrary<Object> scalars() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(20).map(v -> (Object) v),
                Arbitraries.of(
                        "VIP",
                        " high value",
                        "yes",
                        "1:30",
                        "2024-06-01",
                        "a@b.c",
                        "https://e.x/a.png?b#c",
                        "1e308",
                        "-1e-320"),
                Arbitraries.integers().map(v -> (Object) v),
                Arbitraries.longs().map(v -> (Object) v),
                Arbitraries.longs().map(v -> (Object) new Date(v)),
                Arbitraries.longs()
                        .between(-60_000_000_000_000L, 250_000_000_000_000L)
                        .map(v -> (Object) new Date(v)),
                Arbitraries.doubles().map(v -> (Object) v),
                Arbitraries.bigDecimals().map(v -> (Object) v.toPlainString()),
                Arbitraries.integers().between(-5, 15).map(v -> (Object) v),
                Arbitraries.of(
                        true,
                        false,
                        Double.NaN,
                        Double.POSITIVE_INFINITY,
                        -0.0,
                        Double.MIN_VALUE,
                        Double.MAX_VALUE,
                        Decimal128.NaN,
                        Decimal128.NEGATIVE_ZERO,
                        Decimal128.parse("1E+6000"),
                        Decimal128.parse("1E-6000"),
                        new ObjectId("65a1b2c3d4e5f60718293a4b"),
                        new Binary(new byte[2]),
                        new BsonTimestamp(),
                        new MaxKey()),
                Arbitraries.just(null));
    }
}

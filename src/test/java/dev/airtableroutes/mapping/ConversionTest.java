package dev.airtableroutes.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.base.FieldType;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.Decimal128;
import org.bson.types.MinKey;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

/** What each field type makes of what MongoDB holds. */
class ConversionTest {

    private static final Date DAY = new Date(1717264800000L); // 2024-06-01T18:00:00Z

    @Test
    void textTakesAnyScalar() {
        assertThat(text(12)).isEqualTo("12");
        assertThat(text(9007199254740993L)).isEqualTo("9007199254740993");
        assertThat(text(1e20)).isEqualTo("100000000000000000000");
        assertThat(text(3.0)).isEqualTo("3");
        assertThat(text(Decimal128.parse("12.50"))).isEqualTo("12.5");
        assertThat(text(true)).isEqualTo("true");
        assertThat(text(new ObjectId("65a1b2c3d4e5f60718293a4b"))).isEqualTo("65a1b2c3d4e5f60718293a4b");
        assertThat(text(DAY)).isEqualTo("2024-06-01T18:00:00.000Z");
        assertThat(text(new BsonTimestamp(1717264800, 1))).isEqualTo("2024-06-01T18:00:00.000Z");
        assertThat(text(UUID.fromString("00000000-0000-0001-0000-000000000002")))
                .isEqualTo("00000000-0000-0001-0000-000000000002");
        assertThat(text(Arrays.asList("a", null, 2, ""))).isEqualTo("a, 2");
        assertThat(text("  as it is \r\n")).isEqualTo("  as it is \r\n");
    }

    @Test
    void textRefusesWhatIsNoScalar() {
        assertThat(reason(FieldType.singleLineText, new Document("street", "Elm").append("city", "Ulm")))
                .isEqualTo("An object of street, city is no text; name a single value, such as a path into it.");
        assertThat(reason(FieldType.singleLineText, List.of(List.of("Wine", 3))))
                .isEqualTo("The list holds a list of 2, which is no text; `each` picks a value of it.");
        assertThat(reason(FieldType.singleLineText, new Binary(new byte[3]))).startsWith("Binary data is no text");
        assertThat(reason(FieldType.singleLineText, new MinKey())).startsWith("A value of type MinKey is no text");
        assertThat(reason(FieldType.singleLineText, Double.NaN)).isEqualTo("NaN is not a finite number.");
    }

    @Test
    void aTextOfAHundredThousandCharactersFitsAndOneMoreDoesNot() {
        assertThat(text("x".repeat(100_000))).isEqualTo("x".repeat(100_000));
        BadCell bad = (BadCell) convert(FieldType.multilineText, "x".repeat(100_001));
        assertThat(bad.reason()).isEqualTo("The text has 100,001 characters; a cell of Airtable holds 100,000.");
        assertThat(bad.value()).hasSize(200);
    }

    @Test
    void brokenCharactersAreReplacedAndWholeOnesKept() {
        assertThat(text("a\uD800b\0c\uDC00")).isEqualTo("a\uFFFDb\uFFFDc\uFFFD");
        assertThat(text("\uD83C\uDF5D\u05E9")).isEqualTo("\uD83C\uDF5D\u05E9");
    }

    @Test
    void numbersComeFromNumbersAndFromPlainText() {
        for (Object value : List.of(1234.5, "1234.5", " 1.2345e3 ", Decimal128.parse("1234.50"), 1234.5f)) {
            assertThat(convert(FieldType.number, value)).as(value.toString()).isEqualTo(new BigDecimal("1234.5"));
        }
        assertThat(convert(FieldType.number, Decimal128.NEGATIVE_ZERO)).isEqualTo(BigDecimal.ZERO);
        assertThat(convert(FieldType.currency, 100)).isEqualTo(new BigDecimal("1E+2"));
        assertThat(convert(FieldType.percent, 0.25)).isEqualTo(new BigDecimal("0.25"));
        assertThat(convert(FieldType.number, "  ")).isNull();
    }

    @Test
    void numbersRefuseWhatIsInDoubt() {
        for (Object value :
                List.of("1,234.50", "1.234,50", "12 EUR", "0x10", "1e999999999", "\u0661", ".", "e5", "NaN")) {
            assertThat(reason(FieldType.number, value))
                    .as(value.toString())
                    .endsWith("is not a plain number such as 1234.5.");
        }
        assertThat(reason(FieldType.number, Double.NEGATIVE_INFINITY)).isEqualTo("-Infinity is not a finite number.");
        assertThat(reason(FieldType.number, Decimal128.NaN)).isEqualTo("NaN is not a finite number.");
        assertThat(reason(FieldType.number, true)).isEqualTo("True is not a number.");
        assertThat(reason(FieldType.number, DAY)).isEqualTo("The date 2024-06-01T18:00:00Z is not a number.");
    }

    @Test
    void ratingsAreWholeAndNoneIsNothing() {
        assertThat(convert(FieldType.rating, 3.0)).isEqualTo(new BigDecimal("3"));
        assertThat(convert(FieldType.rating, 0)).isNull();
        assertThat(reason(FieldType.rating, 11)).isEqualTo("11 is not a whole number between 1 and 10.");
        assertThat(reason(FieldType.rating, 2.5)).isEqualTo("2.5 is not a whole number between 1 and 10.");
    }

    @Test
    void durationsAreSecondsOrClockTime() {
        assertThat(convert(FieldType.duration, 90)).isEqualTo(new BigDecimal("9E+1"));
        assertThat(convert(FieldType.duration, "1:30")).isEqualTo(new BigDecimal("5.4E+3"));
        assertThat(convert(FieldType.duration, "100:00:01.5")).isEqualTo(new BigDecimal("360001.5"));
        for (String value : List.of("1:60", ":30", "1:2:3:4", "1:-5", "1:1e1")) {
            assertThat(reason(FieldType.duration, value)).as(value).contains("expected seconds, h:mm or h:mm:ss");
        }
    }

    @Test
    void checkboxesKnowTheUsualWords() {
        for (Object value : List.of(true, "TRUE", " yes ", "1", 1, 1.0)) {
            assertThat(convert(FieldType.checkbox, value)).as(value.toString()).isEqualTo(true);
        }
        for (Object value : List.of(false, "false", "No", "0", 0, " ")) {
            assertThat(convert(FieldType.checkbox, value)).as(value.toString()).isNull();
        }
        for (Object value : List.of("maybe", 2, Double.NaN, DAY)) {
            assertThat(reason(FieldType.checkbox, value)).as(value.toString()).contains("neither true nor false");
        }
    }

    @Test
    void optionsAreFoundWhateverTheirCase() {
        assertThat(convert(FieldType.singleSelect, "VIP")).isEqualTo("VIP");
        assertThat(convert(FieldType.singleSelect, " high value ")).isEqualTo("High Value");
        assertThat(convert(FieldType.singleSelect, "vegan")).isEqualTo("vegan");
        assertThat(convert(FieldType.multipleSelects, Arrays.asList("vip", null, "Regular", "VIP")))
                .isEqualTo(List.of("Regular", "VIP"));
        assertThat(convert(FieldType.multipleSelects, "vip")).isEqualTo(List.of("VIP"));
    }

    @Test
    void anUnknownOptionNamesTheNearest() {
        assertThat(reason(FieldType.singleSelect, "Regulr"))
                .isEqualTo("\"Regulr\" is not one of the 5 options of the field; the nearest is \"Regular\".");
        assertThat(reason(FieldType.multipleSelects, List.of("VIP", "VOP")))
                .contains("\"VOP\"", "the nearest is \"VIP\"");
        assertThat(reason(FieldType.singleSelect, List.of("VIP"))).contains("is not a single option");
        assertThat(reason(FieldType.singleSelect, "VEGAN"))
                .as("two options fold to it")
                .contains("\"VEGAN\"");
    }

    @Test
    void aSelectWithoutOptionsTakesNothingUnlessNobodyKnowsThem() {
        FieldMapping plain = FieldMapping.constant(null);

        assertThat(new SelectConverter(null, plain).one(" any ")).isEqualTo("any");
        assertThat(new SelectConverter(List.of(), plain).one(" ")).isNull();
        assertThat(new SelectConverter(List.of(), plain).several(List.of("any")))
                .isInstanceOfSatisfying(Bad.class, bad -> assertThat(bad.reason())
                        .isEqualTo(
                                "\"any\" is no option of the field, which has none yet: make them in Airtable, or say"
                                        + " options: create in the mapping."));
    }

    @Test
    void anOptionThatIsYetToBeMadeIsOneHoweverItIsSpelled() {
        SelectConverter interests = new SelectConverter(null, FieldMapping.constant(null));

        assertThat(interests.several(List.of("Sailing", "sailing", "SAILING ", "Chess")))
                .isEqualTo(List.of("Chess", "Sailing"));
        assertThat(interests.one("sAiling")).isEqualTo("Sailing");
    }

    @Test
    void datesComeInTheFormsOfIso() {
        for (Object value : List.of(
                DAY,
                "2024-06-01T18:00:00Z",
                "2024-06-01T18:00Z",
                "2024-06-01 18:00",
                "2024-06-01t20:00:00.000+02:00",
                "2024-06-01 20:00:00,0 +0200",
                "2024-06-01T20:00+02",
                "2024-06-01T20:00:00[Europe/Berlin]",
                "2024-06-01T20:00:00+02:00[Europe/Berlin]",
                1717264800000L,
                1717264800000.0,
                "1717264800000")) {
            assertThat(convert(FieldType.dateTime, value)).as(value.toString()).isEqualTo("2024-06-01T18:00:00.000Z");
            assertThat(convert(FieldType.date, value)).as(value.toString()).isEqualTo("2024-06-01");
        }
        assertThat(convert(FieldType.dateTime, "2024-06-01")).isEqualTo("2024-06-01T00:00:00.000Z");
        assertThat(convert(FieldType.dateTime, "2024-06-01T18:00:00.123456Z")).isEqualTo("2024-06-01T18:00:00.123Z");
    }

    @Test
    void whatNamesNoZoneIsReadInTheMappings() {
        FieldMapping berlin = Samples.in(ZoneId.of("Europe/Berlin"), "value");
        assertThat(Samples.convert(FieldType.dateTime, berlin, "2024-06-01T20:00"))
                .isEqualTo("2024-06-01T18:00:00.000Z");
        assertThat(Samples.convert(FieldType.dateTime, berlin, "2024-06-01")).isEqualTo("2024-05-31T22:00:00.000Z");
        assertThat(Samples.convert(FieldType.dateTime, berlin, "2024-06-01T20:00Z"))
                .isEqualTo("2024-06-01T20:00:00.000Z");
        assertThat(Samples.convert(FieldType.date, berlin, new Date(1717279200000L)))
                .isEqualTo("2024-06-02");
        assertThat(Samples.convert(FieldType.date, berlin, "2024-06-01T23:30")).isEqualTo("2024-06-01");
    }

    @Test
    void datesRefuseWhatIsInDoubt() {
        for (Object value :
                List.of("01/02/2024", "2024-2-3", "2024-02-30", "2024-01-01T25:00", "2024-01-01X", "soon")) {
            assertThat(reason(FieldType.dateTime, value))
                    .as(value.toString())
                    .contains("is no date; expected ISO 8601");
            assertThat(reason(FieldType.date, value)).as(value.toString()).contains("is no date; expected ISO 8601");
        }
        assertThat(reason(FieldType.date, 1717264800)).contains("is it one in seconds?");
        assertThat(reason(FieldType.dateTime, new Date(Long.MAX_VALUE))).contains("outside the years 0 to 9999");
        assertThat(reason(FieldType.dateTime, true)).startsWith("True is no date");
    }

    @Test
    void attachmentsComeByAddress() {
        assertThat(convert(FieldType.multipleAttachments, "https://example.com/a.png"))
                .isEqualTo(List.of(Map.of("url", "https://example.com/a.png")));
        assertThat(convert(
                        FieldType.multipleAttachments,
                        List.of(
                                new Document("url", "http://example.com/a").append("filename", "a.png"),
                                "HTTPS://b/c")))
                .isEqualTo(List.of(
                        Map.of("url", "http://example.com/a", "filename", "a.png"), Map.of("url", "HTTPS://b/c")));
        for (Object value : List.of("ftp://a/b", "https://", "data:image/png;base64,AA", 12, new Document())) {
            assertThat(reason(FieldType.multipleAttachments, value)).contains("is no attachment");
        }
    }

    @Test
    void collaboratorsComeByEmailOrId() {
        assertThat(convert(FieldType.singleCollaborator, " ana@example.com "))
                .isEqualTo(Map.of("email", "ana@example.com"));
        assertThat(convert(FieldType.multipleCollaborators, List.of("usrAAAAAAAAAAAAAA", new Document("email", "b@c"))))
                .isEqualTo(List.of(Map.of("email", "b@c"), Map.of("id", "usrAAAAAAAAAAAAAA")));
        assertThat(reason(FieldType.singleCollaborator, "Ana")).contains("\"Ana\" is no collaborator");
    }

    @Test
    void barcodesHoldAText() {
        assertThat(convert(FieldType.barcode, 4006381333931L)).isEqualTo(Map.of("text", "4006381333931"));
        assertThat(convert(FieldType.barcode, new Document("text", "A1").append("type", "upce")))
                .isEqualTo(Map.of("text", "A1"));
    }

    @Test
    void linksWantKeys() {
        assertThat(convert(
                        FieldType.multipleRecordLinks,
                        Arrays.asList(" U1", "u1", 7, null, new ObjectId("65A1B2C3D4E5F60718293A4B"))))
                .isEqualTo(List.of("u1", "7", "65a1b2c3d4e5f60718293a4b"));
        assertThat(convert(FieldType.multipleRecordLinks, null)).isEqualTo(List.of());
        assertThat(convert(FieldType.multipleRecordLinks, " ")).isEqualTo(List.of());
        assertThat(reason(FieldType.multipleRecordLinks, List.of(new Document("id", 1))))
                .isEqualTo("An object of id is no key of a record; `each` picks a value of it.");
    }

    @Test
    void htmlBecomesItsText() {
        assertThat(Html.strip("plain & simple 3 < 4")).isEqualTo("plain & simple 3 < 4");
        assertThat(Html.strip("<p>One<br/>two &amp; three</p>\n  <ul><li>four</li><li>f&#105;ve&nbsp;</li></ul>"))
                .isEqualTo("One\ntwo & three\nfour\nfive");
        assertThat(Html.strip("<style>p {}</style>a<!-- b -->c<script>x < y</script><a href=\"?a>b\">d</a>"))
                .isEqualTo("acd");
        assertThat(Html.strip("<b")).isEmpty();
        assertThat(Html.strip("&#xD800; &unknown; &#99999999;")).contains("&unknown;", "&#99999999;");
    }

    private static Object text(Object value) {
        return convert(FieldType.multilineText, value);
    }

    private static Object convert(FieldType type, Object value) {
        return Samples.convert(type, value);
    }

    private static String reason(FieldType type, Object value) {
        Object cell = convert(type, value);
        assertThat(cell).as(type + " of " + value).isInstanceOf(BadCell.class);
        return ((BadCell) cell).reason();
    }
}

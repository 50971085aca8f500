package dev.airtableroutes.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files of {@code mappings/bases/}, as they are committed. */
class BaseFilesTest {

    private static final Path FOLDER = Path.of("mappings", "bases");

    private static final JsonSchema SCHEMA = JsonSchemaFactory.getInstance(VersionFlag.V202012)
            .getSchema(BaseFilesTest.class.getResourceAsStream("/schema/base.schema.json"));

    /** <a href="https://support.airtable.com/docs/the-primary-field">The primary field</a>, "Supported field types". */
    private static final Set<FieldType> PRIMARY = Set.of(
            FieldType.singleLineText,
            FieldType.multilineText,
            FieldType.date,
            FieldType.dateTime,
            FieldType.phoneNumber,
            FieldType.email,
            FieldType.url,
            FieldType.number,
            FieldType.currency,
            FieldType.percent,
            FieldType.duration,
            FieldType.formula,
            FieldType.autoNumber,
            FieldType.barcode);

    private static final Map<String, Base> BASES = files().map(
                    file -> BaseFile.read(Placeholders.resolve(parse(file), variable -> null)))
            .collect(Collectors.toMap(Base::key, Function.identity(), (a, b) -> a, LinkedHashMap::new));

    static Stream<Path> files() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<Table> tables() {
        return BASES.values().stream().flatMap(base -> base.tables().values().stream());
    }

    private static Map<String, Object> parse(Path file) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        try {
            return new Yaml(new SafeConstructor(options)).load(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> mistakes(Object file) {
        return SCHEMA.validate(new ObjectMapper().valueToTree(file)).stream()
                .map(ValidationMessage::toString)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("files")
    void fitsTheSchema(Path file) {
        assertThat(mistakes(parse(file))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    a: singleLineTxt                                                    | $.tables.t.fields.a:
                    a: {type: number, choices: [b]}                                     | $.tables.t.fields.a.type:
                    a: {type: number, precision: 9}                                     | $.tables.t.fields.a.precision:
                    a: {type: dateTime, timeZone: UTC}                                  | $.tables.t.fields.a.timeZone:
                    a: {type: multipleRecordLinks, inverse: B}                          | $.tables.t.fields.a:
                    a: {name: A, typ: number}                                           | $.tables.t.fields.a:
                    a b: number                                                         | $.tables.t.fields:
                    """)
    void schemaNamesThePlaceOfAMistake(String field, String place) {
        Object file = new Yaml().load("{base: b, id: app, tables: {t: {fields: {" + field + "}}}}");

        assertThat(mistakes(file)).isNotEmpty().allMatch(mistake -> mistake.startsWith(place));
    }

    @Test
    void schemaKnowsEveryTypeButTheUnknown() {
        assertThat(SCHEMA.getSchemaNode().at("/$defs/type/enum"))
                .extracting(type -> FieldType.valueOf(type.asText()))
                .containsExactlyElementsOf(Arrays.stream(FieldType.values())
                        .filter(type -> type != FieldType.unknown)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("files")
    void aFileIsNamedAfterItsBase(Path file) {
        assertThat(file).hasFileName(parse(file).get("base") + ".yaml");
    }

    @Test
    void holdsNineBases() {
        assertThat(BASES)
                .containsOnlyKeys(
                        "cuculi",
                        "lead-generation",
                        "presence",
                        "yobot-client-crm",
                        "yobot-command-center",
                        "yobot-ops-alerts",
                        "yobot-roi",
                        "yobot-sales-automation",
                        "yobot-smartspend");
    }

    @ParameterizedTest
    @CsvSource({
        "cuculi,                 3, appaquqFN7vvvZGcq",
        "lead-generation,        4,",
        "presence,               6, appPRESENCE000001",
        "yobot-command-center,   9, appRt8V3tH4g5Z51f",
        "yobot-sales-automation, 34, appe05t1B1tn1Kn5",
        "yobot-client-crm,       8, appMbVQJ0n3nWR11N",
        "yobot-ops-alerts,       4, appCoAtCZdARb4A4F",
        "yobot-roi,              2, appbFDTqB2WtRNV1H",
        "yobot-smartspend,       5, appGtcRZUd0JqnkQS",
    })
    void hasItsTablesAndItsId(String base, int tables, String id) {
        assertThat(BASES.get(base).tables()).hasSize(tables);
        assertThat(BASES.get(base).id()).isEqualTo(id);
    }

    @Test
    void numbersTheTablesOfYoBotFrom1To62() {
        assertThat(tables().filter(table -> table.base().startsWith("yobot-")))
                .extracting(table ->
                        Integer.parseInt(table.key().substring(0, table.key().indexOf('_'))))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, 62).boxed().toList());
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyIdCanBeReplacedInTheEnvironment(Path file) {
        Map<String, Object> replaced = Placeholders.resolve(parse(file), variable -> variable);
        Base base = BaseFile.read(replaced);

        assertThat(base.id()).endsWith("_BASE_ID");
        assertThat(base.tables().values()).extracting(Table::id).allMatch(id -> id.endsWith("_ID"));
        assertThat(base.tables().values()).extracting(Table::id).doesNotHaveDuplicates();
    }

    @Test
    void onlyRealIdsAddressATable() {
        assertThat(tables().filter(table -> table.id() != null))
                .extracting(Table::logicalName, Table::address)
                .containsExactly(
                        tuple("cuculi/users", "tblQ0OHBit2AqaACy"),
                        tuple("cuculi/events", "tblrscr87h8fbtQTk"),
                        tuple("cuculi/messages", "tbljma5S4NhUn1OYl"),
                        tuple("yobot-command-center/2_leads_intake", "tblZhtHGNNRncYG9v"));
    }

    @Test
    void namesTheDefaultViews() {
        assertThat(tables().filter(table -> table.view() != null).collect(Collectors.toMap(Table::key, Table::view)))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "1_integration_test_log", "❌ Fails Only",
                        "2_leads_intake", "⚙️ All Leads (Latest First)",
                        "4_call_logs", "📞 Call Failures"));
    }

    @Test
    void hasTheMapOfTheIntegrationTestLog() {
        assertThat(names("yobot-command-center/1_integration_test_log"))
                .containsExactly(
                        entry("integration_name", "🔧 Integration Name"),
                        entry("pass_fail", "✅ Pass/Fail"),
                        entry("notes_debug", "🧠 Notes / Debug"),
                        entry("test_date", "📅 Test Date"),
                        entry("retry_attempted", "🔁 Retry Attempted?"),
                        entry("output_data", "📤 Output Data"),
                        entry("module_type", "🏗️ Module Type"),
                        entry("link", "🌐 Link"));
    }

    @Test
    void hasTheMapOfTheClientInstances() {
        assertThat(names("yobot-command-center/3_client_instances"))
                .containsExactly(
                        entry("client_name", "🧾 Client Name"),
                        entry("render_url", "📦 Render URL"),
                        entry("restart_hook", "🔄 Restart Hook"),
                        entry("slack_webhook", "🔔 Slack Webhook"),
                        entry("status", "🟢 Status"),
                        entry("last_updated", "⏰ Last Updated"));
    }

    @Test
    void hasTheMapOfTheDealMilestones() {
        assertThat(names("yobot-client-crm/23_deal_milestones"))
                .containsExactly(
                        entry("milestone_name", "🎯 Milestone Name"),
                        entry("deal_id", "🤝 Deal ID"),
                        entry("completed", "✅ Completed"),
                        entry("date", "📅 Date"));
    }

    @Test
    void keepsABlankAtTheEndOfAName() {
        assertThat(tables().flatMap(table -> table.fields().values().stream())
                        .map(Field::name)
                        .filter(name -> !name.equals(name.strip())))
                .containsExactly("📅 Last Used Timestamp ");
    }

    @Test
    void readsATabAtTheEndOfAName() {
        Map<String, Object> file = new Yaml().load("""
                base: b
                id: app
                tables: {t: {fields: {post_status: {name: "🔗 Post Status\\t", type: singleSelect}}}}
                """);

        assertThat(mistakes(file)).isEmpty();
        assertThat(BaseFile.read(file)
                        .tables()
                        .get("t")
                        .fields()
                        .get("post_status")
                        .name())
                .isEqualTo("🔗 Post Status\t");
    }

    @ParameterizedTest
    @MethodSource("tables")
    void everyTableIsSound(Table table) {
        assertThat(table.fields()).isNotEmpty();
        assertThat(table.fields().values())
                .extracting(field -> field.name().toLowerCase(Locale.ROOT))
                .as("Airtable's names, which it compares without case")
                .doesNotHaveDuplicates();
        assertThat(table.fields()).containsKey(table.primary());
        assertThat(table.fields().get(table.primary()).type())
                .as("type of the primary field")
                .isIn(PRIMARY);
    }

    @ParameterizedTest
    @MethodSource("tables")
    void everyLinkLeadsThereAndBack(Table table) {
        for (Field link : table.fields().values()) {
            if (link.linkedTable() == null) {
                continue;
            }
            Table other = BASES.get(table.base()).tables().get(link.linkedTable());
            assertThat(other).as("the table that %s links to", link.name()).isNotNull();
            if (link.options().get("inverse") instanceof String inverse) {
                assertThat(other.fields().values())
                        .filteredOn(field -> field.name().equals(inverse))
                        .as("the inverse of %s", link.name())
                        .singleElement()
                        .matches(field -> table.key().equals(field.linkedTable()))
                        .matches(field -> link.name().equals(field.options().get("inverse")));
            }
        }
    }

    private static Map<String, String> names(String logicalName) {
        Map<String, String> names = new LinkedHashMap<>();
        new Bases(BASES)
                .table(logicalName)
                .orElseThrow()
                .fields()
                .forEach((key, field) -> names.put(key, field.name()));
        return names;
    }
}

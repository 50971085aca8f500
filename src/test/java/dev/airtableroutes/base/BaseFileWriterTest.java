package dev.airtableroutes.base;

import static dev.airtableroutes.base.LiveBase.field;
import static dev.airtableroutes.base.LiveBase.select;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class BaseFileWriterTest {

    private static final JsonSchema SCHEMA = JsonSchemaFactory.getInstance(VersionFlag.V202012)
            .getSchema(BaseFileWriterTest.class.getResourceAsStream("/schema/base.schema.json"));

    /** Whoever may name a field in Airtable must not read the environment of this program by it. */
    @Test
    void whatLooksLikeAPlaceholderInAirtableStaysWhatItIs() {
        Base pulled = pull(
                """
                base: shop
                id: app1
                tables:
                  users:
                    name: ${SHOP_USERS:Users}
                    id: tblUsers000000001
                    fields:
                      mail: {name: Email, id: fldMail0000000001, type: email}
                """,
                new LiveBase()
                        .table(
                                "tblUsers000000001",
                                "${PATH}",
                                field("fldMail0000000001", "${PATH:x} $${PATH}", "email"))
                        .answer());

        assertThat(pulled.tables().get("users").fields().get("mail").name()).isEqualTo("${PATH:x} $${PATH}");
    }

    @Test
    void aFieldKeepsItsLogicalNameByIdThenByNameThenWithoutEmoji() {
        Base pulled = pull(
                """
                base: shop
                id: app1
                tables:
                  users:
                    name: Users
                    id: tblUsers000000001
                    fields:
                      mail: {name: Email, id: fldMail0000000001, type: email}
                      nick: {name: Nick, type: singleLineText}
                      pass_fail: {name: "✅ Pass/Fail", type: checkbox}
                """,
                new LiveBase()
                        .table(
                                "tblUsers000000001",
                                "👥 People",
                                field("fldNew00000000001", "Email", "email"),
                                field("fldMail0000000001", "Old e-mail", "email"),
                                field("fldPass0000000001", "❌ Pass/Fail", "checkbox"),
                                field("fldNick0000000001", "Nick", "singleLineText"),
                                field("fldRetry000000001", "🔁 Retry Attempted?", "checkbox"))
                        .answer());

        Table users = pulled.tables().get("users");
        assertThat(users.name()).isEqualTo("👥 People");
        assertThat(names(users))
                .containsEntry("mail", "Old e-mail")
                .containsEntry("pass_fail", "❌ Pass/Fail")
                .containsEntry("nick", "Nick")
                .containsEntry("email", "Email")
                .containsEntry("retry_attempted", "🔁 Retry Attempted?")
                .hasSize(5);
        assertThat(users.fields().values())
                .extracting(Field::name)
                .containsExactly("Email", "Old e-mail", "❌ Pass/Fail", "Nick", "🔁 Retry Attempted?");
        assertThat(users.primary()).isEqualTo("email");
    }

    @Test
    void aBaseOfWhichNothingIsKnownButItsIdIsDescribedWhole() {
        String begun = """
                base: shop
                id: ${SHOP_BASE_ID:}
                tables: {}
                """;
        assertThat(SCHEMA.validate(new ObjectMapper().valueToTree(parse(begun))))
                .isEmpty();

        Base pulled = pull(
                begun,
                new LiveBase()
                        .table("tblUsers000000001", "👥 People", field("fldMail0000000001", "📧 E-mail", "email"))
                        .answer());

        assertThat(pulled.tables()).containsOnlyKeys("people");
        assertThat(pulled.tables().get("people").id()).isEqualTo("tblUsers000000001");
        assertThat(names(pulled.tables().get("people"))).containsExactly(Map.entry("e_mail", "📧 E-mail"));
    }

    @Test
    void aTableKeepsItsLogicalNameByIdEvenWhenAnotherHasItsOldNameNow() {
        Base pulled = pull(
                """
                base: shop
                id: app1
                tables:
                  users: {name: Users, id: tblUsers000000001, fields: {id: email}}
                  staff: {name: Staff, id: tblStaff000000001, fields: {id: email}}
                  teams: {name: "🏀 Teams", fields: {id: email}}
                """,
                new LiveBase()
                        .table("tblStaff000000001", "Users", field("fld1", "id", "email"))
                        .table("tblUsers000000001", "Customers", field("fld2", "id", "email"))
                        .table("tblTeams000000001", "⚽ Teams", field("fld3", "id", "email"))
                        .table("tblNew00000000001", "Staff", field("fld4", "id", "email"))
                        .answer());

        assertThat(pulled.tables().values())
                .extracting(Table::key, Table::name)
                .containsExactly(
                        tuple("staff", "Users"),
                        tuple("users", "Customers"),
                        tuple("teams", "⚽ Teams"),
                        tuple("staff_2", "Staff"));
    }

    @Test
    void namesOfEmojiAloneAreNotTheSameName() {
        Base pulled = pull(
                "base: shop\nid: app1\ntables: {users: {name: Users, fields: {good: {name: '✅', type: checkbox}}}}",
                new LiveBase()
                        .table(
                                "tblUsers000000001",
                                "Users",
                                field("fld1", "❌", "checkbox"),
                                field("fld2", "✅", "checkbox"),
                                field("fld3", "🔥", "checkbox"))
                        .answer());

        assertThat(names(pulled.tables().get("users"))).isEqualTo(Map.of("field", "❌", "good", "✅", "field_2", "🔥"));
    }

    @Test
    void theLogicalNameOfSomethingThatIsGoneIsNotGivenToSomethingElse() {
        Base pulled = pull(
                "base: shop\nid: app1\ntables: {users: {name: Users, fields: {id: email, score: {name: Points, type: number}}}}",
                new LiveBase()
                        .table(
                                "tblUsers000000001",
                                "Users",
                                field("fld1", "id", "email"),
                                field("fld2", "Score", "formula"))
                        .answer());

        assertThat(names(pulled.tables().get("users"))).isEqualTo(Map.of("id", "id", "score_2", "Score"));
    }

    @Test
    void placeholdersStay() {
        String file = """
                base: shop
                id: ${SHOP_BASE_ID:app1}
                tables:
                  users:
                    name: ${SHOP_USERS_TABLE:Users}
                    id: ${SHOP_USERS_ID:tblUsers000000001}
                    view: "All: people"
                    fields: {id: email}
                  orders:
                    name: "${SHOP_ORDERS_TABLE:📦 Orders: all}"
                    id: ${SHOP_ORDERS_ID:}
                    fields: {id: email}
                """;
        String text = pullText(
                file,
                new LiveBase()
                        .table("tblUsers000000001", "Users", field("fld1", "id", "email"))
                        .table("tblOrders00000001", "📦 Orders: all", field("fld2", "id", "email"))
                        .answer());

        assertThat(text)
                .contains(
                        "\nid: ${SHOP_BASE_ID:app1}\n",
                        "    name: ${SHOP_USERS_TABLE:Users}\n    id: ${SHOP_USERS_ID:tblUsers000000001}\n",
                        "    view: \"All: people\"\n",
                        "    name: \"${SHOP_ORDERS_TABLE:📦 Orders: all}\"\n");
        // an id that nobody knew is known now, and can still be replaced
        assertThat(text).contains("    id: ${SHOP_ORDERS_ID:tblOrders00000001}\n");
        assertThat(read(text).tables().get("orders"))
                .returns("📦 Orders: all", Table::name)
                .returns("tblOrders00000001", Table::id);
    }

    /** The very file that people wrote, but for a field that is gone and one that is new. */
    @Test
    void whatPeopleWroteBesideTablesAndFieldsStays() {
        String text = pullText(
                """
                # yaml-language-server: $schema=../schema/base.schema.json
                # The shop.
                #
                # Ask Ana.
                base: shop
                name: Shop  # "ours"
                id: ${SHOP_BASE_ID:app1}
                tables:  # in the order of the tabs

                  # who buys
                  users:  # 2,000 of them
                    name: "#1 Users"  # with a number
                    id: tblUsers000000001
                    primary: mail  # nothing else is unique
                    fields:  # theirs
                      # by these they are known
                      # to everybody
                      mail: email  # unique
                      gone: checkbox  # for good
                      # of people
                      plan:   # chosen by sales
                        type: singleSelect
                        choices: [a, "b # b"]  # not c
                      # the end of users
                  # who sells
                  staff:
                    name: Staff
                    fields:
                      id: email
                    # nothing more of staff
                # The end.
                """,
                new LiveBase()
                        .table(
                                "tblUsers000000001",
                                "#1 Users",
                                field("fld1", "mail", "email"),
                                field("fld2", "New", "checkbox"),
                                select("fld3", "plan", "a", "b # b"))
                        .table("tblStaff000000001", "Staff", field("fld4", "id", "email"))
                        .answer());

        assertThat(text).isEqualTo("""
                # yaml-language-server: $schema=../schema/base.schema.json
                # The shop.
                #
                # Ask Ana.
                base: shop
                name: Shop  # "ours"
                id: ${SHOP_BASE_ID:app1}
                tables:  # in the order of the tabs
                  # who buys
                  users:  # 2,000 of them
                    name: "#1 Users"  # with a number
                    id: tblUsers000000001
                    primary: mail  # nothing else is unique
                    fields:  # theirs
                      # by these they are known
                      # to everybody
                      mail: {name: mail, id: fld1, type: email}  # unique
                      new: {name: New, id: fld2, type: checkbox}
                      # of people
                      plan: {name: plan, id: fld3, type: singleSelect, choices: [a, "b # b"]}  # chosen by sales  # not c
                      # the end of users
                  # who sells
                  staff:
                    name: Staff
                    id: tblStaff000000001
                    primary: id
                    fields:
                      id: {name: id, id: fld4, type: email}
                      # nothing more of staff
                # The end.
                """);
    }

    @Test
    void theDefaultOfAPlaceholderFollowsARenamedTable() {
        String text = pullText(
                """
                base: shop
                id: app1
                tables: {users: {name: "${SHOP_USERS_TABLE:Users}", id: tblUsers000000001, fields: {id: email}}}
                """,
                new LiveBase()
                        .table("tblUsers000000001", "Users v1.1", field("fld1", "id", "email"))
                        .answer());

        assertThat(text).contains("${SHOP_USERS_TABLE:Users v1.1}");
        assertThat(read(text).tables().get("users").name()).isEqualTo("Users v1.1");
    }

    @Test
    void whatTheTypeNeedsIsWritten() {
        Base pulled = pull(
                "base: shop\nid: app1\ntables: {users: {name: Users, fields: {id: email}}}",
                new LiveBase()
                        .table(
                                "tblUsers000000001",
                                "Users",
                                field("fld1", "id", "email"),
                                field("fld2", "Sum", "currency", Map.of("precision", 2, "symbol", "€")),
                                field(
                                        "fld3",
                                        "Stars",
                                        "rating",
                                        Map.of("max", 5, "icon", "star", "color", "redBright")),
                                field("fld4", "At", "dateTime", Map.of("timeZone", "Europe/London")),
                                field("fld5", "Took", "duration", Map.of("durationFormat", "h:mm:ss")),
                                select("fld6", "Status\t", "no", "true", "a, b", "7", "it's \"x\"", " blank "),
                                field(
                                        "fld7",
                                        "Orders",
                                        "multipleRecordLinks",
                                        Map.of("linkedTableId", "tblOrders00000001", "inverseLinkFieldId", "fld9")),
                                field(
                                        "fld10",
                                        "Sync",
                                        "externalSyncSource",
                                        Map.of("choices", List.of(Map.of("name", "x")))),
                                field("fld11", "New", "notYetInvented"),
                                select("fld12", "Empty"))
                        .table(
                                "tblOrders00000001",
                                "Orders",
                                field("fld8", "id", "email"),
                                field(
                                        "fld9",
                                        "👥 Buyer",
                                        "multipleRecordLinks",
                                        Map.of("linkedTableId", "tblUsers000000001", "inverseLinkFieldId", "fld7")))
                        .answer());

        Map<String, Field> users = pulled.tables().get("users").fields();
        assertThat(users.keySet())
                .containsExactly("id", "sum", "stars", "at", "took", "status", "orders", "sync", "empty");
        assertThat(users.get("sum").options()).isEqualTo(Map.of("precision", 2, "symbol", "€"));
        assertThat(users.get("stars").options()).isEqualTo(Map.of("max", 5));
        assertThat(users.get("at").options()).isEqualTo(Map.of("timeZone", "Europe/London"));
        assertThat(users.get("took").options()).isEqualTo(Map.of("format", "h:mm:ss"));
        assertThat(users.get("status").name()).isEqualTo("Status\t");
        assertThat(users.get("status").choices()).containsExactly("no", "true", "a, b", "7", "it's \"x\"", " blank ");
        assertThat(users.get("orders"))
                .returns("orders", Field::linkedTable)
                .returns(Map.of("inverse", "👥 Buyer"), Field::options);
        assertThat(users.get("sync").choices()).isEmpty();
        assertThat(users.get("empty").choices()).as("none, and not unknown").isEmpty();
        assertThat(pulled.tables().get("orders").fields().get("buyer"))
                .returns("users", Field::linkedTable)
                .returns(Map.of("inverse", "Orders"), Field::options);
    }

    @Property(tries = 300)
    void whatIsPulledIsWhatAirtableHoldsAndIsStable(@ForAll("bases") Map<String, Object> answer) {
        Base file = new Base("shop", "Shop", "app1", Map.of());
        LiveSchema live = LiveSchema.of(file, answer);

        String first = BaseFileWriter.write(file, "id: app1", live);
        Base read = read(first);

        assertThat(SCHEMA.validate(new ObjectMapper().valueToTree(parse(first))))
                .isEmpty();
        assertThat(read.tables().values())
                .extracting(Table::name)
                .containsExactlyElementsOf(
                        live.tables().stream().map(Table::name).toList());
        for (Table table : live.tables()) {
            Table there = read.tables().values().stream()
                    .filter(other -> other.id().equals(table.id()))
                    .findFirst()
                    .orElseThrow();
            assertThat(there.fields().get(there.primary()).name()).isEqualTo(table.primary());
            assertThat(there.fields().values())
                    .extracting(Field::name, Field::id, Field::type, Field::choices)
                    .containsExactlyElementsOf(table.fields().values().stream()
                            .map(field -> tuple(field.name(), field.id(), field.type(), field.choices()))
                            .toList());
        }
        LiveSchema again = LiveSchema.of(read, answer);
        assertThat(again.drift()).isEmpty();
        assertThat(BaseFileWriter.write(read, first, again)).isEqualTo(first);
    }

    @Provide
    Arbitrary<Map<String, Object>> bases() {
        Arbitrary<String> names = Arbitraries.oneOf(
                Arbitraries.of(
                        "Status",
                        "✅ Status",
                        "❌ status",
                        "no",
                        "null",
                        "~",
                        "1e3",
                        "0x1F",
                        "2024-01-01",
                        "<<",
                        "=",
                        "-"),
                Arbitraries.strings().withCharRange(' ', '~').ofMinLength(1).ofMaxLength(12),
                Arbitraries.strings()
                        .withChars("\t\n\u00a0\u0085\u2028\u200f\ufeff:#,[]{}&*!|>'\"%@`\\ אéß🔁".toCharArray())
                        .ofMinLength(1)
                        .ofMaxLength(8)
                        .map(BaseFileWriterTest::wholeCharacters));
        Arbitrary<Map<String, Object>> fields = Combinators.combine(
                        names.filter(name -> !name.isEmpty() && !name.contains("${")),
                        Arbitraries.of(FieldType.values()).filter(type -> type != FieldType.unknown),
                        names.filter(name -> !name.isEmpty() && !name.contains("${"))
                                .list()
                                .uniqueElements()
                                .ofMaxSize(4))
                .as((name, type, choices) -> {
                    Map<String, Object> field = new HashMap<>(Map.of("name", name, "type", type.name()));
                    if (type == FieldType.singleSelect || type == FieldType.multipleSelects) {
                        field.put(
                                "options",
                                Map.of(
                                        "choices",
                                        choices.stream()
                                                .map(choice -> Map.of("name", choice))
                                                .toList()));
                    }
                    return field;
                });
        Arbitrary<List<Map<String, Object>>> several = fields.list()
                .uniqueElements(field -> field.get("name"))
                .ofMinSize(1)
                .ofMaxSize(6);
        return Combinators.combine(
                        names.filter(name -> !name.isEmpty() && !name.contains("${"))
                                .list()
                                .uniqueElements()
                                .ofMinSize(1)
                                .ofMaxSize(3),
                        several.list().ofSize(3))
                .as((tables, tableFields) -> {
                    LiveBase base = new LiveBase();
                    for (int i = 0; i < tables.size(); i++) {
                        base.table("tbl" + i, tables.get(i), withIds(i, tableFields.get(i)));
                    }
                    return base.answer();
                });
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object>[] withIds(int table, List<Map<String, Object>> fields) {
        List<Map<String, Object>> numbered = new ArrayList<>();
        fields.forEach(field -> {
            Map<String, Object> one = new LinkedHashMap<>(field);
            one.put("id", "fld" + table + "x" + numbered.size());
            numbered.add(one);
        });
        return numbered.toArray(Map[]::new);
    }

    /** Halves of a character, which no JSON carries, become a question mark. */
    private static String wholeCharacters(String text) {
        return new String(text.getBytes(UTF_8), UTF_8);
    }

    private static Base pull(String file, Map<String, Object> answer) {
        return read(pullText(file, answer));
    }

    private static String pullText(String file, Map<String, Object> answer) {
        Base base = read(file);
        String text = BaseFileWriter.write(base, file, LiveSchema.of(base, answer));
        assertThat(text)
                .startsWith("# yaml-language-server: $schema=../schema/base.schema.json\n")
                .contains("\nbase: shop\n");
        assertThat(SCHEMA.validate(new ObjectMapper().valueToTree(parse(text)))).isEmpty();
        return text;
    }

    private static Base read(String text) {
        return BaseFile.read(Placeholders.resolve(parse(text), variable -> null));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> parse(String text) {
        return (Map<String, Object>) new Load(LoadSettings.builder().build()).loadFromString(text);
    }

    private static Map<String, String> names(Table table) {
        Map<String, String> names = new LinkedHashMap<>();
        table.fields().forEach((key, field) -> names.put(key, field.name()));
        return names;
    }
}

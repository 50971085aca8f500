package dev.airtableroutes.base;

import static dev.airtableroutes.base.LiveBase.field;
import static dev.airtableroutes.base.LiveBase.select;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import dev.airtableroutes.base.Drift.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LiveSchemaTest {

    private static final Base FILE = BaseFile.read(Map.of(
            "base", "shop",
            "id", "appShop0000000001",
            "tables",
                    Map.of(
                            "users",
                            Map.of(
                                    "name", "Users",
                                    "id", "tblUsers000000001",
                                    "view", "All people",
                                    "primary", "id",
                                    "fields",
                                            Map.of(
                                                    "id",
                                                    Map.of("type", "singleLineText", "id", "fldId000000000001"),
                                                    "status",
                                                    Map.of(
                                                            "name", "✅ Status",
                                                            "type", "singleSelect",
                                                            "choices", List.of("open", "done")),
                                                    "orders",
                                                    Map.of(
                                                            "name", "Orders",
                                                            "type", "multipleRecordLinks",
                                                            "table", "orders"))),
                            "orders",
                            Map.of("name", "Orders", "fields", Map.of("number", "number")))));

    @Test
    void aBaseAsInTheFileHasNoDrift() {
        LiveSchema live = LiveSchema.of(
                FILE,
                new LiveBase()
                        .table(
                                "tblUsers000000001",
                                "Users",
                                field("fldId000000000001", "id", "singleLineText"),
                                select("fldStatus00000001", "✅ Status", "open", "done", "late"),
                                field(
                                        "fldOrders00000001",
                                        "Orders",
                                        "multipleRecordLinks",
                                        Map.of("linkedTableId", "tblOrders00000001", "isReversed", false)))
                        .table("tblOrders00000001", "Orders", field("fldNumber00000001", "number", "number"))
                        .answer());

        assertThat(live.drift()).isEmpty();
        Table users = live.base().tables().get("users");
        assertThat(users)
                .returns("tblUsers000000001", Table::id)
                .returns("shop/users", Table::logicalName)
                .returns("All people", Table::view)
                .returns("id", Table::primary);
        assertThat(users.fields().get("status"))
                .isEqualTo(new Field(
                        "status",
                        "✅ Status",
                        "fldStatus00000001",
                        FieldType.singleSelect,
                        List.of("open", "done", "late"),
                        null,
                        Map.of()));
        assertThat(users.fields().get("orders").linkedTable()).isEqualTo("orders");
        assertThat(users.fields().get("orders").options()).containsExactly(entry("isReversed", false));
        assertThat(live.base().tables().get("orders").id()).isEqualTo("tblOrders00000001");
        assertThat(live.base().id()).isEqualTo("appShop0000000001");
    }

    @Test
    void whatIsRenamedIsFoundByItsId() {
        LiveSchema live = LiveSchema.of(
                FILE,
                users(
                        "👥 People",
                        field("fldId000000000001", "Identity", "singleLineText"),
                        select("fldStatus00000001", "✅ Status", "open", "done")));

        Table users = live.base().tables().get("users");
        assertThat(users.name()).isEqualTo("👥 People");
        assertThat(users.fields().get("id").name()).isEqualTo("Identity");
        assertThat(live.drift())
                .extracting(Drift::table, Drift::field, Drift::kind)
                .contains(tuple("shop/users", null, Kind.RENAMED), tuple("shop/users", "id", Kind.RENAMED));
        assertThat(live.drift())
                .filteredOn(drift -> drift.kind() == Kind.RENAMED)
                .noneMatch(Drift::harmful);
    }

    @Test
    void aCopyOfTheBaseIsFoundByItsNames() {
        LiveSchema live = LiveSchema.of(
                FILE,
                new LiveBase()
                        .table(
                                "tblCopy0000000001",
                                "Users",
                                field("fldCopy0000000001", "id", "singleLineText"),
                                select("fldCopy0000000002", "✅ Status", "open", "done"),
                                field("fldCopy0000000003", "Orders", "multipleRecordLinks"))
                        .table("tblCopy0000000002", "Orders", field("fldCopy0000000004", "number", "number"))
                        .answer());

        assertThat(live.drift()).isEmpty();
        assertThat(live.base().tables().get("users").id()).isEqualTo("tblCopy0000000001");
        assertThat(live.base().tables().get("users").fields().get("id").id()).isEqualTo("fldCopy0000000001");
    }

    @Test
    void theIdDecidesWhereNamesWereSwapped() {
        LiveSchema live = LiveSchema.of(
                FILE,
                new LiveBase()
                        .table("tblOther000000001", "Users", field("fldOther000000001", "id", "singleLineText"))
                        .table("tblUsers000000001", "Old users", field("fldId000000000001", "id", "singleLineText"))
                        .answer());

        assertThat(live.base().tables().get("users").name()).isEqualTo("Old users");
    }

    @Test
    void whatIsMissingIsLeftOutAndNamedWithTheNearestCandidate() {
        LiveSchema live = LiveSchema.of(
                FILE,
                users(
                        "Users",
                        field("fldOther000000001", "ID number", "singleLineText"),
                        select("fldStatus00000001", "❌ Status!", "open", "done")));

        assertThat(live.base().tables()).containsOnlyKeys("users");
        assertThat(live.base().tables().get("users").fields()).isEmpty();
        assertThat(live.drift())
                .filteredOn(drift -> "status".equals(drift.field()))
                .singleElement()
                .returns(Kind.MISSING, Drift::kind)
                .returns(true, Drift::harmful)
                .extracting(Drift::sentence)
                .isEqualTo(
                        "mappings/bases/shop.yaml: table users has no field \"✅ Status\"; did you mean \"❌ Status!\"?");
        assertThat(live.drift())
                .filteredOn(drift -> drift.table().equals("shop/orders"))
                .singleElement()
                .returns(null, Drift::field)
                .returns(Kind.MISSING, Drift::kind)
                .extracting(Drift::sentence)
                .isEqualTo("mappings/bases/shop.yaml: Airtable has no table \"Orders\" in base shop.");
    }

    @Test
    void differencesComeWithTheMostHarmfulFirst() {
        LiveSchema live = LiveSchema.of(
                FILE,
                users(
                        "People",
                        field("fldId000000000001", "Identity", "formula", Map.of("result", Map.of("type", "number"))),
                        select("fldStatus00000001", "✅ Status", "done")));

        assertThat(live.drift())
                .filteredOn(drift -> drift.table().equals("shop/users"))
                .extracting(Drift::field, Drift::kind)
                .containsExactly(
                        tuple("orders", Kind.MISSING),
                        tuple("id", Kind.COMPUTED),
                        tuple(null, Kind.RENAMED),
                        tuple("id", Kind.RENAMED),
                        tuple("status", Kind.CHOICES));
    }

    @Test
    void everyLiveTableIsThereForSuggestionsAndForThePull() {
        LiveSchema live = LiveSchema.of(
                FILE,
                new LiveBase()
                        .table("tblNew00000000001", "🆕 New", field("fldNew00000000001", "Odd", "notYetInvented"))
                        .answer());

        assertThat(live.tables()).extracting(Table::name).containsExactly("🆕 New");
        assertThat(live.tables().get(0).primary()).isEqualTo("Odd");
        assertThat(live.tables().get(0).fields().get("Odd").type()).isEqualTo(FieldType.unknown);
    }

    @Test
    void anAnswerWithoutTablesMissesThemAll() {
        LiveSchema live = LiveSchema.of(FILE, Map.of());

        assertThat(live.tables()).isEmpty();
        assertThat(live.drift()).extracting(Drift::table).containsExactlyInAnyOrder("shop/users", "shop/orders");
    }

    @SafeVarargs
    private static Map<String, Object> users(String name, Map<String, Object>... fields) {
        return new LiveBase().table("tblUsers000000001", name, fields).answer();
    }
}

package dev.airtableroutes.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

class BaseFileTest {

    @Test
    void aFileInFull() {
        Base base = read("""
                base: shop
                name: "The Shop"
                id: appShop0000000001
                tables:
                  orders:
                    name: "📦 Orders\\t"
                    id: tblOrders00000001
                    view: All orders
                    primary: number
                    fields:
                      customer: {name: Customer, id: fldCustomer000001, type: multipleRecordLinks, table: users}
                      number: {name: "No.", type: number, precision: 0}
                      status: {name: Status, type: singleSelect, choices: [open, "in/out", 7]}
                  users:
                    fields:
                      id: singleLineText
                """);

        assertThat(base)
                .returns("shop", Base::key)
                .returns("The Shop", Base::name)
                .returns("appShop0000000001", Base::id);
        assertThat(base.tables().keySet()).containsExactly("orders", "users");
        Table orders = base.tables().get("orders");
        assertThat(orders)
                .returns("shop", Table::base)
                .returns("📦 Orders\t", Table::name)
                .returns("tblOrders00000001", Table::id)
                .returns("All orders", Table::view)
                .returns("number", Table::primary);
        assertThat(orders.fields().values())
                .containsExactly(
                        new Field(
                                "customer",
                                "Customer",
                                "fldCustomer000001",
                                FieldType.multipleRecordLinks,
                                List.of(),
                                "users",
                                Map.of()),
                        new Field("number", "No.", null, FieldType.number, List.of(), null, Map.of("precision", 0)),
                        new Field(
                                "status",
                                "Status",
                                null,
                                FieldType.singleSelect,
                                List.of("open", "in/out", "7"),
                                null,
                                Map.of()));
    }

    @Test
    void optionsThatNobodyKnowsAreNotNone() {
        Base base = read("base: shop\nid: appShop0000000001\ntables: {users: {fields: "
                + "{tags: multipleSelects, status: {type: singleSelect}, kind: {type: singleSelect, choices: []}}}}");

        Map<String, Field> fields = base.tables().get("users").fields();
        assertThat(fields.get("tags").choices()).isNull();
        assertThat(fields.get("status").choices()).isNull();
        assertThat(fields.get("kind").choices()).isEmpty();
    }

    @Test
    void whatIsLeftOutHasItsDefault() {
        Base base = read("base: shop\nid: appShop0000000001\ntables: {users: {fields: {id: email, name: richText}}}");

        assertThat(base.name()).isEqualTo("shop");
        assertThat(base.tables().get("users"))
                .returns("users", Table::name)
                .returns(null, Table::id)
                .returns(null, Table::view)
                .returns("id", Table::primary)
                .returns("users", Table::address);
        assertThat(base.tables().get("users").fields().get("name"))
                .isEqualTo(new Field("name", "name", null, FieldType.richText, List.of(), null, Map.of()));
    }

    @Test
    void anEmptyTextIsNone() {
        Base base = read("base: shop\nid: a\ntables: {users: {id: '', name: '', fields: {id: {type: email, id: ''}}}}");

        assertThat(base.tables().get("users").id()).isNull();
        assertThat(base.tables().get("users").name()).isEqualTo("users");
        assertThat(base.tables().get("users").fields().get("id").id()).isNull();
    }

    @Test
    void anUnheardOfTypeIsReadOnly() {
        Base base = read("base: shop\nid: a\ntables: {users: {fields: {id: hologram, seen: lookup}}}");

        assertThat(base.tables().get("users").fields().get("id").type()).isEqualTo(FieldType.unknown);
        assertThat(FieldType.unknown.computed()).isTrue();
        assertThat(base.tables().get("users").fields().get("seen").type()).isEqualTo(FieldType.multipleLookupValues);
    }

    private static Base read(String yaml) {
        return BaseFile.read(new Yaml().<Map<String, Object>>load(yaml));
    }
}

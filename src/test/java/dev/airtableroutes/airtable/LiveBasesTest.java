package dev.airtableroutes.airtable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.airtableroutes.base.Base;
import dev.airtableroutes.failure.ConfigurationException;
import dev.airtableroutes.mapping.Catalog;
import dev.airtableroutes.mapping.Mappings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveBasesTest {

    @TempDir
    private Path directory;

    @Test
    void aLinkThatLeadsToAnotherTableThanTheMappingSaysIsToldBeforeTheFirstWrite() throws IOException {
        LiveBases bases = shop();

        assertThat(learn(bases, "tblUsers000000001")
                        .tables()
                        .get("orders")
                        .fields()
                        .get("customer")
                        .linkedTable())
                .isEqualTo("users");
        assertThatThrownBy(() -> learn(bases, "tblOrders00000001"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll(
                        "orders.yaml: fields.customer links to shop/users", "the field leads to shop/orders");
        assertThatThrownBy(() -> learn(bases, "tblNobody00000001"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("leads to a table that mappings/bases/shop.yaml does not have");
    }

    private static Base learn(LiveBases bases, String customersLeadTo) {
        Answer answer = Answer.of(Map.of(
                "tables",
                List.of(
                        table("tblUsers000000001", "Users", field("fld1", "id", "singleLineText", Map.of())),
                        table(
                                "tblOrders00000001",
                                "Orders",
                                field("fld2", "number", "singleLineText", Map.of()),
                                field(
                                        "fld3",
                                        "customer",
                                        "multipleRecordLinks",
                                        Map.of("linkedTableId", customersLeadTo))))));
        return bases.learn(answer, bases.call("shop")).base();
    }

    @SafeVarargs
    private static Map<String, Object> table(String id, String name, Map<String, Object>... fields) {
        return Map.of("id", id, "name", name, "primaryFieldId", fields[0].get("id"), "fields", List.of(fields));
    }

    private static Map<String, Object> field(String id, String name, String type, Map<String, ?> options) {
        return Map.of("id", id, "name", name, "type", type, "options", options);
    }

    private LiveBases shop() throws IOException {
        write("bases/shop.yaml", """
                base: shop
                id: appShop0000000001
                tables:
                  users:
                    name: Users
                    id: tblUsers000000001
                    fields:
                      id: singleLineText
                  orders:
                    name: Orders
                    id: tblOrders00000001
                    fields:
                      number: singleLineText
                      customer: {type: multipleRecordLinks, table: users}
                """);
        write("tables/shop/users.yaml", """
                table: shop/users
                collection: users
                match: [id]
                fields:
                  id: _id
                """);
        write("tables/shop/orders.yaml", """
                table: shop/orders
                collection: orders
                match: [number]
                fields:
                  number: _id
                  customer: {from: user, link: shop/users}
                """);
        return new LiveBases(new Mappings(Catalog.load(directory, variable -> null)));
    }

    private void write(String file, String text) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}

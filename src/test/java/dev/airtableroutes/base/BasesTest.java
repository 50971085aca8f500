package dev.airtableroutes.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BasesTest {

    private static final Table USERS = new Table("shop", "users", "Users", null, null, null, Map.of());

    private static final Bases BASES = new Bases(bases());

    private static Map<String, Base> bases() {
        Map<String, Base> bases = new LinkedHashMap<>();
        bases.put("shop", new Base("shop", "Shop", "appShop0000000001", Map.of("users", USERS)));
        bases.put("desk", new Base("desk", "Desk", "appDesk0000000001", Map.of()));
        return bases;
    }

    @Test
    void aTableIsFoundByItsLogicalName() {
        assertThat(BASES.table("shop/users")).containsSame(USERS);
    }

    @Test
    void anUnknownNameFindsNothing() {
        assertThat(BASES.table("shop/people")).isEmpty();
        assertThat(BASES.table("desk/users")).isEmpty();
        assertThat(BASES.table("bakery/users")).isEmpty();
        assertThat(BASES.table("users")).isEmpty();
    }

    @Test
    void basesKeepTheirOrder() {
        assertThat(BASES.all()).extracting(Base::key).containsExactly("shop", "desk");
    }
}

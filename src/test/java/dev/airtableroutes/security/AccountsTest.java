package dev.airtableroutes.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.airtableroutes.failure.ConfigurationException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.security.core.userdetails.UserDetails;

class AccountsTest {

    private static final String KEY = "patTESTkey.0123456789";

    @Test
    void withoutAnythingAPasswordIsMadeUpEachTimeAnother() {
        Set<String> passwords = new HashSet<>();
        for (int start = 0; start < 5; start++) {
            Accounts accounts = new Accounts(new MockEnvironment());
            String password = accounts.madeUp().orElseThrow();
            passwords.add(password);
            assertThat(password).matches("[A-Za-z0-9_-]{20}");
            assertThat(accounts.users()).singleElement().satisfies(operator -> {
                assertThat(operator.getUsername()).isEqualTo("operator");
                assertThat(accounts.encoder().matches(password, operator.getPassword()))
                        .isTrue();
            });
        }
        assertThat(passwords).hasSize(5);
    }

    @ParameterizedTest
    @CsvSource({"access.operator.password", "access.viewer.password", "access.operator.api-key", "access.viewer.api-key"
    })
    void withAnyOfThemNothingIsMadeUp(String variable) {
        assertThat(new Accounts(new MockEnvironment().withProperty(variable, KEY)).madeUp())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"viewer.password, true", "viewer.api-key, true", "operator.password, false", "operator.api-key, false"})
    @ExtendWith(OutputCaptureExtension.class)
    void thatNobodyCanActIsSaidAtTheStart(String variable, boolean said, CapturedOutput output) {
        new Accounts(new MockEnvironment().withProperty("access." + variable, KEY));
        assertThat(output.toString().contains("Nobody can sync")).isEqualTo(said);
    }

    @Test
    void aPasswordIsKeptAsAHashAlone() {
        Accounts accounts = new Accounts(new MockEnvironment()
                .withProperty("access.operator.password", "open sesame")
                .withProperty("access.viewer.password", " "));
        UserDetails operator = accounts.users().get(0);
        assertThat(accounts.users()).hasSize(1);
        assertThat(operator.getPassword()).startsWith("{bcrypt}").doesNotContain("sesame");
        assertThat(accounts.encoder().matches("open sesame", operator.getPassword()))
                .isTrue();
        assertThat(accounts.encoder().matches("open", operator.getPassword())).isFalse();
    }

    @Test
    void aHashIsTakenAsItIs() {
        Accounts some = new Accounts(new MockEnvironment());
        String hash = some.encoder().encode("open sesame");
        Accounts accounts = new Accounts(new MockEnvironment().withProperty("access.viewer.password", hash));
        assertThat(accounts.users().get(0).getPassword()).isEqualTo(hash);
    }

    @ParameterizedTest
    @CsvSource({
        "access.operator.password, {noop}secret, OPERATOR_PASSWORD begins with {",
        "access.viewer.password, {bcrypt}secret, VIEWER_PASSWORD begins with {",
        "access.viewer.api-key, short-secret, VIEWER_API_KEY has fewer than 16 characters",
        "access.operator.password, secret7890123456789012345678901234567890123456789012345678901234567890123, 72 bytes"
    })
    void aMistakeIsASentenceWithoutTheSecret(String variable, String value, String sentence) {
        assertThatThrownBy(() -> new Accounts(new MockEnvironment().withProperty(variable, value)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(sentence)
                .hasMessageNotContaining("secret");
    }

    @Test
    void aKeyHasItsRoleAndAnotherNone() {
        Accounts accounts = new Accounts(new MockEnvironment()
                .withProperty("access.operator.api-key", KEY)
                .withProperty("access.viewer.api-key", KEY + "v"));
        assertThat(accounts.role(KEY)).contains(Accounts.OPERATOR);
        assertThat(accounts.role(KEY + "v")).contains(Accounts.VIEWER);
        assertThat(accounts.role(KEY + "x")).isEmpty();
        assertThat(accounts.role("")).isEmpty();
    }
}

package dev.airtableroutes.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {

    @ParameterizedTest
    @CsvSource({
        "🔁 Retry Attempted?, retryattempted",
        "'Email Address\t', emailaddress",
        "ÉCOLE, école",
        "שם מלא, שםמלא",
        "✅❌, ''",
        "Phase_2, phase2"
    })
    void aPlainNameIsItsLettersAndDigits(String name, String plain) {
        assertThat(Names.plain(name)).isEqualTo(plain);
    }

    @Test
    void theNearestNameIsFoundWithoutEmojiBlanksAndCase() {
        List<String> names = List.of("📧 E-Mail", "📞 Phone", "✅ Status", "Statistics");

        assertThat(Names.nearest("Email", names)).isEqualTo("📧 E-Mail");
        assertThat(Names.nearest("❌ status ", names)).isEqualTo("✅ Status");
        assertThat(Names.nearest("Phnoe", names)).isEqualTo("📞 Phone");
    }

    @Test
    void nothingIsSuggestedWhenNothingIsNear() {
        assertThat(Names.nearest("Subscription", List.of("Phone", "id"))).isNull();
        assertThat(Names.nearest("Subscription", List.of())).isNull();
    }

    @Property(tries = 200)
    void aNameIsNearestToItself(
            @ForAll @AlphaChars @StringLength(min = 1, max = 20) String name,
            @ForAll List<@AlphaChars @StringLength(min = 21, max = 30) String> others) {
        List<String> names = new ArrayList<>(others);
        names.add("🔁 " + name);

        assertThat(Names.nearest(name, names)).isEqualTo("🔁 " + name);
    }
}

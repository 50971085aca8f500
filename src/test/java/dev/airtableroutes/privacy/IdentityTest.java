package dev.airtableroutes.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTest {

    @ParameterizedTest
    @CsvSource({
        "acme.com, acme.com",
        "https://www.Acme.com/about?x=1#top, acme.com",
        "HTTP://acme.com:8080, acme.com",
        "www.acme.co.uk, acme.co.uk",
        "www2.acme.com, acme.com",
        "//acme.com/, acme.com",
        "https://user:secret@acme.com/path, acme.com",
        "acme.com., acme.com",
        "müller.de, xn--mller-kva.de",
        "jane@acme.com, acme.com",
        // a company may be called so
        "www.com, www.com",
        "shop.acme.com, shop.acme.com",
    })
    void aDomainHasOneForm(String written, String domain) {
        assertThat(Identity.domain(written)).isEqualTo(domain);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "Acme Inc.", "localhost", "http://", "a..b", "-a.com", "acme.c_m", "192.168.0.1", "?"})
    void whatIsNoDomainIsNone(String written) {
        assertThat(Identity.domain(written)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "https://www.linkedin.com/in/jane-doe-123/, jane-doe-123",
        "linkedin.com/in/Jane-Doe-123?trk=public_profile, jane-doe-123",
        "https://de.linkedin.com/in/jane-doe-123/en, jane-doe-123",
        "https://www.linkedin.com/in/jos%C3%A9-garc%C3%ADa, josé-garcía",
        "https://www.linkedin.com/in/josé-garcía, josé-garcía",
        "http://linkedin.com/pub/jane-doe/1/2/3, jane-doe",
        "https://www.linkedin.com/mwlite/in/jane-doe-123, jane-doe-123",
        "Profile: https://www.linkedin.com/in/jane-doe-123 (LinkedIn), jane-doe-123",
        "https://www.linkedin.com/in/100%-sales, 100%-sales",
    })
    void aProfileHasOneForm(String written, String slug) {
        assertThat(Identity.linkedinSlug(written)).isEqualTo(slug);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://www.linkedin.com/company/acme",
                "https://www.linkedin.com/jobs/view/1",
                "https://www.linkedin.com/in/",
                "https://example.com/in/jane",
                "jane"
            })
    void whatIsNoProfileIsNone(String written) {
        assertThat(Identity.linkedinSlug(written)).isNull();
        assertThat(Identity.linkedinUrl(written)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "Jane.Doe@Acme.COM, jane.doe@acme.com",
        "' jane@acme.com ', jane@acme.com",
        "mailto:jane@acme.com, jane@acme.com",
        "jane+list@acme.com, jane+list@acme.com",
        "jane@müller.de, jane@xn--mller-kva.de",
    })
    void anAddressHasOneForm(String written, String address) {
        assertThat(Identity.email(written)).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "jane",
                "jane@",
                "@acme.com",
                "jane@acme",
                "jane doe@acme.com",
                "a@b@acme.com",
                "jane@acme.com, joe@acme.com"
            })
    void whatIsNoAddressIsNone(String written) {
        assertThat(Identity.email(written)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"'  Jane   DOE ', jane doe", "王小明, 王小明", "José García, josé garcía", "Сергей  Иванов, сергей иванов"})
    void aNameIsComparedWithoutCaseAndRunsOfBlanks(String written, String name) {
        assertThat(Identity.name(written)).isEqualTo(name);
    }

    @Property
    void nothingWrittenBreaksAnything(@ForAll String written) {
        Identity.email(written);
        Identity.domain(written);
        Identity.linkedinSlug(written);
        Identity.name(written);
    }

    @Property
    void theOneFormIsItsOwnForm(
            @ForAll @AlphaChars @StringLength(min = 1, max = 20) String name,
            @ForAll @AlphaChars @StringLength(min = 2, max = 20) String company) {
        String host = company.toLowerCase(Locale.ROOT) + ".com";

        assertThat(Identity.domain("https://www." + host.toUpperCase(Locale.ROOT) + "/x"))
                .isEqualTo(Identity.domain(host));
        assertThat(Identity.email(Identity.email(name + "@" + host))).isEqualTo(Identity.email(name + "@" + host));
        assertThat(Identity.linkedinSlug(Identity.linkedinUrl("linkedin.com/in/" + name)))
                .isEqualTo(Identity.linkedinSlug("https://fr.linkedin.com/in/" + name + "/?x"));
    }

    @Test
    void anIdTellsNothingAndIsTheSameForTheSamePerson() {
        assertThat(Identity.contactId("Jane@Acme.com"))
                .isEqualTo(Identity.contactId(" jane@acme.com"))
                .matches("[0-9a-f]{24}");
    }
}

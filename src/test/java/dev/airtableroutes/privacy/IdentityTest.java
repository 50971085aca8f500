package dev.airtableroutes.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentityTest {

    private static final Map<String, UnaryOperator<String>> FORMS = Map.of(
            "domain", Identity::domain,
            "profile", Identity::linkedinSlug,
            "address", Identity::email,
            "name", Identity::name,
            "account", Identity::account);

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            domain  | acme.com                                        | acme.com
            domain  | https://www.Acme.com/about?x=1#top              | acme.com
            domain  | HTTP://acme.com:8080                            | acme.com
            domain  | www.acme.co.uk                                  | acme.co.uk
            domain  | www2.acme.com                                   | acme.com
            domain  | //acme.com/                                     | acme.com
            domain  | https://user:secret@acme.com/path               | acme.com
            domain  | acme.com.                                       | acme.com
            domain  | müller.de                                       | xn--mller-kva.de
            domain  | jane@acme.com                                   | acme.com
            # a company may be called so
            domain  | www.com                                         | www.com
            domain  | shop.acme.com                                   | shop.acme.com
            domain  | acme.com:8080                                   | acme.com
            domain  | www.acme.com:443/about                          | acme.com
            domain  | mailto:jane@acme.com                            | acme.com
            domain  | https:/acme.com                                 | acme.com
            # strasse.de is another owner's
            domain  | straße.de                                       | straße.de
            domain  | WWW.Straße.de/kontakt                           | straße.de
            profile | https://www.linkedin.com/in/jane-doe-123/       | jane-doe-123
            profile | linkedin.com/in/Jane-Doe-123?trk=public_profile | jane-doe-123
            profile | https://de.linkedin.com/in/jane-doe-123/en      | jane-doe-123
            profile | https://www.linkedin.com/in/jos%C3%A9-garc%C3%ADa | josé-garcía
            profile | https://www.linkedin.com/in/josé-garcía         | josé-garcía
            profile | http://linkedin.com/pub/jane-doe                | jane-doe
            # where LinkedIn sends those who ask for the older form
            profile | https://sy.linkedin.com/pub/krzysztof-marzec/a7/576/b50?trk=x | krzysztof-marzec-b50576a7
            profile | linkedin.com/pub/john-smith/4/a5/b7             | john-smith-0b70a54
            profile | linkedin.com/pub/john-smith/9/11/22/en          | john-smith-0220119
            profile | https://www.linkedin.com/mwlite/in/jane-doe-123 | jane-doe-123
            profile | Profile: https://www.linkedin.com/in/jane-doe-123 (LinkedIn) | jane-doe-123
            profile | https://www.linkedin.com/in/100%-sales          | 100%-sales
            address | Jane.Doe@Acme.COM                               | jane.doe@acme.com
            address | ' jane@acme.com '                               | jane@acme.com
            address | mailto:jane@acme.com                            | jane@acme.com
            address | jane+list@acme.com                              | jane+list@acme.com
            address | jane@müller.de                                  | jane@xn--mller-kva.de
            address | jane@straße.de                                  | jane@straße.de
            account | u/Jane_D                                        | reddit:jane_d
            account | /u/jane-d/                                      | reddit:jane-d
            account | https://old.reddit.com/user/Jane_D/?sort=new    | reddit:jane_d
            account | reddit.com/u/jane_d                             | reddit:jane_d
            account | Reddit:Jane_D                                   | reddit:jane_d
            account | elsewhere:jane.d                                | elsewhere:jane.d
            name    | '  Jane   DOE '                                 | jane doe
            name    | 王小明                                           | 王小明
            name    | José García                                     | josé garcía
            name    | Сергей  Иванов                                  | сергей иванов
            """)
    void whateverIsWrittenHasOneForm(String kind, String written, String form) {
        assertThat(FORMS.get(kind).apply(written)).isEqualTo(form);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            domain  | ''
            domain  | ' '
            domain  | Acme Inc.
            domain  | localhost
            domain  | http://
            domain  | a..b
            domain  | -a.com
            domain  | acme.c_m
            domain  | 192.168.0.1
            domain  | ?
            profile | https://www.linkedin.com/company/acme
            profile | https://www.linkedin.com/jobs/view/1
            profile | https://www.linkedin.com/in/
            profile | https://example.com/in/jane
            profile | jane
            profile | https://notlinkedin.com/in/jane
            profile | https://my-linkedin.com/in/jane
            profile | https://linkedin.evil.io/in/jane
            profile | https://www.linkedin.com/pub/dir/John/Smith
            profile | https://www.linkedin.com/pub/john-smith/4/a5
            address | ''
            address | jane
            address | jane@
            address | @acme.com
            address | jane@acme
            address | jane doe@acme.com
            address | a@b@acme.com
            address | jane@acme.com, joe@acme.com
            """)
    void whatIsNothingOfTheKindHasNone(String kind, String written) {
        assertThat(FORMS.get(kind).apply(written)).isNull();
        assertThat(Identity.linkedinUrl(written)).isNull();
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

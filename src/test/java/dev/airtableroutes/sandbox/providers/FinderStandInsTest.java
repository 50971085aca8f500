package dev.airtableroutes.sandbox.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.sandbox.providers.Knowledge.Says;
import java.io.IOException;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Anymailfinder, Findymail, Hunter, Apollo and People Data Labs: statuses, traps and what they charge. */
class FinderStandInsTest extends ProvidersFixture {

    private Answer anymailfinder(Person person) throws IOException {
        return post(
                "anymailfinder",
                "/find-email/person",
                "{'full_name':'" + person.fullName() + "','domain':'" + person.domain() + "'}");
    }

    private Answer findymail(Person person) throws IOException {
        return post(
                "findymail",
                "/api/search/name",
                "{'name':'" + person.fullName() + "','domain':'" + person.domain() + "'}");
    }

    private Answer hunter(Person person) throws IOException {
        return get(
                "hunter", "/email-finder" + query(Map.of("domain", person.domain(), "full_name", person.fullName())));
    }

    private Answer apollo(Person person) throws IOException {
        return post(
                "apollo", "/people/match" + query(Map.of("name", person.fullName(), "domain", person.domain())), null);
    }

    private Answer dataLabs(Person person) throws IOException {
        return get(
                "people-data-labs",
                "/person/enrich" + query(Map.of("name", person.fullName(), "company", person.company())));
    }

    @Test
    void anymailfinderAnswersEverythingWith200AndChargesValidOnesOnce() throws IOException {
        Person valid = knownTo("anymailfinder", Says.VERIFIED);
        Answer hit = anymailfinder(valid);
        assertThat(hit.at("/email_status").asText()).isEqualTo("valid");
        assertThat(hit.at("/valid_email").asText()).isEqualTo(valid.address());
        assertThat(hit.at("/credits_charged").asInt()).isEqualTo(1);
        Answer again = anymailfinder(valid);
        assertThat(again.at("/email").asText()).isEqualTo(valid.address());
        assertThat(again.at("/credits_charged").asInt()).isZero();

        Answer risky = anymailfinder(knownTo("anymailfinder", Says.RISKY));
        assertThat(risky.at("/email_status").asText()).isEqualTo("risky");
        assertThat(risky.at("/valid_email").isNull()).isTrue();
        Answer black = anymailfinder(PEOPLE.person(3));
        assertThat(black.status()).isEqualTo(200);
        assertThat(black.at("/email_status").asText()).isEqualTo("blacklisted");
        Answer miss = anymailfinder(unknownTo("anymailfinder"));
        assertThat(miss.status()).isEqualTo(200);
        assertThat(miss.at("/email_status").asText()).isEqualTo("not_found");
        assertThat(providers.bill("anymailfinder")).isEqualByComparingTo("1");

        providers.advance(Duration.ofDays(31));
        assertThat(anymailfinder(valid).at("/credits_charged").asInt()).isEqualTo(1);
        assertThat(providers.bill("anymailfinder")).isEqualByComparingTo("2");
    }

    @Test
    void anymailfinderVerifiesForAFifthOfACreditEachTime() throws IOException {
        Person person = knownTo("anymailfinder", Says.VERIFIED);
        String body = "{'email':'" + person.address() + "'}";
        assertThat(post("anymailfinder", "/verify-email", body)
                        .at("/email_status")
                        .asText())
                .isEqualTo("valid");
        post("anymailfinder", "/verify-email", body);
        assertThat(post("anymailfinder", "/verify-email", "{'email':'nobody@nowhere.example'}")
                        .at("/email_status")
                        .asText())
                .isEqualTo("invalid");
        assertThat(providers.bill("anymailfinder")).isEqualByComparingTo("0.6");
        providers.credits("anymailfinder", new BigDecimal("0.1"));
        Answer broke = post("anymailfinder", "/verify-email", body);
        assertThat(broke.status()).isEqualTo(402);
        assertThat(broke.at("/error").asText()).isEqualTo("upgrade_needed");
        assertThat(get("anymailfinder", "/account").at("/credits_left").decimalValue())
                .isEqualByComparingTo("0.1");
    }

    @Test
    void anymailfinderWantsItsKeyBare() throws IOException {
        String url = providers.url("anymailfinder") + "/account";
        Answer bearer = call("GET", url, null, List.of("Authorization", "Bearer " + providers.key("anymailfinder")));
        assertThat(bearer.status()).isEqualTo(401);
        assertThat(bearer.at("/error").asText()).isEqualTo("unauthorized");
        assertThat(call("GET", url, null, List.of()).status()).isEqualTo(401);
    }

    @Test
    void untidyInputIsRefusedAndFree() throws IOException {
        for (String body : List.of(
                "{'full_name':'Jane Doe','domain':'https://www.acme.example/about'}",
                "{'full_name':'Jane Doe','domain':'www.acme.example'}",
                "{'full_name':'Teller','domain':'acme.example'}",
                "{'full_name':'Jane Doe'}",
                "{'first_name':'Jane','domain':'acme.example'}",
                "{'linkedin_url':'https://www.linkedin.com/company/acme'}",
                "{'linkedin_url':'https://de.linkedin.com/in/jane?trk=x'}",
                "{'name':'Jane Doe','domain':'acme.example'}",
                "{'full_name':'','domain':'acme.example'}",
                "{}")) {
            Answer answer = post("anymailfinder", "/find-email/person", body);
            assertThat(answer.status()).as(body).isEqualTo(400);
            assertThat(answer.at("/error").asText()).isEqualTo("bad_request");
        }
        assertThat(providers.charges()).isEmpty();
    }

    @Test
    void findymailFindsUnderContactAndHasTwoKindsOfCredits() throws IOException {
        Person known = knownTo("findymail", Says.VERIFIED);
        assertThat(findymail(known).at("/contact/email").asText()).isEqualTo(known.address());
        findymail(known);
        Answer miss = findymail(unknownTo("findymail"));
        assertThat(miss.status()).isEqualTo(200);
        assertThat(miss.at("/contact").isNull()).isTrue();
        assertThat(providers.bill("findymail")).isEqualByComparingTo("1");

        String body = "{'email':'" + known.address() + "'}";
        assertThat(post("findymail", "/api/verify", body).at("/verified").asBoolean())
                .isTrue();
        post("findymail", "/api/verify", body);
        assertThat(providers.bill("findymail")).isEqualByComparingTo("3");
        providers.credits("findymail-verifier", BigDecimal.ZERO);
        assertThat(post("findymail", "/api/verify", body).status()).isEqualTo(402);
        assertThat(findymail(known).status()).isEqualTo(200);
        providers.credits("findymail", BigDecimal.ZERO);
        assertThat(findymail(known).status()).isEqualTo(402);
        Answer credits = get("findymail", "/api/credits");
        assertThat(credits.at("/credits").asInt(-1)).isZero();
        assertThat(credits.at("/verifier_credits").asInt(-1)).isZero();
    }

    @Test
    void findymailFindsByProfileUnderBothNames() throws IOException {
        Person known = one(person -> person.slug() != null
                && person.slug().matches("[a-z0-9-]+")
                && person.knownBy("findymail").isPresent());
        String body = "{'linkedin_url':'https://www.linkedin.com/in/" + known.slug() + "'}";
        for (String path : List.of("/api/search/linkedin", "/api/search/business-profile")) {
            Answer answer = post("findymail", path, body);
            assertThat(answer.at("/contact/email").asText()).isEqualTo(known.address());
            assertThat(answer.at("/contact/job_title").asText()).isEqualTo(known.title());
        }
        assertThat(providers.bill("findymail")).isEqualByComparingTo("1");
    }

    @Test
    void hunterTellsHitsMissesAndPeopleWhoObject() throws IOException {
        Person valid = knownTo("hunter", Says.VERIFIED);
        Answer hit = hunter(valid);
        assertThat(hit.at("/data/email").asText()).isEqualTo(valid.address());
        assertThat(hit.at("/data/verification/status").asText()).isEqualTo("valid");
        hunter(valid);
        assertThat(providers.bill("hunter")).isEqualByComparingTo("1");
        Answer catchAll = hunter(knownTo("hunter", Says.CATCH_ALL));
        assertThat(catchAll.at("/data/accept_all").asBoolean()).isTrue();
        assertThat(catchAll.at("/data/verification/status").asText()).isEqualTo("accept_all");
        Answer miss = hunter(unknownTo("hunter"));
        assertThat(miss.status()).isEqualTo(200);
        assertThat(miss.at("/data/email").isNull()).isTrue();
        assertThat(hunter(PEOPLE.person(7)).status()).isEqualTo(451);
        assertThat(providers.bill("hunter")).isEqualByComparingTo("2");
    }

    @Test
    void hunterAnswersNotYetAndLaterTheSameCall() throws IOException {
        Person slow = one(person ->
                person.knownBy("hunter").filter(known -> known.pending() == 2).isPresent());
        assertThat(hunter(slow).status()).isEqualTo(202);
        assertThat(hunter(slow).status()).isEqualTo(202);
        assertThat(providers.bill("hunter")).isZero();
        assertThat(hunter(slow).at("/data/email").asText()).isEqualTo(slow.address());
        assertThat(providers.bill("hunter")).isEqualByComparingTo("1");
    }

    @Test
    void hunterVerifiesWith222And451() throws IOException {
        Person failing = one(person -> person.smtpFailures() > 0 && person.address() != null);
        String path = "/email-verifier?email=" + failing.address();
        assertThat(get("hunter", path).status()).isEqualTo(222);
        Answer second = get("hunter", path);
        assertThat(second.at("/data/status").asText()).isEqualTo("valid");
        assertThat(providers.bill("hunter")).isEqualByComparingTo("1");
        Person optedOut = one(person -> person.optedOut() && person.address() != null);
        assertThat(get("hunter", "/email-verifier?email=" + optedOut.address()).status())
                .isEqualTo(451);
        Person catchAll =
                one(person -> person.deliverability() == Deliverability.CATCH_ALL && person.address() != null);
        assertThat(get("hunter", "/email-verifier?email=" + catchAll.address())
                        .at("/data/status")
                        .asText())
                .isEqualTo("accept_all");
        assertThat(get("hunter", "/email-verifier?email=a%20b").status()).isEqualTo(400);
    }

    @Test
    void hunterSwapsItsTwoLimits() throws IOException {
        Person person = unknownTo("hunter");
        // a minute instead of a second, since nobody knows how fast this machine is
        providers.limits("hunter", Rate.of(15, Duration.ofMinutes(1)).on("find"));
        for (int i = 0; i < 15; i++) {
            assertThat(hunter(person).status()).isEqualTo(200);
        }
        Answer rate = hunter(person);
        assertThat(rate.status()).isEqualTo(403);
        assertThat(rate.at("/errors/0/code").asInt()).isEqualTo(403);
        assertThat(rate.header("Retry-After")).isNull();
        providers.advance(Duration.ofMinutes(1));
        assertThat(hunter(person).status()).isEqualTo(200);
        providers.credits("hunter", BigDecimal.ZERO);
        assertThat(hunter(person).status()).isEqualTo(429);
        assertThat(get("hunter", "/email-finder?api_key=" + providers.key("hunter"))
                        .status())
                .isEqualTo(400);
        assertThat(call("GET", providers.url("hunter") + "/account", null, List.of())
                        .status())
                .isEqualTo(401);
        assertThat(get("hunter", "/account")
                        .at("/data/requests/credits/available")
                        .asInt(-1))
                .isZero();
    }

    @Test
    void apolloChargesMatchesWithAnAddressAlone() throws IOException {
        Person verified = knownTo("apollo", Says.VERIFIED);
        Answer hit = apollo(verified);
        assertThat(hit.at("/person/email").asText()).isEqualTo(verified.address());
        assertThat(hit.at("/person/email_status").asText()).isEqualTo("verified");
        assertThat(hit.header("x-rate-limit-minute")).isEqualTo("1000");
        assertThat(hit.header("x-minute-requests-left")).isEqualTo("999");
        assertThat(apollo(knownTo("apollo", Says.UNVERIFIED))
                        .at("/person/email_status")
                        .asText())
                .isEqualTo("unverified");
        assertThat(apollo(knownTo("apollo", Says.LOCKED)).at("/person/email").asText())
                .isEqualTo("email_not_unlocked@domain.com");
        assertThat(apollo(knownTo("apollo", Says.NO_ADDRESS))
                        .at("/person/email")
                        .isNull())
                .isTrue();
        assertThat(apollo(unknownTo("apollo")).at("/person").isNull()).isTrue();
        assertThat(providers.bill("apollo")).isEqualByComparingTo("2");
        apollo(verified);
        assertThat(providers.bill("apollo")).isEqualByComparingTo("3");
    }

    @Test
    void apolloHasWindowsAndPlainTextFor401() throws IOException {
        Answer wrong = call("POST", providers.url("apollo") + "/people/match", null, List.of("x-api-key", "no"));
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.header("Content-Type")).startsWith("text/plain");
        assertThat(post("apollo", "/people/match", "{'name':'Jane Doe'}").status())
                .isEqualTo(422);
        providers.limits("apollo", Apollo.FREE);
        Person person = unknownTo("apollo");
        for (int i = 0; i < 50; i++) {
            assertThat(apollo(person).status()).isEqualTo(200);
        }
        Answer limited = apollo(person);
        assertThat(limited.status()).isEqualTo(429);
        assertThat(limited.header("x-hourly-requests-left")).isEqualTo("150");
        assertThat(limited.header("x-24-hour-requests-left")).isEqualTo("550");
        int wait = Integer.parseInt(limited.header("retry-after"));
        assertThat(wait).isBetween(1, 60);
        providers.advance(Duration.ofSeconds(wait));
        assertThat(apollo(person).status()).isEqualTo(200);
    }

    @Test
    void dataLabsMissesWith404AndChargesProfilesWithoutAddress() throws IOException {
        Person known = knownTo("people-data-labs", Says.UNVERIFIED);
        Answer hit = dataLabs(known);
        assertThat(hit.at("/data/work_email").asText()).isEqualTo(known.address());
        assertThat(hit.header("x-call-credits-spent")).isEqualTo("1");
        Answer miss = dataLabs(unknownTo("people-data-labs"));
        assertThat(miss.status()).isEqualTo(404);
        assertThat(miss.at("/error/type").asText()).isEqualTo("not_found");
        assertThat(providers.bill("people-data-labs")).isEqualByComparingTo("1");
        Answer empty = dataLabs(knownTo("people-data-labs", Says.NO_ADDRESS));
        assertThat(empty.status()).isEqualTo(200);
        assertThat(empty.at("/data/work_email").isNull()).isTrue();
        assertThat(providers.bill("people-data-labs")).isEqualByComparingTo("2");
        providers.credits("people-data-labs", BigDecimal.ZERO);
        assertThat(dataLabs(known).status()).isEqualTo(402);
        providers.limits("people-data-labs", Rate.of(1, Duration.ofMinutes(1)));
        dataLabs(known);
        Answer limited = dataLabs(known);
        assertThat(limited.status()).isEqualTo(429);
        assertThat(limited.header("Retry-After")).isNull();
        assertThat(limited.header("x-ratelimit-remaining")).isEqualTo("{\"minute\":0}");
        assertThat(limited.header("x-ratelimit-reset")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    }

    @Test
    void everySpellingOfANameIsTheSamePerson() throws IOException {
        Person accented = PEOPLE.all().stream()
                .filter(person -> person.number() % 100 >= 34
                        && person.number() % 100 <= 45
                        && person.firstName() != null
                        && person.knownBy("apollo").isPresent())
                .findFirst()
                .orElseThrow();
        String nfd = Normalizer.normalize(accented.fullName().toUpperCase(Locale.ROOT), Normalizer.Form.NFD);
        Answer answer = post("apollo", "/people/match" + query(Map.of("name", nfd, "domain", accented.domain())), null);
        assertThat(answer.at("/person/email").asText()).isEqualTo(accented.address());
    }
}

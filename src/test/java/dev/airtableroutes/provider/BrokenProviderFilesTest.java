package dev.airtableroutes.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each mistake that a provider's file can hold, and the sentence that tells it. */
class BrokenProviderFilesTest {

    @TempDir
    Path directory;

    private List<String> problems(String file) {
        return ProvidersDirectory.at(directory).file("acme.yaml", file).problems();
    }

    @Test
    void theExampleIsInOrderBeforeItIsBroken() {
        assertThat(problems(ProvidersDirectory.ACME)).isEmpty();
        assertThat(problems(ProvidersDirectory.OAUTH)).isEmpty();
        assertThat(ProvidersDirectory.at(directory.resolve("nowhere")).load(Map.of()))
                .isEmpty();
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource
    void tells(String good, String bad, String sentence) {
        assertThat(ProvidersDirectory.ACME).contains(good);
        assertThat(problems(ProvidersDirectory.ACME.replace(good, bad))).contains("integrations/acme.yaml:" + sentence);
    }

    static Stream<Arguments> tells() {
        return Stream.of(
                arguments(
                        "    price: 1",
                        "    prise: 1",
                        "8: operations.find.prise: \"prise\" is not a property here; did you mean \"price\"?"),
                arguments(
                        "  find:",
                        "  seek:",
                        "7: operations.seek: \"seek\" is not a property here; possible are find, verify, search, resolve, push, lookup."),
                arguments(
                        "outcome: MISS",
                        "outcome: MISSED",
                        "13: operations.find.outcomes[1].outcome: \"MISSED\" is not possible here; the nearest of 12 possible values is MISS."),
                arguments(
                        "outcome: MISS",
                        "outcome: SKIPPED",
                        "13: operations.find.outcomes[1].outcome: \"SKIPPED\" is not possible here; the nearest of 12 possible values is HIT."),
                arguments(
                        "status: 5xx",
                        "status: 5yy",
                        "16: operations.find.outcomes[4].status: \"5yy\" is not what belongs here; expected the HTTP status, several of them, or a class such as 5xx, such as 5xx."),
                arguments(
                        "outcome: AUTH",
                        "outcome: AUTH, wait: soon",
                        "14: operations.find.outcomes[2].wait: \"soon\" is not what belongs here; expected when to ask again, unless the answer's headers say it: a time, or where the answer says the seconds, such as 60s or 1h."),
                arguments(
                        "key: ACME_API_KEY",
                        "key: sk-4711",
                        "4: auth.key: \"sk-4711\" is not what belongs here; expected the name of an environment variable, never the secret itself, such as HUNTER_API_KEY."),
                arguments(
                        "key: ACME_API_KEY",
                        "client: ACME_CLIENT_ID",
                        "4: auth: expected key, the variable of a key; or token, client and secret, for a token of OAuth."),
                arguments(
                        "http://localhost",
                        "localhost",
                        "3: url: \"localhost\" is not what belongs here; expected where the API begins, http or https, from the environment, such as ${HUNTER_URL:https://api.hunter.io/v2}."),
                arguments(
                        "email.address: email",
                        "emial.address: email",
                        "18: operations.find.fields.emial.address: table provider/lead has no field \"emial.address\"; did you mean \"email.address\"?"),
                arguments(
                        "email.address: email",
                        "email.address: {form: email}",
                        "18: operations.find.fields.email.address.form: \"form\" is not a property here; did you mean \"from\"?"),
                arguments(
                        "email.address: email",
                        "email.address: {from: email, min: 3}",
                        "18: operations.find.fields.email.address.min: min is for numbers, and \"email.address\" is of type email."),
                arguments(
                        "email.address: email",
                        "email.status: {value: sure}",
                        "18: operations.find.fields.email.status.value: \"sure\" is not one of the 6 options of the field; the nearest is \"none\"."),
                arguments(
                        "email.address: email",
                        "person.title: title",
                        "7: operations.find: nothing says where the address is found; give email.address in fields."),
                arguments(
                        "path: /find",
                        "path: find",
                        "10: operations.find.requests[0].path: \"find\" is not what belongs here; expected what follows the provider's url; {company.domain} stands for an input, such as /email-finder or /r/{subreddit}/search."),
                arguments(
                        "domain: company.domain",
                        "domain: {form: company.domain}",
                        "10: operations.find.requests[0].query.domain.form: \"form\" is not a property here; did you mean \"from\"?"),
                arguments(
                        "query: {domain: company.domain, name: person.fullName}",
                        "json: {a: {from: x, as: slag}, b: {}}",
                        "10: operations.find.requests[0].json.a.as: \"slag\" is not possible here; expected slug or number."),
                arguments(
                        "provider: acme",
                        "provider: acmee",
                        "1: provider: the provider is called \"acmee\" and its file acme.yaml; the two must agree."),
                arguments(
                        "  find:",
                        "  search:",
                        "7: operations.search: nothing says where the results stand; give items, with from and fields."),
                arguments(
                        "    fields:\n",
                        "    items: {from: x, parts: {t: '(?<n>['}, fields: {source.url: u}}\n    fields:\n",
                        "17: operations.find.items.parts.t: this is no pattern: Unclosed character class near position 5."),
                arguments(
                        "    fields:\n",
                        "    items: {from: x, parts: {t: 'a+'}, fields: {source.url: u}}\n    fields:\n",
                        "17: operations.find.items.parts.t: the pattern has no named group, such as (?<name>\\S+), so it cuts nothing out."),
                arguments(
                        "    fields:\n",
                        "    tests: [{name: a, given: {status: 200}}]\n    fields:\n",
                        "17: operations.find.tests[0]: expected either given and expect, or ask and sends."),
                arguments(
                        "message: message",
                        "message: [",
                        "7: this is not YAML: expected ',' or ']', but got : (while parsing a flow sequence)."));
    }

    @Test
    void allMistakesOfAllFilesAreToldAtOnce() {
        List<String> problems = ProvidersDirectory.at(directory)
                .file("acme.yaml", ProvidersDirectory.ACME.replace("price", "prise"))
                .file(
                        "beta.yaml",
                        ProvidersDirectory.ACME
                                .replace("provider: acme", "provider: beta")
                                .replace("MISS", "MIS"))
                .file("gamma.yml", ProvidersDirectory.ACME)
                .problems();
        assertThat(problems)
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("integrations/acme.yaml:8: "),
                        second -> assertThat(second).startsWith("integrations/beta.yaml:13: "),
                        third -> assertThat(third)
                                .isEqualTo("integrations/gamma.yml: mappings end in .yaml; rename the file."));
    }

    @Test
    void aTestThatFailsSaysWhat() {
        Map<String, Provider> providers = ProvidersDirectory.at(directory)
                .file("acme.yaml", ProvidersDirectory.ACME + """
                            tests:
                              - name: all wrong
                                given: {status: 200, body: {email: jane@acme.com}}
                                expect:
                                  outcome: MISS
                                  fields: {email.address: joe@acme.com, person.tilte: x}
                                  credits: 2
                                  retry: 5m
                                  next: "2"
                                  says: not this
                              - name: another request
                                ask: {company: {domain: acme.com}, person: {fullName: Jane Doe}}
                                sends: {method: POST, path: /found, json: {a: 1}}
                              - name: no request
                                ask: {company: {domain: acme.com}}
                                sends: {path: /find}
                              - name: a request
                                ask: {company: {domain: acme.com}, person: {fullName: Jane Doe}}
                                sends: nothing
                        """)
                .load(Map.of());
        assertThat(ProviderTests.run(providers))
                .extracting(failure -> failure.replaceFirst(".*acme.yaml", "acme.yaml"))
                .containsExactly(
                        "acme.yaml:20: \"all wrong\": the outcome should be \"MISS\" and is \"HIT\".",
                        "acme.yaml:20: \"all wrong\": email.address should be \"joe@acme.com\" and is \"jane@acme.com\".",
                        "acme.yaml:20: \"all wrong\": person.tilte is not a field of a lead.",
                        "acme.yaml:20: \"all wrong\": it should cost 2 and costs 1.",
                        "acme.yaml:20: \"all wrong\": the wait should be 300s and is nothing.",
                        "acme.yaml:20: \"all wrong\": the next page should be \"2\" and is nothing.",
                        "acme.yaml:20: \"all wrong\": it should say \"not this\" and says: Acme found an address (200).",
                        "acme.yaml:29: \"another request\": the method should be \"POST\" and is \"GET\".",
                        "acme.yaml:29: \"another request\": the path should be \"/found\" and is \"/find?domain=acme.com&name=Jane%20Doe\".",
                        "acme.yaml:29: \"another request\": the body should be {\"a\":1} and is null.",
                        "acme.yaml:32: \"no request\": the request should be \"/find\" and is nothing.",
                        "acme.yaml:35: \"a request\": the request should be nothing and is \"/find\".");
        assertThat(ProviderTests.count(providers)).isEqualTo(4);
    }
}

package dev.airtableroutes.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is asked, and what a cache knows a question by. */
class QuestionsTest {

    private final Providers providers =
            new Providers(ProviderFiles.load(Path.of("mappings"), name -> null), name -> "key");
    private final Questions questions = questions("", true);

    private Questions questions(String publicUrl, boolean serve) {
        return new Questions(providers, new Callbacks(providers, publicUrl, serve));
    }

    private static Question.Callback callback(Questions questions, String provider, String operation, int attempt) {
        Map<String, Object> jane = new HashMap<>(jane("Jane Doe", "acme.com"));
        jane.put("email", Map.of("address", "jane@acme.com"));
        return ((Question) questions.ask(new Turn("lead 1.x", provider, operation, jane, attempt))).callback();
    }

    @Test
    void anAnswerIsPostedWhereWeCanBeReachedAndAskedForOnceMoreWithoutThat() {
        Questions reached = questions("https://routes.example.com/lead/", true);

        assertThat(callback(reached, "anymailfinder", "find", 1).header()).isEqualTo("x-webhook-url");
        assertThat(callback(reached, "anymailfinder", "find", 1).url())
                .matches(
                        "https://routes\\.example\\.com/lead/webhooks/anymailfinder\\?turn=lead\\+1\\.x&token=[0-9a-f]{64}");
        assertThat(callback(reached, "anymailfinder", "verify", 1)).isNotNull();
        assertThat(callback(reached, "anymailfinder", "find", 2)).isNull();
        assertThat(callback(reached, "hunter", "find", 1)).isNull();
        assertThat(callback(questions("", true), "anymailfinder", "find", 1)).isNull();
        assertThat(callback(questions("https://routes.example.com", false), "anymailfinder", "find", 1))
                .as("a one-shot run listens to nobody")
                .isNull();
        assertThatThrownBy(() -> questions("routes.example.com", true))
                .hasMessage(
                        "PUBLIC_URL is \"routes.example.com\"; expected where others reach this application, such as"
                                + " https://routes.example.com.");
    }

    @Test
    void aBatchThatNobodyIsInIsNoQuestion() {
        Map<String, Object> empty = Map.of("campaign", Map.of("externalId", "c"), "rows", List.of());

        assertThat(questions.ask(new Turn("b", "instantly", "push", empty, 1)))
                .isInstanceOfSatisfying(
                        Answer.class, answer -> assertThat(answer.outcome()).isEqualTo(Outcome.SKIPPED));
    }

    private Optional<String> hash(String provider, Map<String, Object> subject) {
        return questions.inputHash(new Turn("lead-1", provider, "find", subject, 1));
    }

    private static Map<String, Object> jane(String name, String domain) {
        return Map.of("person", Map.of("fullName", name), "company", Map.of("domain", domain));
    }

    @ParameterizedTest
    @CsvSource({
        "Jane Doe, acme.com",
        "JANE DOE, ACME.COM",
        "'  jane   doe ', https://www.acme.com/about?x=1#y",
        "Jane Doe, http://acme.com:8080/",
        "Jane Doe, www.acme.com.",
        "Jane Doe, //acme.com",
        "Jane Doe, www2.acme.com",
        "Jane Doe, acme.com:8080"
    })
    void theSamePersonHoweverTheyAreWritten(String name, String domain) {
        String other = domain.startsWith("//") ? domain.substring(2) : domain;
        assertThat(hash("hunter", jane(name, other)))
                .isPresent()
                .isEqualTo(hash("hunter", jane("Jane Doe", "acme.com")));
    }

    @Test
    void composedAndDecomposedLettersAreOneAndDomainsWithThemToo() {
        assertThat(hash("hunter", jane("Zo\u00eb Doe", "m\u00fcller.de")))
                .isEqualTo(hash("hunter", jane("Zoe\u0308 Doe", "xn--mller-kva.de")));
    }

    @Test
    void anotherPersonProviderOrOperationIsAnotherQuestion() {
        assertThat(hash("hunter", jane("Jane Doe", "acme.com")).orElseThrow())
                .matches("[0-9a-f]{64}")
                .isNotEqualTo(hash("hunter", jane("Jane Roe", "acme.com")).orElseThrow())
                .isNotEqualTo(hash("findymail", jane("Jane Doe", "acme.com")).orElseThrow());
    }

    @Test
    void whatIsNotAskedDoesNotCount() {
        Map<String, Object> more = Map.of(
                "person", Map.of("fullName", "Jane Doe", "title", "CTO", "phone", "1"),
                "company", Map.of("domain", "acme.com", "name", "Acme"),
                "notes", "x");
        assertThat(hash("hunter", more)).isEqualTo(hash("hunter", jane("Jane Doe", "acme.com")));
    }

    @ParameterizedTest
    @CsvSource({"localhost", "'no domain'", "-", "https://", "jane@", "''"})
    void aDomainThatIsNoneIsNotSent(String domain) {
        assertThat(hash("hunter", jane("Jane Doe", domain))).isEmpty();
    }

    @Test
    void aNameOfOneWordFindsNobodyAndAProfileDoes() {
        assertThat(hash("findymail", jane("Prince", "acme.com"))).isEmpty();
        assertThat(hash(
                        "findymail",
                        Map.of(
                                "person", Map.of("fullName", "Prince", "linkedinUrl", "linkedin.com/in/prince"),
                                "company", Map.of("domain", "acme.com"))))
                .isPresent()
                .isEqualTo(hash(
                        "findymail", Map.of("person", Map.of("linkedinUrl", "http://de.linkedin.com/in/PRINCE/?x=1"))));
    }

    @Test
    void aProfileOfSomebodyElsesSiteIsNotAskedFor() {
        assertThat(hash("findymail", Map.of("person", Map.of("linkedinUrl", "https://notlinkedin.com/in/jane"))))
                .isEmpty();
    }

    @Test
    void nothingIsKnownOfNobody() {
        assertThat(hash("hunter", Map.of())).isEmpty();
        assertThat(hash("nobody", jane("Jane Doe", "acme.com"))).isEmpty();
        assertThat(questions.inputHash(new Turn("1", "hunter", "search", jane("Jane Doe", "acme.com"), 1)))
                .isEmpty();
    }

    @Test
    void noPersonIsInTheTextOfATurnOrQuestion() {
        Turn turn = new Turn("lead-1", "hunter", "find", jane("Jane Doe", "acme.com"), 1);
        assertThat(turn).hasToString("Turn[hunter find for lead-1, attempt 1]");
        assertThat(questions.ask(turn).toString()).doesNotContain("Jane").startsWith("Question[hunter find ");
        assertThat(Answer.without("hunter", "find", Outcome.MISS, 200, null, "Jane")
                        .toString())
                .isEqualTo("Answer[hunter find: MISS (200)]");
    }
}

package dev.airtableroutes.sandbox.providers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Serper, Tavily and Reddit. */
class SearchStandInsTest extends ProvidersFixture {

    private static final String AGENT = "test:airtable-routes:1 (by /u/sandbox)";

    private static SavedSearch search(String source) {
        return PEOPLE.searches().stream()
                .filter(search -> search.source().equals(source))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void serperGivesPagesAndChargesTwiceForMoreThanTen() throws IOException {
        SavedSearch search = search("serper");
        List<Appearance> all = PEOPLE.appearances(search);
        Answer first = post("serper", "/search", "{'q':'" + search.query() + "'}");
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.at("/organic")).hasSize(10);
        assertThat(first.at("/organic/0/title").asText()).startsWith(all.get(0).name());
        assertThat(first.at("/credits").asInt()).isEqualTo(1);
        Answer second = post("serper", "/search", "{'q':'" + search.query() + "','page':2,'num':20}");
        assertThat(second.at("/organic/0/snippet").asText())
                .isEqualTo(all.get(20).text());
        assertThat(post("serper", "/search", "{'q':'" + search.query() + "','num':100}")
                        .at("/organic"))
                .hasSize(all.size());
        assertThat(post("serper", "/search", "{'q':'something else'}").at("/organic"))
                .isEmpty();
        assertThat(providers.bill("serper")).isEqualByComparingTo("6");
        assertThat(providers.charges()).extracting(Charge::operation).containsOnly("search");
    }

    @Test
    void serperSaysNotEnoughCreditsWith400() throws IOException {
        providers.credits("serper", BigDecimal.ONE);
        String two = "{'q':'x','num':100}";
        Answer broke = post("serper", "/search", two);
        assertThat(broke.status()).isEqualTo(400);
        assertThat(broke.at("/message").asText()).isEqualTo("Not enough credits");
        assertThat(broke.at("/statusCode").asInt()).isEqualTo(400);
        assertThat(providers.bill("serper")).isZero();
        assertThat(post("serper", "/search", "{'q':'x'}").status()).isEqualTo(200);
        assertThat(providers.balance("serper")).isZero();
    }

    @Test
    void serperRefusesAWrongKeyAndWhatItDoesNotKnow() throws IOException {
        Answer wrong = call("POST", providers.url("serper") + "/search", "{'q':'x'}", List.of("X-API-KEY", "no"));
        assertThat(wrong.status()).isEqualTo(403);
        assertThat(wrong.at("/message").asText()).isEqualTo("Unauthorized.");
        assertThat(post("serper", "/search", "{'query':'x'}").status()).isEqualTo(400);
        assertThat(post("serper", "/search", "{'q':'x','num':101}").status()).isEqualTo(400);
        assertThat(post("serper", "/search", "[]").status()).isEqualTo(400);
        assertThat(get("serper", "/search").status()).isEqualTo(405);
        assertThat(post("serper", "/news", "{'q':'x'}").status()).isEqualTo(404);
    }

    @Test
    void tavilyHasItsOwnStatusesForNoCredits() throws IOException {
        SavedSearch search = search("tavily");
        String basic = "{'query':'" + search.query() + "','max_results':20}";
        assertThat(post("tavily", "/search", basic).at("/results")).hasSameSizeAs(PEOPLE.appearances(search));
        assertThat(post("tavily", "/search", "{'query':'x','search_depth':'advanced'}")
                        .status())
                .isEqualTo(200);
        assertThat(providers.bill("tavily")).isEqualByComparingTo("3");
        providers.credits("tavily", BigDecimal.ZERO);
        Answer plan = post("tavily", "/search", basic);
        assertThat(plan.status()).isEqualTo(432);
        assertThat(plan.at("/detail/error").asText()).isNotEmpty();
        providers.credits("tavily-paygo", BigDecimal.ONE);
        assertThat(post("tavily", "/search", basic).status()).isEqualTo(200);
        assertThat(post("tavily", "/search", basic).status()).isEqualTo(433);
        assertThat(post("tavily", "/search", "{'query':'x','max_results':21}").status())
                .isEqualTo(400);
    }

    @Test
    void tavilyKeepsToTheDomainsThatAreAskedFor() throws IOException {
        SavedSearch search = PEOPLE.searches().stream()
                .filter(one -> one.source().equals("tavily")
                        && PEOPLE.appearances(one).stream().anyMatch(hit -> hit.linkedin() == null))
                .findFirst()
                .orElseThrow();
        String query = "{'query':'" + search.query() + "','max_results':20,'include_domains':['linkedin.com']}";
        long there = PEOPLE.appearances(search).stream()
                .filter(hit -> hit.linkedin() != null)
                .count();
        assertThat(post("tavily", "/search", query).at("/results"))
                .hasSize((int) there)
                .allSatisfy(result -> assertThat(result.at("/url").asText()).containsIgnoringCase("linkedin.com/"));
        assertThat(post("tavily", "/search", "{'query':'x','exclude_domains':['a.com']}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void tavilyLimitsItsUsageToTenInTenMinutes() throws IOException {
        for (int i = 0; i < 10; i++) {
            assertThat(get("tavily", "/usage").status()).isEqualTo(200);
        }
        Answer eleventh = get("tavily", "/usage");
        assertThat(eleventh.status()).isEqualTo(429);
        assertThat(Integer.parseInt(eleventh.header("retry-after"))).isBetween(500, 601);
        assertThat(post("tavily", "/search", "{'query':'x'}").status()).isEqualTo(200);
        providers.advance(Duration.ofMinutes(10));
        assertThat(get("tavily", "/usage").status()).isEqualTo(200);
    }

    private String token() throws IOException {
        Answer answer = call(
                "POST",
                providers.url("reddit-auth") + "/api/v1/access_token",
                "grant_type=client_credentials",
                List.of(
                        "User-Agent",
                        AGENT,
                        "Authorization",
                        basic(providers.key("reddit")),
                        "Content-Type",
                        "application/x-www-form-urlencoded"));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.at("/access_token").asText();
    }

    private Answer reddit(String path, String token) throws IOException {
        return call(
                "GET",
                providers.url("reddit") + path,
                null,
                List.of("User-Agent", AGENT, "Authorization", "Bearer " + token));
    }

    private static String path(SavedSearch search, String more) {
        return "/r/" + search.subreddit() + "/search?q=" + encoded(search.query())
                + "&restrict_sr=1&raw_json=1&limit=50" + more;
    }

    @Test
    void redditGoesThroughItsPagesAndSaysWhatIsLeft() throws IOException {
        SavedSearch search = search("reddit");
        String token = token();
        List<String> names = new ArrayList<>();
        String after = "";
        int people = 0;
        do {
            Answer page = reddit(path(search, after), token);
            assertThat(page.at("/data/dist").asInt())
                    .isEqualTo(page.at("/data/children").size());
            for (var child : page.at("/data/children")) {
                names.add(child.at("/data/name").asText());
                people += child.at("/data/author").asText().startsWith("user_") ? 1 : 0;
            }
            assertThat(Double.parseDouble(page.header("X-Ratelimit-Remaining"))).isLessThan(1_000);
            assertThat(Integer.parseInt(page.header("X-Ratelimit-Reset"))).isBetween(500, 600);
            after = "&after=" + page.at("/data/after").asText();
        } while (!after.equals("&after=null"));
        assertThat(names).doesNotHaveDuplicates();
        assertThat(people).isEqualTo(PEOPLE.appearances(search).size());
        assertThat(providers.bill("reddit")).isZero();
    }

    @Test
    void redditWantsATokenThatLivesAndAGoodUserAgent() throws IOException {
        SavedSearch search = search("reddit");
        String token = token();
        assertThat(reddit(path(search, ""), "made-up").status()).isEqualTo(401);
        assertThat(reddit(path(search, ""), token).status()).isEqualTo(200);
        providers.expireTokens();
        assertThat(reddit(path(search, ""), token).status()).isEqualTo(401);
        String second = token();
        assertThat(reddit(path(search, ""), second).status()).isEqualTo(200);
        providers.advance(Duration.ofDays(1));
        assertThat(reddit(path(search, ""), second).status()).isEqualTo(401);
        assertThat(call(
                                "GET",
                                providers.url("reddit") + path(search, ""),
                                null,
                                List.of("User-Agent", "Java-http-client/17", "Authorization", "Bearer " + token()))
                        .status())
                .isEqualTo(429);
        Answer redirect = reddit("/r/nothere/search?q=x&restrict_sr=1&raw_json=1", token());
        assertThat(redirect.status()).isEqualTo(302);
        assertThat(redirect.header("Location")).contains("/subreddits/search");
        assertThat(reddit("/r/" + search.subreddit() + "/search?q=x", token()).status())
                .isEqualTo(400);
    }
}

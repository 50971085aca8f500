package dev.airtableroutes.sandbox.providers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Instantly and HeyReach. */
class CampaignStandInsTest extends ProvidersFixture {

    private Answer add(String leads, String more) throws IOException {
        return post(
                "instantly", "/leads/add", "{'campaign_id':'" + Instantly.CAMPAIGN + "','leads':" + leads + more + "}");
    }

    private static void counts(Answer answer, String... keysAndCounts) {
        for (int i = 0; i < keysAndCounts.length; i += 2) {
            assertThat(answer.at("/" + keysAndCounts[i]).asText())
                    .as(keysAndCounts[i])
                    .isEqualTo(keysAndCounts[i + 1]);
        }
    }

    @Test
    void instantlyAnswersForEachRowByItsIndex() throws IOException {
        providers.instantly().block("blocked@b.example");
        Answer answer = add(
                "[{'email':'a@b.example'},{'email':'A@b.example'},{'email':'blocked@b.example'},"
                        + "{'first_name':'No'},{'email':'no address'},{'email':'c@b.example','custom_variables':{'x':1}}]",
                "");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        counts(
                answer,
                "total_sent",
                "6",
                "leads_uploaded",
                "2",
                "duplicate_email_count",
                "1",
                "in_blocklist",
                "1",
                "incomplete_count",
                "1",
                "invalid_email_count",
                "1");
        assertThat(answer.at("/created_leads/0/index").asInt(-1)).isZero();
        assertThat(answer.at("/created_leads/1/index").asInt()).isEqualTo(5);
        assertThat(answer.at("/created_leads/1/email").asText()).isEqualTo("c@b.example");
        assertThat(providers.instantly().leads(Instantly.CAMPAIGN))
                .extracting(PushedLead::key)
                .containsExactly("a@b.example", "c@b.example");

        counts(add("[{'email':'a@b.example'}]", ",'skip_if_in_campaign':true"), "skipped_count", "1");
        counts(add("[{'email':'a@b.example'}]", ""), "duplicated_leads", "1", "leads_uploaded", "0");
        assertThat(providers.charges()).isEmpty();
    }

    @Test
    void instantlyKnowsTheTwoNamesOfACampaign() throws IOException {
        assertThat(post("instantly", "/leads", "{'campaign_id':'" + Instantly.CAMPAIGN + "','email':'a@b.example'}")
                        .status())
                .isEqualTo(400);
        assertThat(post("instantly", "/leads/add", "{'campaign':'" + Instantly.CAMPAIGN + "','leads':[{}]}")
                        .status())
                .isEqualTo(400);
        assertThat(post("instantly", "/leads/add", "{'campaign_id':'none','leads':[{}]}")
                        .status())
                .isEqualTo(404);
        assertThat(add("[]", "").status()).isEqualTo(400);
        assertThat(add("[{'email':'a@b.example','custom_variables':{'x':[1]}}]", "")
                        .status())
                .isEqualTo(400);
        String many = IntStream.range(0, 1_001).mapToObj(i -> "{}").collect(Collectors.joining(",", "[", "]"));
        assertThat(add(many, "").status()).isEqualTo(400);
    }

    @Test
    void instantlyDoublesASingleLeadThatIsSentTwiceAndCanLookItUp() throws IOException {
        String body = "{'campaign':'" + Instantly.CAMPAIGN + "','email':'twice@b.example'";
        String id = post("instantly", "/leads", body + "}").at("/id").asText();
        assertThat(get("instantly", "/leads/" + id).at("/email").asText()).isEqualTo("twice@b.example");
        assertThat(post("instantly", "/leads", body + ",'skip_if_in_campaign':true}")
                        .status())
                .isEqualTo(400);
        post("instantly", "/leads", body + "}");
        Answer found = post(
                "instantly",
                "/leads/list",
                "{'campaign':'" + Instantly.CAMPAIGN + "','search':'twice@b.example','limit':1}");
        assertThat(found.at("/items")).hasSize(1);
        assertThat(found.at("/next_starting_after").asText()).isEqualTo(id);
        assertThat(post("instantly", "/leads/list", "{'search':'nobody@b.example'}")
                        .at("/items"))
                .isEmpty();
        assertThat(get("instantly", "/leads/none").status()).isEqualTo(404);
    }

    @Test
    void instantlyStopsWhenThePlanIsFull() throws IOException {
        providers.credits("instantly", BigDecimal.ONE);
        Answer answer = add("[{'email':'a@b.example'},{'email':'b@b.example'}]", "");
        counts(answer, "leads_uploaded", "1", "skipped_count", "1", "remaining_in_plan", "0");
        assertThat(add("[{'email':'c@b.example'}]", "").status()).isEqualTo(402);
        providers.limits("instantly", Rate.of(1, Duration.ofMinutes(1)));
        get("instantly", "/campaigns");
        Answer limited = get("instantly", "/campaigns/" + Instantly.CAMPAIGN);
        assertThat(limited.status()).isEqualTo(429);
        assertThat(limited.at("/statusCode").asInt()).isEqualTo(429);
    }

    private Answer pairs(int campaign, String pairs) throws IOException {
        return post(
                "heyreach",
                "/campaign/AddLeadsToCampaignV2",
                "{'campaignId':" + campaign + ",'accountLeadPairs':" + pairs + "}");
    }

    private static final String JANE =
            "{'lead':{'profileUrl':'https://www.linkedin.com/in/jane-doe','firstName':'Jane'}}";

    @Test
    void heyReachCountsAddedUpdatedAndFailed() throws IOException {
        Answer first = pairs(
                HeyReach.CAMPAIGN,
                "[" + JANE + ",{'lead':{'firstName':'No link'}},{'linkedInAccountId':9,'lead':{'profileUrl':"
                        + "'https://www.linkedin.com/in/x'}},{'lead':{'profile':'x'}}]");
        counts(first, "addedLeadsCount", "1", "updatedLeadsCount", "0", "failedLeadsCount", "3");
        counts(pairs(HeyReach.CAMPAIGN, "[" + JANE + "]"), "addedLeadsCount", "0", "updatedLeadsCount", "1");
        assertThat(providers.heyReach().leads(HeyReach.CAMPAIGN))
                .singleElement()
                .satisfies(lead -> assertThat(lead.pushes()).isEqualTo(2));
        assertThat(post("heyreach", "/lead/GetLead", "{'profileUrl':'https://www.linkedin.com/in/Jane-Doe/'}")
                        .at("/firstName")
                        .asText())
                .isEqualTo("Jane");
        assertThat(post(
                                "heyreach",
                                "/campaign/GetCampaignsForLead",
                                "{'profileUrl':'https://www.linkedin.com/in/jane-doe'}")
                        .at("/items/0/campaignId")
                        .asInt())
                .isEqualTo(HeyReach.CAMPAIGN);
    }

    @Test
    void heyReachTakesAnyOtherShapeForNothing() throws IOException {
        Answer answer = post(
                "heyreach",
                "/campaign/AddLeadsToCampaignV2",
                "{'campaignId':101,'leads':[{'profileUrl':'https://www.linkedin.com/in/jane-doe'}]}");
        assertThat(answer.status()).isEqualTo(200);
        counts(answer, "addedLeadsCount", "0", "updatedLeadsCount", "0", "failedLeadsCount", "0");
    }

    @Test
    void heyReachWantsACampaignThatRuns() throws IOException {
        for (int campaign : new int[] {HeyReach.DRAFT, HeyReach.PAUSED, HeyReach.WITHOUT_ACCOUNT}) {
            assertThat(pairs(campaign, "[" + JANE + "]").status())
                    .as("" + campaign)
                    .isEqualTo(400);
        }
        assertThat(pairs(999, "[" + JANE + "]").status()).isEqualTo(404);
        String many = IntStream.range(0, 101).mapToObj(i -> JANE).collect(Collectors.joining(",", "[", "]"));
        assertThat(pairs(HeyReach.CAMPAIGN, many).status()).isEqualTo(400);
        assertThat(get("heyreach", "/auth/CheckApiKey").status()).isEqualTo(200);
        assertThat(get("heyreach", "/campaign/GetById?campaignId=102")
                        .at("/status")
                        .asText())
                .isEqualTo("DRAFT");
        Answer page = post("heyreach", "/campaign/GetAll", "{'offset':1,'limit':2}");
        assertThat(page.at("/totalCount").asInt()).isEqualTo(5);
        assertThat(page.at("/items")).hasSize(2);
    }

    @Test
    void heyReachLetsThreeHundredInAMinute() throws IOException {
        for (int i = 0; i < 300; i++) {
            assertThat(get("heyreach", "/auth/CheckApiKey").status()).isEqualTo(200);
        }
        assertThat(get("heyreach", "/auth/CheckApiKey").status()).isEqualTo(429);
        providers.advance(Duration.ofMinutes(1));
        assertThat(get("heyreach", "/auth/CheckApiKey").status()).isEqualTo(200);
    }
}

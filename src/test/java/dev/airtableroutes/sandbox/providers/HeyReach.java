package dev.airtableroutes.sandbox.providers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.airtableroutes.sandbox.http.Json;
import dev.airtableroutes.sandbox.http.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * HeyReach: {@code GET /auth/CheckApiKey}, {@code POST /campaign/AddLeadsToCampaignV2} (up to 100),
 * {@code POST /campaign/GetAll}, {@code GET /campaign/GetById}, {@code POST /lead/GetLead},
 * {@code POST /campaign/GetCampaignsForLead}. 300 requests a minute.
 *
 * <p>Leads under another key than {@code accountLeadPairs} are answered with 200 and 0/0/0. A campaign that is not in
 * progress, or has no LinkedIn account, is 400. The same profile again is updated, not added.
 *
 * <p>Stricter than known: a pair without a good {@code profileUrl}, with keys that nobody knows or with a sender that is
 * not the campaign's counts as failed, in a 200; 429 does not say when to come back; a campaign that is paused is 400 even
 * with {@code resumePausedCampaign}, since resuming sends. {@code GetCampaignsForLead} and the shape of the webhooks are
 * recalled: the facts name the events alone.
 */
public final class HeyReach extends Platform<Integer> {

    /** In progress, with a LinkedIn account. */
    public static final int CAMPAIGN = 101;
    /** A draft: 400. */
    public static final int DRAFT = 102;
    /** Paused: 400. */
    public static final int PAUSED = 103;
    /** In progress, but without a LinkedIn account: 400. */
    public static final int WITHOUT_ACCOUNT = 104;
    /** In progress, for whoever must not touch it. */
    public static final int OTHER_CAMPAIGN = 105;
    /** The LinkedIn account of {@link #CAMPAIGN} and {@link #OTHER_CAMPAIGN}. */
    public static final int ACCOUNT = 456;

    private static final int MOST = 100;
    private static final String IN_PROGRESS = "IN_PROGRESS";

    private int made;

    HeyReach(House house) {
        super(house, "heyreach", "/api/public");
        limits(List.of(Rate.of(300, Duration.ofMinutes(1))));
        campaign(CAMPAIGN, "Sandbox connections", IN_PROGRESS);
        campaign(DRAFT, "A draft", "DRAFT");
        campaign(PAUSED, "A pause", "PAUSED");
        campaign(WITHOUT_ACCOUNT, "Nobody sends", IN_PROGRESS);
        campaign(OTHER_CAMPAIGN, "Somebody else's", IN_PROGRESS);
        on("GET", "/auth/CheckApiKey", "balance", ask -> Reply.json(200, Map.of()));
        on("POST", "/campaign/AddLeadsToCampaignV2", "push", this::add);
        on("POST", "/campaign/GetAll", "campaigns", this::all);
        on("GET", "/campaign/GetById", "campaigns", this::byId);
        on("POST", "/lead/GetLead", "lookup", this::lead);
        on("POST", "/campaign/GetCampaignsForLead", "lookup", this::campaignsOf);
    }

    private void campaign(int id, String name, String status) {
        campaigns.put(id, new Campaign(Integer.toString(id), name, status));
    }

    @Override
    void authenticate(Ask ask) {
        if (!key().equals(ask.header("x-api-key"))) {
            throw new Refused(401, "Unauthorized");
        }
    }

    @Override
    Reply error(int status, String message) {
        return Reply.json(status, Map.of("errorMessage", message));
    }

    /**
     * Sends an event about a lead to the webhook: {@code CONNECTION_REQUEST_SENT}, {@code CONNECTION_REQUEST_ACCEPTED},
     * {@code MESSAGE_SENT}, {@code MESSAGE_REPLY_RECEIVED}, …
     *
     * @param more keys to add
     * @return what was sent
     */
    public Map<String, Object> event(String type, int campaign, String profileUrl, Map<String, Object> more) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("timestamp", house.time().now().toString());
        event.put("event_type", type);
        event.put("campaign", Map.of("id", campaign, "name", there(campaign).name));
        event.put("lead", Map.of("profile_url", profileUrl));
        event.put("sender", Map.of("id", ACCOUNT));
        event.putAll(more);
        house.webhooks().send(name, event);
        return event;
    }

    private Reply add(Ask ask) {
        ObjectNode json = ask.anyJson();
        if (!json.path("accountLeadPairs").isArray()) {
            return counts(0, 0, 0);
        }
        Ask.onlyAllowed(
                json::fieldNames, "campaignId", "accountLeadPairs", "resumeFinishedCampaign", "resumePausedCampaign");
        int id = Ask.number(json, "campaignId", 0, 0, Integer.MAX_VALUE);
        Campaign campaign = campaigns.get(id);
        if (campaign == null) {
            throw new Refused(404, "Campaign " + id + " not found");
        }
        if (!campaign.status.equals(IN_PROGRESS) || id == WITHOUT_ACCOUNT) {
            throw new Refused(400, "The campaign is not active or has no LinkedIn accounts");
        }
        List<JsonNode> pairs = Ask.list(json, "accountLeadPairs");
        if (pairs.size() > MOST) {
            throw new Refused(400, "At most " + MOST + " leads, not " + pairs.size());
        }
        int[] counts = new int[3];
        pairs.forEach(pair -> counts[pushed(campaign, pair)]++);
        return counts(counts[0], counts[1], counts[2]);
    }

    private static Reply counts(int added, int updated, int failed) {
        return Reply.json(
                200, Map.of("addedLeadsCount", added, "updatedLeadsCount", updated, "failedLeadsCount", failed));
    }

    /** @return 0 added, 1 updated, 2 failed */
    private int pushed(Campaign campaign, JsonNode pair) {
        try {
            Ask.onlyAllowed(pair::fieldNames, "linkedInAccountId", "lead");
            if (Ask.number(pair, "linkedInAccountId", ACCOUNT, 1, Integer.MAX_VALUE) != ACCOUNT) {
                return 2;
            }
            JsonNode lead = pair.path("lead");
            Ask.onlyAllowed(
                    lead::fieldNames,
                    "profileUrl",
                    "firstName",
                    "lastName",
                    "companyName",
                    "position",
                    "location",
                    "summary",
                    "about",
                    "emailAddress",
                    "customUserFields");
            return put(campaign, slug(Ask.required(lead, "profileUrl")), lead);
        } catch (Refused e) {
            return 2;
        }
    }

    private int put(Campaign campaign, String slug, JsonNode sent) {
        @SuppressWarnings("unchecked")
        Map<String, Object> fields = Json.MAPPER.convertValue(sent, LinkedHashMap.class);
        PushedLead old = campaign.lead(slug);
        String id = old == null ? Integer.toString(90_000 + ++made) : old.id();
        PushedLead lead = new PushedLead(id, campaign.id, slug, fields, old == null ? 1 : old.pushes() + 1);
        campaign.put(lead);
        if (old == null) {
            onAdded.accept(campaign, lead);
        }
        return old == null ? 0 : 1;
    }

    private String slug(String link) {
        return Inputs.profile(house.people(), link).input().substring("linkedin ".length());
    }

    private Reply all(Ask ask) {
        ObjectNode json = ask.json("offset", "limit", "keyword", "statuses", "accountIds");
        int offset = Ask.number(json, "offset", 0, 0, Integer.MAX_VALUE);
        int limit = Ask.number(json, "limit", 10, 1, 100);
        List<Map<String, Object>> items =
                campaigns.values().stream().map(HeyReach::shown).toList();
        return Reply.json(
                200,
                Map.of(
                        "totalCount",
                        items.size(),
                        "items",
                        items.stream().skip(offset).limit(limit).toList()));
    }

    private Reply byId(Ask ask) {
        int id = Ask.number(ask.query("campaignId").get("campaignId"), "campaignId", -1, 0, Integer.MAX_VALUE);
        if (!campaigns.containsKey(id)) {
            throw new Refused(404, "Campaign " + id + " not found");
        }
        return Reply.json(200, shown(campaigns.get(id)));
    }

    private static Map<String, Object> shown(Campaign campaign) {
        int id = Integer.parseInt(campaign.id);
        return Map.of(
                "id",
                id,
                "name",
                campaign.name,
                "status",
                campaign.status,
                "campaignAccountIds",
                id == WITHOUT_ACCOUNT ? List.of() : List.of(ACCOUNT));
    }

    private Reply lead(Ask ask) {
        String slug = slug(Ask.required(ask.json("profileUrl"), "profileUrl"));
        return campaigns.values().stream()
                .map(campaign -> campaign.lead(slug))
                .filter(lead -> lead != null)
                .findFirst()
                .map(lead -> Reply.json(200, lead.fields()))
                .orElseThrow(() -> new Refused(404, "Lead not found"));
    }

    private Reply campaignsOf(Ask ask) {
        ObjectNode json = ask.json("profileUrl", "offset", "limit");
        String slug = slug(Ask.required(json, "profileUrl"));
        List<Map<String, Object>> items = new ArrayList<>();
        campaigns.values().stream()
                .filter(campaign -> campaign.lead(slug) != null)
                .forEach(campaign -> items.add(Map.of(
                        "campaignId", Integer.parseInt(campaign.id),
                        "campaignName", campaign.name,
                        "campaignStatus", campaign.status)));
        return Reply.json(200, Map.of("totalCount", items.size(), "items", items));
    }
}

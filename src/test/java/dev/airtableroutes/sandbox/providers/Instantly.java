package dev.airtableroutes.sandbox.providers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.airtableroutes.sandbox.http.Json;
import dev.airtableroutes.sandbox.http.Reply;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Instantly.ai v2: {@code POST /leads} (field {@code campaign}), {@code POST /leads/add} (field {@code campaign_id}, 1 to
 * 1,000 rows, partial success), {@code POST /leads/list} and {@code GET /leads/…} to look one up, {@code GET /campaigns}
 * and {@code GET /campaigns/…}, {@code POST /webhooks}. 100 requests a second and 6,000 a minute for the workspace.
 *
 * <p>A row that is not created is counted under its reason: no address {@code incomplete_count}, no good one
 * {@code invalid_email_count}, twice in one request {@code duplicate_email_count}, blocked {@code in_blocklist}, in the
 * campaign (or workspace) already {@code skipped_count} with the skip flag and {@code duplicated_leads} without it.
 *
 * <p>Stricter than known: {@code POST /leads} without a skip flag makes a second lead of the same address, as there is no
 * idempotency key; the plan running out in the middle of a batch skips the rest; an empty plan is 402; lists,
 * verification on import and assignment are refused. {@code /leads/list} and its {@code search} are taken from public
 * clients. A campaign that is paused takes leads, as nothing is known that speaks against it.
 */
public final class Instantly extends Platform<String> {

    /** Active. */
    public static final String CAMPAIGN = "0192f0c4-0000-7000-8000-00000000c001";
    /** Active too, for whoever must not touch it. */
    public static final String OTHER_CAMPAIGN = "0192f0c4-0000-7000-8000-00000000c002";

    private static final String WORKSPACE = "0192f0c4-0000-7000-8000-0000000000aa";
    private static final int MOST = 1_000;
    private static final String[] LEAD = {
        "email",
        "first_name",
        "last_name",
        "company_name",
        "website",
        "phone",
        "personalization",
        "job_title",
        "custom_variables"
    };

    private final Set<String> blocked = new TreeSet<>();
    private int made;

    Instantly(House house) {
        super(house, "instantly", "/api/v2");
        limits(List.of(Rate.of(100, Duration.ofSeconds(1)), Rate.of(6_000, Duration.ofMinutes(1))));
        campaigns.put(CAMPAIGN, new Campaign(CAMPAIGN, "Sandbox outreach", "1"));
        campaigns.put(OTHER_CAMPAIGN, new Campaign(OTHER_CAMPAIGN, "Somebody else's", "1"));
        on("POST", "/leads", "push", this::addOne);
        on("POST", "/leads/add", "push", this::addMany);
        on("POST", "/leads/list", "lookup", this::list);
        on("GET", "/leads/*", "lookup", this::one);
        on("GET", "/campaigns", "campaigns", this::campaigns);
        on("GET", "/campaigns/*", "campaigns", this::campaign);
        on("POST", "/webhooks", "webhooks", this::webhook);
    }

    @Override
    void authenticate(Ask ask) {
        if (!("Bearer " + key()).equals(ask.header("authorization"))) {
            throw new Refused(401, "Invalid API key");
        }
    }

    @Override
    Reply error(int status, String message) {
        String error =
                switch (status) {
                    case 400 -> "Bad Request";
                    case 401 -> "Unauthorized";
                    case 402 -> "Payment Required";
                    case 403 -> "Forbidden";
                    case 404 -> "Not Found";
                    case 429 -> "Too Many Requests";
                    default -> "Error";
                };
        return Reply.json(status, Map.of("statusCode", status, "error", error, "message", message));
    }

    /** An address that Instantly's block list holds. */
    public Instantly block(String address) {
        synchronized (this) {
            blocked.add(address.toLowerCase(Locale.ROOT));
        }
        return this;
    }

    /**
     * Sends an event about a lead to the webhook: {@code email_sent}, {@code email_opened}, {@code reply_received},
     * {@code auto_reply_received}, {@code link_clicked}, {@code email_bounced}, {@code lead_unsubscribed}, …
     *
     * @param more keys to add: {@code step}, {@code reply_text}
     * @return what was sent
     */
    public Map<String, Object> event(String type, String campaign, String address, Map<String, Object> more) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("timestamp", house.time().now().toString());
        event.put("event_type", type);
        event.put("workspace", WORKSPACE);
        event.put("campaign_id", campaign);
        event.put("campaign_name", there(campaign).name);
        event.put("lead_email", address);
        event.put("email_account", "sales@sandbox.example");
        event.putAll(more);
        house.webhooks().send(name, event);
        return event;
    }

    private Campaign wanted(String id) {
        if (id == null || !campaigns.containsKey(id)) {
            throw new Refused(id == null ? 400 : 404, id == null ? "A campaign is wanted" : "Campaign not found");
        }
        return campaigns.get(id);
    }

    private Reply addOne(Ask ask) {
        ObjectNode json = ask.json(plus(LEAD, "campaign", "skip_if_in_workspace", "skip_if_in_campaign"));
        Campaign campaign = wanted(Ask.text(json, "campaign"));
        String address = Inputs.address(Ask.required(json, "email"));
        checkVariables(json);
        afford(name, "1", 402, "No leads left in the plan");
        boolean there = campaign.lead(address) != null;
        if (skips(json, campaign, address)) {
            throw new Refused(400, "The lead is there already");
        }
        PushedLead lead = added(campaign, there ? address + "#" + (made + 1) : address, fields(json));
        return Reply.json(200, shown(campaign, lead));
    }

    private Reply addMany(Ask ask) {
        ObjectNode json =
                ask.json("campaign_id", "leads", "skip_if_in_workspace", "skip_if_in_campaign", "skip_if_in_list");
        Campaign campaign = wanted(Ask.text(json, "campaign_id"));
        List<JsonNode> rows = Ask.list(json, "leads");
        if (rows.isEmpty() || rows.size() > MOST) {
            throw new Refused(400, "leads has 1 to " + MOST + " entries, not " + rows.size());
        }
        for (JsonNode row : rows) {
            Ask.onlyAllowed(row::fieldNames, LEAD);
            checkVariables(row);
        }
        afford(name, "1", 402, "No leads left in the plan");
        return Reply.json(200, new Batch(campaign, json).add(rows));
    }

    /** The counts of one {@code /leads/add}. */
    private final class Batch {
        private final Campaign campaign;
        private final ObjectNode flags;
        private final Set<String> seen = new HashSet<>();
        private final Map<String, Integer> counts = new LinkedHashMap<>();
        private final List<Map<String, Object>> created = new ArrayList<>();

        Batch(Campaign campaign, ObjectNode flags) {
            this.campaign = campaign;
            this.flags = flags;
            List.of(
                            "leads_uploaded",
                            "in_blocklist",
                            "duplicated_leads",
                            "skipped_count",
                            "invalid_email_count",
                            "incomplete_count",
                            "duplicate_email_count")
                    .forEach(key -> counts.put(key, 0));
        }

        Map<String, Object> add(List<JsonNode> rows) {
            for (int i = 0; i < rows.size(); i++) {
                counts.merge(row(rows.get(i), i), 1, Integer::sum);
            }
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("status", "success");
            answer.put("total_sent", rows.size());
            answer.putAll(counts);
            answer.put("blocklist_used", null);
            answer.put("remaining_in_plan", house.bill().balance(name));
            answer.put("created_leads", created);
            return answer;
        }

        private String row(JsonNode row, int index) {
            String text = row.path("email").asText("");
            if (text.isBlank()) {
                return "incomplete_count";
            }
            String address;
            try {
                address = Inputs.address(text);
            } catch (Refused e) {
                return "invalid_email_count";
            }
            String reason = reason(address);
            if (reason != null) {
                return reason;
            }
            PushedLead lead = added(campaign, address, fields(row));
            created.add(Map.of("id", lead.id(), "email", address, "index", index));
            return "leads_uploaded";
        }

        private String reason(String address) {
            if (!seen.add(address)) {
                return "duplicate_email_count";
            }
            if (blocked.contains(address)) {
                return "in_blocklist";
            }
            if (skips(flags, campaign, address)) {
                return "skipped_count";
            }
            if (campaign.lead(address) != null) {
                return "duplicated_leads";
            }
            return house.bill().covers(name, BigDecimal.ONE) ? null : "skipped_count";
        }
    }

    private boolean skips(JsonNode flags, Campaign campaign, String address) {
        boolean workspace = Ask.flag(flags, "skip_if_in_workspace");
        boolean inCampaign = Ask.flag(flags, "skip_if_in_campaign");
        return workspace && campaigns.values().stream().anyMatch(one -> one.lead(address) != null)
                || inCampaign && campaign.lead(address) != null;
    }

    private static void checkVariables(JsonNode row) {
        JsonNode variables = row.path("custom_variables");
        if (!variables.isMissingNode() && !variables.isObject()) {
            throw new Refused(400, "custom_variables is no object");
        }
        variables.forEach(value -> {
            if (value.isContainerNode()) {
                throw new Refused(400, "custom_variables holds text, number, boolean and null alone");
            }
        });
    }

    private PushedLead added(Campaign campaign, String key, Map<String, Object> fields) {
        PushedLead lead = new PushedLead(id("lead " + ++made), campaign.id, key, fields, 1);
        campaign.put(lead);
        // the plan's leads are an account too, though nobody bills them one by one
        house.bill().fund(name, house.bill().balance(name).subtract(BigDecimal.ONE));
        onAdded.accept(campaign, lead);
        return lead;
    }

    private static Map<String, Object> fields(JsonNode row) {
        Map<String, Object> fields = new LinkedHashMap<>();
        row.fields()
                .forEachRemaining(
                        entry -> fields.put(entry.getKey(), Json.MAPPER.convertValue(entry.getValue(), Object.class)));
        fields.remove("campaign");
        return fields;
    }

    private static String[] plus(String[] keys, String... more) {
        List<String> all = new ArrayList<>(List.of(keys));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static String id(String from) {
        return UUID.nameUUIDFromBytes(from.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private Reply list(Ask ask) {
        ObjectNode json = ask.json("search", "campaign", "limit", "starting_after");
        int limit = Ask.number(json, "limit", 10, 1, 100);
        String search = Ask.text(json, "search");
        String campaign = Ask.text(json, "campaign");
        String after = Ask.text(json, "starting_after");
        List<Map<String, Object>> items = new ArrayList<>();
        for (Campaign one : campaign == null ? campaigns.values() : List.of(wanted(campaign))) {
            one.leads().stream()
                    .filter(lead -> search == null || lead.key().contains(search.toLowerCase(Locale.ROOT)))
                    .map(lead -> shown(one, lead))
                    .forEach(items::add);
        }
        int from = 0;
        for (int i = 0; after != null && i < items.size(); i++) {
            from = items.get(i).get("id").equals(after) ? i + 1 : from;
        }
        List<Map<String, Object>> page = items.subList(from, Math.min(items.size(), from + limit));
        ObjectNode answer = Json.MAPPER.createObjectNode();
        answer.set("items", Json.MAPPER.valueToTree(page));
        answer.set(
                "next_starting_after",
                from + limit < items.size()
                        ? TextNode.valueOf(page.get(page.size() - 1).get("id").toString())
                        : null);
        return Reply.json(200, answer);
    }

    private Reply one(Ask ask) {
        String id = ask.path().get(ask.path().size() - 1);
        for (Campaign campaign : campaigns.values()) {
            for (PushedLead lead : campaign.leads()) {
                if (lead.id().equals(id)) {
                    return Reply.json(200, shown(campaign, lead));
                }
            }
        }
        throw new Refused(404, "Lead not found");
    }

    private static Map<String, Object> shown(Campaign campaign, PushedLead lead) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", lead.id());
        shown.put("campaign", campaign.id);
        shown.put("status", 1);
        shown.putAll(lead.fields());
        return shown;
    }

    private Reply campaigns(Ask ask) {
        ask.query("limit", "starting_after", "search");
        ObjectNode answer = Json.MAPPER.createObjectNode();
        answer.set(
                "items",
                Json.MAPPER.valueToTree(
                        campaigns.values().stream().map(Instantly::shown).toList()));
        answer.putNull("next_starting_after");
        return Reply.json(200, answer);
    }

    private Reply campaign(Ask ask) {
        return Reply.json(200, shown(wanted(ask.path().get(ask.path().size() - 1))));
    }

    private static Map<String, Object> shown(Campaign campaign) {
        return Map.of("id", campaign.id, "name", campaign.name, "status", Integer.parseInt(campaign.status));
    }

    private Reply webhook(Ask ask) {
        ObjectNode json = ask.json("target_hook_url", "event_type", "campaign", "name");
        String url = Ask.required(json, "target_hook_url");
        Ask.required(json, "event_type");
        house.webhooks().to(name, url, null, null);
        return Reply.json(200, Map.of("id", id("webhook " + url), "target_hook_url", url));
    }
}

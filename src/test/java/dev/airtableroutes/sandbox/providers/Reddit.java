package dev.airtableroutes.sandbox.providers;

import dev.airtableroutes.sandbox.http.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reddit: the token endpoint on {@code www.reddit.com}, that is {@code /reddit-auth} here, and {@code GET /r/…/search} on
 * {@code oauth.reddit.com}. It has posts for the saved searches of {@link People}, to the letter; every tenth is by
 * somebody who says nothing of themselves, now and then one whose author deleted it.
 *
 * <p>100 requests a minute averaged over ten minutes, so 1,000 in windows of ten minutes. A subreddit that it does not
 * have is a redirect to the search for subreddits. Stricter than known: a {@code User-Agent} that is not
 * {@code platform:id:version (by /u/name)} is answered with 429 at once; an expired token and none at all are the same
 * 401; without {@code restrict_sr=1} and {@code raw_json=1} nothing is played.
 */
final class Reddit extends StandIn {

    static final String AUTH = "reddit-auth";
    static final String CLIENT_ID = "sandbox-client";
    static final String CLIENT_SECRET = "sandbox-client-secret";

    private static final String USER_AGENT = "[^:\\s]+:[^:\\s]+:[^:\\s]+ \\(by /?u/\\S+\\)";
    private static final Duration TOKEN_LIVES = Duration.ofDays(1);
    private static final int DEEPEST = 1_000;

    private final Map<String, Instant> tokens = new HashMap<>();
    private int issued;

    Reddit(House house) {
        super(house, "reddit", "");
        limits(List.of(Rate.fixed(1_000, Duration.ofMinutes(10)).on("search")));
        on("POST", "/api/v1/access_token", "token", this::token);
        on("GET", "/r/*/search", "search", this::search);
    }

    @Override
    String key() {
        return CLIENT_ID + ":" + CLIENT_SECRET;
    }

    synchronized void expireTokens() {
        tokens.clear();
    }

    @Override
    void authenticate(Ask ask) {
        String agent = ask.header("user-agent");
        if (agent == null || !agent.matches(USER_AGENT)) {
            throw new Refused(429, "Too Many Requests");
        }
        boolean token = ask.path().get(0).equals("api");
        if (token != ask.host().equals(AUTH)) {
            throw new Refused(404, "Not Found");
        }
        if (token ? !client(ask) : !live(ask)) {
            throw new Refused(401, "Unauthorized");
        }
    }

    private static boolean client(Ask ask) {
        String client =
                Base64.getEncoder().encodeToString((CLIENT_ID + ":" + CLIENT_SECRET).getBytes(StandardCharsets.UTF_8));
        return ("Basic " + client).equals(ask.header("authorization"));
    }

    private synchronized boolean live(Ask ask) {
        String[] words = String.valueOf(ask.header("authorization")).split(" ");
        Instant until = words.length == 2 && words[0].equalsIgnoreCase("bearer") ? tokens.get(words[1]) : null;
        return until != null && until.isAfter(house.time().now());
    }

    @Override
    Reply error(int status, String message) {
        return Reply.json(status, Map.of("message", message, "error", status));
    }

    @Override
    Map<String, String> headers(String operation) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Rates.State state : rates.states(operation, house.time().nanos())) {
            headers.put("X-Ratelimit-Used", Integer.toString(state.rate().requests() - state.left()));
            headers.put("X-Ratelimit-Remaining", state.left() + ".0");
            headers.put("X-Ratelimit-Reset", Long.toString(state.reset().toSeconds()));
        }
        return headers;
    }

    private Reply token(Ask ask) {
        if (!"client_credentials".equals(ask.form("grant_type").get("grant_type"))) {
            return Reply.json(400, Map.of("error", "unsupported_grant_type"));
        }
        String token = "sandbox-token-" + ++issued;
        synchronized (this) {
            tokens.put(token, house.time().now().plus(TOKEN_LIVES));
        }
        return Reply.json(
                200,
                Map.of(
                        "access_token",
                        token,
                        "token_type",
                        "bearer",
                        "expires_in",
                        TOKEN_LIVES.toSeconds(),
                        "scope",
                        "*"));
    }

    private Reply search(Ask ask) {
        Map<String, String> query = ask.query("q", "restrict_sr", "sort", "t", "limit", "after", "raw_json", "count");
        String subreddit = ask.path().get(1);
        if (!house.people().hasSubreddit(subreddit)) {
            return new Reply(
                    302,
                    Map.of("Location", "https://www.reddit.com/subreddits/search?q=" + subreddit),
                    new byte[0],
                    Reply.End.WHOLE);
        }
        if (query.get("q") == null || !"1".equals(query.get("restrict_sr")) || !"1".equals(query.get("raw_json"))) {
            throw new Refused(400, "The sandbox plays searches with q, restrict_sr=1 and raw_json=1 alone");
        }
        Ask.oneOf(query.get("sort"), "sort", "relevance", "hot", "top", "new", "comments");
        Ask.oneOf(query.get("t"), "t", "hour", "day", "week", "month", "year", "all");
        int limit = Ask.number(query.get("limit"), "limit", 25, 1, 100);
        List<Map<String, Object>> posts = posts(subreddit, query.get("q"));
        int from = after(posts, query.get("after"));
        List<Map<String, Object>> page = posts.subList(from, Math.min(posts.size(), from + limit));
        boolean more = from + limit < posts.size();
        return Reply.json(200, listing(page, more));
    }

    private static int after(List<Map<String, Object>> posts, String name) {
        if (name == null) {
            return 0;
        }
        for (int i = 0; i < posts.size(); i++) {
            if (name.equals(posts.get(i).get("name"))) {
                return i + 1;
            }
        }
        return posts.size();
    }

    private static Map<String, Object> listing(List<Map<String, Object>> posts, boolean more) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("after", more ? posts.get(posts.size() - 1).get("name") : null);
        data.put("dist", posts.size());
        data.put(
                "children",
                posts.stream().map(post -> Map.of("kind", "t3", "data", post)).toList());
        return Map.of("kind", "Listing", "data", data);
    }

    private List<Map<String, Object>> posts(String subreddit, String query) {
        List<Map<String, Object>> posts = new ArrayList<>();
        for (Appearance hit : house.people().found(name, subreddit, query)) {
            int nth = posts.size();
            if (nth % 10 == 9) {
                boolean deleted = nth % 20 == 19;
                posts.add(post(
                        subreddit,
                        query,
                        posts.size(),
                        deleted ? "[deleted]" : "lurker" + nth,
                        deleted ? "[removed]" : "Any hints?"));
            }
            posts.add(post(
                    subreddit, query, posts.size(), "user_" + hit.person(), "Looking for hints. I am " + hit.text()));
        }
        return posts.subList(0, Math.min(posts.size(), DEEPEST));
    }

    private static Map<String, Object> post(String subreddit, String query, int nth, String author, String text) {
        Map<String, Object> post = new LinkedHashMap<>();
        String id = Integer.toString(Math.floorMod((subreddit + query).hashCode(), 1_000_000) * 1_000 + nth, 36);
        post.put("id", id);
        post.put("name", "t3_" + id);
        post.put("title", query + "?");
        post.put("selftext", text);
        post.put("author", author);
        post.put("subreddit", subreddit);
        post.put("permalink", "/r/" + subreddit + "/comments/" + id + "/hints/");
        post.put("url", "https://www.reddit.com/r/" + subreddit + "/comments/" + id + "/hints/");
        post.put("created_utc", (double) People.SINCE.minusSeconds(60L * nth).getEpochSecond());
        post.put("score", nth % 7);
        post.put("num_comments", nth % 5);
        post.put("over_18", false);
        return post;
    }
}

package dev.airtableroutes.sandbox.providers;

import dev.airtableroutes.sandbox.http.HttpListener;
import dev.airtableroutes.sandbox.http.Reply;
import dev.airtableroutes.sandbox.http.Request;
import dev.airtableroutes.sandbox.order.Desk;
import java.io.Closeable;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * The providers of lead generation on this machine: reddit, serper, tavily, anymailfinder, findymail, hunter, apollo,
 * people-data-labs, instantly, heyreach. One server, the provider's name first in the path, in the place of its host:
 * {@code https://api.hunter.io/v2/account} is {@code /hunter/v2/account} here. Everything can be ordered from Java and
 * over HTTP under {@code /_sandbox}.
 */
public final class LocalProviders implements Closeable {

    private static final int PEOPLE = 2_000;

    private final People people;
    private final Time time = new Time();
    private final Bill bill = new Bill(time);
    private final Troubles troubles = new Troubles();
    private final Webhooks webhooks = new Webhooks();
    private final ProviderArrivals arrivals = new ProviderArrivals();
    private final Map<String, StandIn> standIns = new LinkedHashMap<>();
    private final Reddit reddit;
    private final Instantly instantly;
    private final HeyReach heyReach;
    private final Desk desk = new ProvidersAdmin(this).desk();
    private final HttpListener http;

    private LocalProviders(int port, People people) {
        this.people = people;
        House house = new House(people, bill, time, webhooks);
        reddit = new Reddit(house);
        instantly = new Instantly(house);
        heyReach = new HeyReach(house);
        List.of(
                        reddit,
                        new Serper(house),
                        new Tavily(house),
                        new Anymailfinder(house),
                        new Findymail(house),
                        new Hunter(house),
                        new Apollo(house),
                        new PeopleDataLabs(house),
                        instantly,
                        heyReach)
                .forEach(standIn -> standIns.put(standIn.name, standIn));
        http = new HttpListener("providers", port, this::handle);
    }

    /** With 2,000 people of seed 1. @param port 0 for a free one */
    public static LocalProviders start(int port) {
        return start(port, new People(1, PEOPLE));
    }

    /** @param port 0 for a free one */
    public static LocalProviders start(int port, People people) {
        return new LocalProviders(port, people);
    }

    /** Scheme, host and port of them all; {@code /_sandbox} hangs there. */
    public String url() {
        return "http://localhost:" + http.port();
    }

    /** What stands for the provider's scheme and host: {@code https://api.hunter.io}. {@code reddit-auth} is one too. */
    public String host(String provider) {
        return url() + "/" + (provider.equals(Reddit.AUTH) ? provider : standIn(provider).name);
    }

    /** What stands for the provider's base URL: {@code https://api.hunter.io/v2}, for {@code HUNTER_URL}. */
    public String url(String provider) {
        return provider.equals(Reddit.AUTH)
                ? host(provider)
                : host(provider) + standIn(provider).base();
    }

    /** The one key that the provider takes; for Reddit the client's id and secret with a colon between them. */
    public String key(String provider) {
        return standIn(provider).key();
    }

    public List<String> providers() {
        return List.copyOf(standIns.keySet());
    }

    /** Every variable of the environment that leads the product here, secrets included. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String provider : standIns.keySet()) {
            String prefix = provider.toUpperCase(Locale.ROOT).replace('-', '_');
            settings.put(prefix + "_URL", url(provider));
            if (!provider.equals(reddit.name)) {
                settings.put(prefix + "_API_KEY", key(provider));
            }
        }
        settings.put("REDDIT_AUTH_URL", url(Reddit.AUTH));
        settings.put("REDDIT_CLIENT_ID", Reddit.CLIENT_ID);
        settings.put("REDDIT_CLIENT_SECRET", Reddit.CLIENT_SECRET);
        return settings;
    }

    public People people() {
        return people;
    }

    /** The credits that a provider charged in all; zero, never null. */
    public BigDecimal bill(String provider) {
        return bill.total(standIn(provider).name);
    }

    /** Everything that was charged, oldest first. */
    public List<Charge> charges() {
        return bill.charges();
    }

    /**
     * What is left in an account: a provider's name; {@code findymail-verifier} for its second kind of credits,
     * {@code tavily-paygo} for what may be used once the plan's credits are gone.
     */
    public BigDecimal balance(String account) {
        return bill.balance(account);
    }

    /** Sets what is left in an account; a million in each unless somebody says otherwise. */
    public LocalProviders credits(String account, BigDecimal amount) {
        standIn(account.replaceFirst("-(verifier|paygo)$", ""));
        bill.fund(account, amount);
        return this;
    }

    public Troubles troubles() {
        return troubles;
    }

    public Webhooks webhooks() {
        return webhooks;
    }

    public Instantly instantly() {
        return instantly;
    }

    public HeyReach heyReach() {
        return heyReach;
    }

    /** Every request that reached a provider, oldest first; the newest 100,000. */
    public List<ProviderArrival> arrivals() {
        return arrivals.all();
    }

    public List<ProviderArrival> arrivals(String provider, String operation) {
        return arrivals.all().stream()
                .filter(arrival -> arrival.provider().equals(provider)
                        && arrival.operation().equals(operation))
                .toList();
    }

    /** The most requests that arrived in any stretch of that length. */
    public int mostIn(String provider, String operation, Duration stretch) {
        List<ProviderArrival> all = arrivals(provider, operation);
        int most = 0;
        for (int from = 0, to = 0; to < all.size(); to++) {
            while (all.get(to).nanos() - all.get(from).nanos() >= stretch.toNanos()) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most;
    }

    /** How long a provider takes for every answer from now on. */
    public LocalProviders latency(String provider, Latency latency) {
        standIn(provider).latency(latency);
        return this;
    }

    /** Other limits than the provider's own; none at all when the list is empty. */
    public LocalProviders limits(String provider, Rate... rates) {
        standIn(provider).limits(List.of(rates));
        return this;
    }

    /** The limits that a provider has now. */
    public List<Rate> limits(String provider) {
        return standIn(provider).rates.all();
    }

    /** Moves the providers' time on: rate windows, tokens that expire, repeats that are free for some days. */
    public LocalProviders advance(Duration by) {
        time.advance(by);
        return this;
    }

    /**
     * From now on a pushed lead brings events to the platform's webhook, as far as it has a target: what a person does
     * follows from the address, and an address that is dead bounces.
     *
     * @param pace between two events of one lead
     */
    public LocalProviders life(Duration pace) {
        CampaignLife life = new CampaignLife(people, webhooks, pace);
        instantly.onAdded((campaign, lead) -> life.emailed(instantly, campaign, lead));
        heyReach.onAdded((campaign, lead) -> life.connected(heyReach, campaign, lead));
        return this;
    }

    /** Reddit's tokens are no longer good: 401 until a new one is asked for. */
    public LocalProviders expireTokens() {
        reddit.expireTokens();
        return this;
    }

    /** Forgets arrivals, troubles, charges, deliveries and what counts for limits; balances and pushed leads stay. */
    public void reset() {
        arrivals.forget();
        troubles.clear();
        bill.forget();
        webhooks.forget();
        standIns.values().forEach(standIn -> standIn.rates.forget());
    }

    @Override
    public void close() {
        http.close();
        webhooks.close();
    }

    Time time() {
        return time;
    }

    private StandIn standIn(String provider) {
        StandIn standIn = standIns.get(provider);
        if (standIn == null) {
            throw new NoSuchElementException(
                    "No provider " + provider + ". The sandbox has " + standIns.keySet() + ".");
        }
        return standIn;
    }

    private Reply handle(Request request) {
        if (Desk.takes(request)) {
            return desk.answer(request);
        }
        Ask ask;
        try {
            ask = Ask.of(request);
        } catch (Refused e) {
            return Reply.text(e.status, e.getMessage());
        }
        StandIn standIn = standIns.get(ask.host().equals(Reddit.AUTH) ? reddit.name : ask.host());
        if (standIn == null) {
            return Reply.text(404, "No provider " + ask.host() + ". The sandbox has " + standIns.keySet() + ".");
        }
        ProviderArrivals.Entry entry = arrivals.arrived(ask, standIn.name);
        Reply reply = standIn.answer(ask, entry, troubles);
        entry.answered(reply.status());
        return reply;
    }
}

package dev.airtableroutes.sandbox;

import dev.airtableroutes.base.Base;
import dev.airtableroutes.sandbox.http.HttpListener;
import dev.airtableroutes.sandbox.http.Network;
import dev.airtableroutes.sandbox.http.Reply;
import dev.airtableroutes.sandbox.http.Request;
import dev.airtableroutes.sandbox.order.Desk;
import java.io.Closeable;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * An Airtable on this machine, for tests, benchmarks and trying things out: the records and metadata API with its limits
 * and its errors, and trouble on order. Everything can be ordered from Java and over HTTP under {@code /_sandbox}.
 */
public final class LocalAirtable implements Closeable {

    private final Map<String, LiveBase> basesById = new LinkedHashMap<>();
    private final Limits limits = new Limits();
    private final Network network = new Network();
    private final Access access = new Access();
    private final Faults faults = new Faults(limits);
    private final Lists lists = new Lists();
    private final Arrivals arrivals = new Arrivals();
    private final Api api = new Api(this);
    private final Desk desk = new Admin(this).desk();
    private final HttpListener http;
    /** A latch for each call that has no answer yet. */
    private final Set<CountDownLatch> underWay = ConcurrentHashMap.newKeySet();

    private LocalAirtable(int port, Iterable<Base> bases) {
        for (Base base : bases) {
            LiveBase live = new LiveBase(base);
            LiveBase other = basesById.putIfAbsent(live.id, live);
            if (other != null) {
                throw new IllegalArgumentException("The bases " + other.key + " and " + live.key + " have the same id, "
                        + live.id + ". Give one of them another id.");
            }
        }
        http = new HttpListener("Airtable", port, this::handle);
    }

    /**
     * @param port 0 for a free one
     * @param bases what the tables are built from
     */
    public static LocalAirtable start(int port, Iterable<Base> bases) {
        return new LocalAirtable(port, bases);
    }

    /** For {@code AIRTABLE_API_URL}: scheme, host and port. */
    public String url() {
        return "http://localhost:" + http.port();
    }

    public Limits limits() {
        return limits;
    }

    public Network network() {
        return network;
    }

    public Access access() {
        return access;
    }

    public Faults faults() {
        return faults;
    }

    /** What has arrived, oldest first; the newest 100,000. */
    public List<Arrival> arrivals() {
        return arrivals.all();
    }

    public Stats stats() {
        return arrivals.stats();
    }

    /** @param base logical name or id @param table logical name, Airtable's name or id */
    public LocalTable table(String base, String table) {
        return new LocalTable(base(base).table(table));
    }

    /** Every list that is being read has to start again. */
    public void expireOffsets() {
        lists.expireAll();
    }

    /** How long a list may rest between two pages. */
    public void offsetsLive(Duration idle) {
        lists.timeToLive(idle);
    }

    /** Forgets arrivals, faults and lockouts; records stay. Whatever was being worked on is answered before. */
    public void reset() {
        faults.clear();
        List.copyOf(underWay).forEach(LocalAirtable::untilAnswered);
        arrivals.forget();
        limits.forget();
    }

    private static void untilAnswered(CountDownLatch call) {
        try {
            if (!call.await(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("A call to the local Airtable is worked on for a minute already.");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        http.close();
    }

    Lists lists() {
        return lists;
    }

    Collection<LiveBase> bases() {
        return basesById.values();
    }

    LiveBase baseById(String id) {
        return basesById.get(id);
    }

    LiveBase base(String text) {
        return basesById.values().stream()
                .filter(base -> base.answersTo(text))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("No base " + text + ". The sandbox has "
                        + basesById.values().stream().map(base -> base.key).toList() + "."));
    }

    private Reply handle(Request request) {
        if (Desk.takes(request)) {
            return desk.answer(request);
        }
        CountDownLatch answered = new CountDownLatch(1);
        underWay.add(answered);
        try {
            return arrived(request);
        } finally {
            underWay.remove(answered);
            answered.countDown();
        }
    }

    private Reply arrived(Request request) {
        long arrived = network.travel() ? System.nanoTime() : request.firstByte();
        Call call;
        try {
            call = Call.of(request, this);
        } catch (AirtableError e) {
            return e.reply();
        }
        return counted(call, arrived);
    }

    private Reply counted(Call call, long arrived) {
        Arrivals.Entry entry;
        AirtableError limited;
        synchronized (limits) {
            entry = arrivals.arrived(call, arrived);
            limited = limits.arrive(call.baseId(), call.token(), call.records(), arrived);
        }
        Reply reply = limited != null ? limited.reply() : faults.play(call, () -> worked(call));
        arrivals.answered(entry, reply.status());
        return reply;
    }

    private Reply worked(Call call) {
        network.work();
        return api.answer(call);
    }
}

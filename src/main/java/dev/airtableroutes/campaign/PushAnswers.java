package dev.airtableroutes.campaign;

import com.mongodb.client.model.Updates;
import dev.airtableroutes.lead.InFlight;
import dev.airtableroutes.lead.Leads;
import dev.airtableroutes.lead.Patience;
import dev.airtableroutes.privacy.Identity;
import dev.airtableroutes.provider.Answer;
import dev.airtableroutes.provider.Outcome;
import dev.airtableroutes.provider.Turn;
import dev.airtableroutes.provider.Verb;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** What an answer does to the pushes of its batch, or to the one that was looked up. */
@Component("pushAnswers")
class PushAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(PushAnswers.class);
    /** A request whose answer was lost may still be at work there: it is not looked for before. */
    private static final Duration TO_SETTLE_DOWN = Duration.ofMinutes(1);
    /** Nor believed to be lost at once. */
    private static final Duration TO_BE_SURE = Duration.ofMinutes(5);

    /** When the platform's plan may have room again, where its file does not say. */
    private static final Duration FULL = Duration.ofHours(6);
    /** How long it is looked whether there is room. */
    private static final Duration A_WEEK = Duration.ofDays(7);

    /** Why a row stays out for good. What a platform merely skips may be for want of room. */
    private static final Map<String, String> OF_THEIR_OWN = new TreeMap<>(Map.of(
            "push.duplicate", "duplicates",
            "push.repeated", "in the batch before",
            "push.blocked", "on the platform's blocklist",
            "push.invalid", "invalid addresses",
            "push.incomplete", "incomplete"));

    private static final int LOOKS = 2;
    private static final int SENDS = 3;
    private static final int MOST_LOOKUPS = 30;

    private final PushStore store;
    private final Leads leads;
    private final InFlight inFlight;

    PushAnswers(PushStore store, Leads leads, InFlight inFlight) {
        this.store = store;
        this.leads = leads;
        this.inFlight = inFlight;
    }

    /** Settles the turn of a batch or of a look-up. */
    public Answer settle(@Body Answer answer, @ExchangeProperty("turn") Turn turn) {
        if (answer.outcome().settled()) {
            inFlight.answered(answer.provider());
        }
        try {
            if (turn.operation().equals(Verb.lookup.name())) {
                store.find(turn.subject().get("_id").toString())
                        .filter(push -> push.state() == PushState.unknown)
                        .ifPresent(push -> lookedUp(push, answer, turn));
            } else {
                batch(store.ofBatch(turn.id()), answer, turn);
            }
        } finally {
            inFlight.leave(turn);
        }
        return answer;
    }

    private void batch(List<Push> pushes, Answer answer, Turn turn) {
        if (pushes.isEmpty()) {
            return;
        }
        switch (answer.outcome()) {
            case HIT, HIT_VERIFIED, HIT_RISKY -> taken(pushes, answer, rows(turn));
            // of who objected no person has to take care
            case MISS, SUPPRESSED -> all(pushes, PushState.skipped, answer, answer.sentence());
            case BAD_INPUT -> {
                // the platform's own words may name people: they stand in the dead letters
                LOG.warn(
                        "{} leads were not pushed: {} answered {} ({})",
                        pushes.size(),
                        answer.provider(),
                        answer.status(),
                        answer.outcome());
                all(pushes, PushState.failed, answer, answer.sentence());
            }
            case UNKNOWN, PENDING -> all(pushes, PushState.unknown, answer, answer.sentence());
            default -> later(pushes, answer);
        }
    }

    private static List<Document> rows(Turn turn) {
        List<Document> rows = new ArrayList<>();
        if (turn.subject().get("rows") instanceof List<?> list) {
            list.forEach(row -> rows.add((Document) row));
        }
        return rows;
    }

    /** It took some of them: by name, or by number alone. */
    private void taken(List<Push> pushes, Answer answer, List<Document> rows) {
        Map<String, Object> counts = answer.fields();
        boolean byNumber = answer.items().isEmpty() && counts.containsKey("push.updated");
        if (byNumber) {
            byNumber(pushes, answer, rows.size());
        } else {
            byName(pushes, answer, rows);
        }
    }

    /** Added, updated and failed make up the batch; which of them failed, it does not say. */
    private void byNumber(List<Push> pushes, Answer answer, int size) {
        long failed = count(answer, "push.failed");
        long sum = count(answer, "push.added") + count(answer, "push.updated") + failed;
        if (sum != size) {
            all(
                    pushes,
                    PushState.unknown,
                    answer,
                    answer.provider() + " was sent " + size + " leads and counts " + sum + "; each is looked up.");
        } else if (failed == 0) {
            all(pushes, PushState.pushed, answer, null);
        } else if (failed == size) {
            all(pushes, PushState.failed, answer, answer.provider() + " says that the lead failed, and not why.");
        } else {
            all(
                    pushes,
                    PushState.unknown,
                    answer,
                    answer.provider() + " says that " + failed + " of " + size + " leads failed; each is looked up.");
        }
    }

    /** What it names was taken; the others it left out, and they are never tried again. */
    private void byName(List<Push> pushes, Answer answer, List<Document> rows) {
        Map<String, Map<String, Object>> named = new HashMap<>();
        boolean sound = true;
        for (Map<String, Object> item : answer.items()) {
            int index = item.get("push.index") instanceof BigDecimal number ? number.intValue() : -1;
            sound &= index >= 0
                    && index < rows.size()
                    && sameAddress(item, rows.get(index))
                    && named.put(key(rows.get(index)), item) == null;
        }
        long added = count(answer, "push.added");
        if (!sound || answer.fields().containsKey("push.added") && added != named.size()) {
            LOG.warn(
                    "{} names rows that do not fit the {} that it was sent; each is looked up.",
                    answer.provider(),
                    rows.size());
            all(pushes, PushState.unknown, answer, answer.provider() + " contradicts itself about this batch.");
            return;
        }
        int leftOut = rows.size() - named.size();
        String left = leftOut(answer, leftOut);
        // which were left out for want of room, it does not say, but how many were for reasons of their own
        boolean full = answer.fields().containsKey("push.room")
                && count(answer, "push.room") == 0
                && OF_THEIR_OWN.keySet().stream()
                                .mapToLong(reason -> count(answer, reason))
                                .sum()
                        < leftOut;
        for (Push push : pushes) {
            Map<String, Object> item = named.get(push.key());
            if (item == null && full) {
                noRoom(push, answer, left);
            } else if (item == null) {
                move(push, PushState.skipped, left);
            } else {
                move(push, PushState.pushed, null, Updates.set("externalId", item.get("push.externalId")));
            }
        }
    }

    private void noRoom(Push push, Answer answer, String left) {
        Duration said = answer.retryAt() == null ? FULL : Duration.between(now(), answer.retryAt());
        Duration wait = said.compareTo(Duration.ofMinutes(1)) < 0 ? FULL : said;
        if (push.timesFull() + 1 < Math.max(2, A_WEEK.dividedBy(wait))) {
            move(
                    push,
                    PushState.planned,
                    left,
                    Updates.inc("timesFull", 1),
                    Updates.set("nextAt", Date.from(now().plus(wait))));
        } else {
            move(
                    push,
                    PushState.failed,
                    "The plan at %s has been full for a week: make room there, or take a larger one, then replay."
                            .formatted(answer.provider()),
                    Updates.set("timesFull", 0));
        }
    }

    private static String key(Document row) {
        return row.getEmbedded(List.of("push", "key"), String.class);
    }

    private static boolean sameAddress(Map<String, Object> item, Document row) {
        String told = Identity.email(item.get("email.address"));
        return told == null || told.equals(Identity.email(row.getEmbedded(List.of("email", "address"), Object.class)));
    }

    private static String leftOut(Answer answer, int count) {
        Map<String, String> reasons = new TreeMap<>(OF_THEIR_OWN);
        reasons.put("push.skipped", "skipped as already there");
        List<String> sums = new ArrayList<>();
        reasons.forEach((reason, words) -> {
            long number = count(answer, reason);
            if (number > 0) {
                sums.add(number + " " + words);
            }
        });
        return answer.provider() + " left out " + count + " leads of this batch, this one among them"
                + (sums.isEmpty() ? ", and does not say why." : ": " + String.join(", ", sums) + ".");
    }

    private static long count(Answer answer, String field) {
        return answer.fields().get(field) instanceof Number number ? number.longValue() : 0;
    }

    /** Nothing was taken, so the same again is right later. */
    private void later(List<Push> pushes, Answer answer) {
        if (answer.outcome() == Outcome.RATE_LIMITED) {
            tooOften(answer);
        }
        for (Push push : pushes) {
            Instant again = answer.retryAt() == null ? now().plus(Patience.after(push.sends())) : answer.retryAt();
            move(push, PushState.planned, answer.sentence(), Updates.set("nextAt", Date.from(again)));
        }
    }

    private void tooOften(Answer answer) {
        Instant wanted = answer.retryAt() == null ? now().plus(TO_SETTLE_DOWN) : answer.retryAt();
        inFlight.tooOften(answer.provider(), wanted, now());
    }

    private void all(List<Push> pushes, PushState state, Answer answer, String reason) {
        List<Bson> more = new ArrayList<>(said(answer));
        if (state == PushState.unknown) {
            more.add(Updates.set("lookups", 0));
            more.add(Updates.set("misses", 0));
            more.add(Updates.set("nextAt", Date.from(now().plus(TO_SETTLE_DOWN))));
        }
        pushes.forEach(push -> move(push, state, reason, more.toArray(new Bson[0])));
    }

    private static List<Bson> said(Answer answer) {
        return List.of(Updates.set("outcome", answer.outcome().name()), Updates.set("httpStatus", answer.status()));
    }

    private void lookedUp(Push push, Answer answer, Turn turn) {
        Outcome outcome = answer.outcome();
        if (outcome.hit() && !answer.items().isEmpty()) {
            Map<String, Object> found = found(answer, turn);
            if (found != null) {
                move(push, PushState.pushed, null, Updates.set("externalId", found.get("push.externalId")));
                return;
            }
            outcome = Outcome.MISS;
        }
        if (outcome == Outcome.MISS) {
            missing(push, answer.provider());
        } else if (outcome == Outcome.RATE_LIMITED) {
            tooOften(answer);
        } else {
            unclear(push, answer);
        }
    }

    /** It is looked for twice, some minutes apart; then it did not arrive, and is sent again. */
    private void missing(Push push, String platform) {
        if (push.misses() + 1 < LOOKS) {
            store.set(push, Updates.inc("misses", 1), Updates.set("nextAt", Date.from(now().plus(TO_BE_SURE))));
        } else if (push.sends() < SENDS) {
            move(
                    push,
                    PushState.planned,
                    "It did not arrive at " + platform + " and is sent again.",
                    Updates.unset("nextAt"),
                    Updates.set("misses", 0));
        } else {
            move(
                    push,
                    PushState.failed,
                    "It was sent " + SENDS + " times and is not at " + platform + ".",
                    Updates.set("outcome", Outcome.MISS.name()),
                    Updates.unset("httpStatus"));
        }
    }

    private void unclear(Push push, Answer answer) {
        int lookups = push.lookups() + 1;
        boolean person = lookups >= MOST_LOOKUPS || answer.outcome() == Outcome.BAD_INPUT;
        Instant again = answer.retryAt() == null ? now().plus(Patience.after(lookups)) : answer.retryAt();
        String reason = Objects.requireNonNullElse(answer.sentence(), "It cannot be looked up.");
        if (person) {
            LOG.warn("Nobody knows whether push {} arrived; a person has to look at its dead letter", push.key());
            store.leave(push, reason, Updates.inc("lookups", 1));
        } else {
            store.set(
                    push,
                    Updates.inc("lookups", 1),
                    Updates.set("reason", reason),
                    Updates.set("nextAt", Date.from(again)));
        }
    }

    /** The result that is of this campaign and this person; null when there is none. */
    private static Map<String, Object> found(Answer answer, Turn turn) {
        Document subject = new Document(turn.subject());
        String campaign = subject.getEmbedded(List.of("campaign", "externalId"), String.class);
        String address = Identity.email(subject.getEmbedded(List.of("email", "address"), Object.class));
        return answer.items().stream()
                .filter(item -> item.get("push.campaign") == null || campaign.equals(item.get("push.campaign")))
                .filter(item -> item.get("email.address") == null
                        || Identity.email(item.get("email.address")).equals(address))
                .findFirst()
                .orElse(null);
    }

    private void move(Push push, PushState to, String reason, Bson... more) {
        List<Bson> updates = new ArrayList<>(List.of(more));
        updates.add(reason == null ? Updates.unset("reason") : Updates.set("reason", reason));
        store.move(push, push.state(), to, now(), updates.toArray(new Bson[0]));
    }

    private Instant now() {
        return leads.clock().instant();
    }
}

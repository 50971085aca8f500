package dev.airtableroutes.lead;

import dev.airtableroutes.lead.Candidate.Status;
import dev.airtableroutes.privacy.Identity;
import dev.airtableroutes.privacy.Suppressions.Who;
import dev.airtableroutes.provider.Outcome;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.bson.types.Decimal128;

/**
 * A lead as it stands in the collection {@code leads}.
 *
 * @param document never changed here
 */
public record Lead(Document document) {

    static final String ONLY = "only";
    static final String ANEW = "anew";

    public Object id() {
        return document.get("_id");
    }

    /** Other programs write leads too: what is not of the form that it must have reads as nothing. */
    public String text(String... path) {
        Object value = at(path);
        boolean none = value == null || value instanceof Map || value instanceof Collection;
        return none || value.toString().isBlank() ? null : value.toString();
    }

    /** What stands at a path; null where it is of another type. */
    public <T> T value(Class<T> type, String... path) {
        Object value = at(path);
        return type.isInstance(value) ? type.cast(value) : null;
    }

    /** The elements of a list that are of this type. */
    public <T> List<T> list(Class<T> type, String... path) {
        return at(path) instanceof Collection<?> list
                ? list.stream().filter(type::isInstance).map(type::cast).toList()
                : List.of();
    }

    /** Whether nothing stands at a path, and something can. */
    boolean blank(String... path) {
        for (int i = 1; i < path.length; i++) {
            Object above = at(Arrays.copyOf(path, i));
            if (above != null && !(above instanceof Map)) {
                return false;
            }
        }
        Object value = at(path);
        return value == null || value.toString().isBlank();
    }

    private Object at(String... path) {
        Object at = document;
        for (String step : path) {
            at = at instanceof Map<?, ?> map ? map.get(step) : null;
        }
        return at;
    }

    public String segment() {
        return text("segment");
    }

    long version() {
        return document.get("version") instanceof Number number ? number.longValue() : 0;
    }

    public State state() {
        String state = text("enrichment", "state");
        return state == null ? State.NEW : named(State.class, state).orElse(State.ERROR);
    }

    /** Whether it waits for a provider, or is being asked about. */
    boolean underWay() {
        return state() == State.QUEUED || state() == State.RUNNING;
    }

    /** The run that pays; null when nobody asked for one. */
    String run() {
        return text("enrichment", "run");
    }

    /** Who it may be on the suppression list as, by any of its addresses and handles. */
    public List<Who> who() {
        List<Who> who = new ArrayList<>();
        who.add(new Who(
                text("email", "address"), text("person", "linkedinUrl"), fullName(), text("company", "domain")));
        candidates().forEach(candidate -> who.add(new Who(candidate.address(), null, fullName(), null)));
        list(String.class, "keys").stream()
                .filter(key -> key.startsWith(LeadKeys.HANDLE))
                .forEach(key -> who.add(Who.byHandle(key.substring(LeadKeys.HANDLE.length()))));
        if (handle() != null) {
            who.add(Who.byHandle(handle()));
        }
        return who;
    }

    /** The account that it shows, {@code reddit:jane}; null when it shows none, or not where. */
    String handle() {
        String source = text("source", "type");
        String account = text("person", "handle");
        return source == null || account == null ? null : Identity.handle(source + ":" + account);
    }

    /** Whether a search found little more than a handle, so that nobody can be asked for an address. */
    boolean unknown() {
        String name = fullName();
        boolean named = name != null && name.strip().contains(" ");
        boolean placed = text("company", "domain") != null || text("company", "name") != null;
        return text("person", "handle") != null
                && text("person", "linkedinUrl") == null
                && !(named && placed)
                && candidates().isEmpty();
    }

    /** Since when those are asked once more who did not know; null for as long as that is remembered. */
    Date anew() {
        return value(Date.class, "enrichment", ANEW);
    }

    /** Whether somebody asked for its address to be verified, and for no other one. */
    boolean onlyVerified() {
        return Step.VERIFY.equals(text("enrichment", ONLY));
    }

    /** The same lead when that is asked for, or no longer. */
    Lead onlyVerified(boolean only) {
        Document there = value(Document.class, "enrichment");
        Document enrichment = there == null ? new Document() : new Document(there);
        enrichment.put(ONLY, only ? Step.VERIFY : null);
        Document other = new Document(document);
        other.put("enrichment", enrichment);
        return new Lead(other);
    }

    String fullName() {
        String whole = text("person", "fullName");
        if (whole != null) {
            return whole;
        }
        String first = text("person", "firstName");
        String last = text("person", "lastName");
        return first == null || last == null ? null : first + " " + last;
    }

    /** The step that it waits for, when it is {@link State#QUEUED} or {@link State#RUNNING}. */
    Optional<Step> step() {
        String provider = text("enrichment", "step", "provider");
        String operation = text("enrichment", "step", "operation");
        return provider == null || operation == null
                ? Optional.empty()
                : Optional.of(new Step(provider, operation, text("enrichment", "step", "address")));
    }

    /** Why nothing is spent on it, when it is {@link State#BUDGET_BLOCKED}. */
    String whyBlocked() {
        String reason = text("enrichment", "reason");
        return reason == null ? "No reason is known." : reason;
    }

    /** How many turns it had; with the step it makes the id of the next. */
    int turns() {
        Number turns = value(Number.class, "enrichment", "turns");
        return turns == null ? 0 : turns.intValue();
    }

    /** The turn it is in, or was in when its provider said that the answer comes later; null when there is none. */
    String turn() {
        return text("enrichment", "turn");
    }

    /** How often the turn it is in was begun, from 1. */
    int repeats() {
        Number repeats = value(Number.class, "enrichment", "repeats");
        return repeats == null ? 1 : repeats.intValue();
    }

    /** When it is looked at again; null for now. */
    Instant nextRetry() {
        Date next = value(Date.class, "enrichment", "nextRetryAt");
        return next == null ? null : next.toInstant();
    }

    public BigDecimal creditsSpent() {
        return decimal(at("enrichment", "creditsSpent"));
    }

    List<Attempt> attempts() {
        return attempts("attempts");
    }

    /** Those that were an answer, and need not be asked again. */
    List<Attempt> answered() {
        return attempts().stream()
                .filter(attempt -> !attempt.unanswered() && !attempt.notAsked())
                .toList();
    }

    /** All but those of an operation. */
    List<Attempt> attemptsBut(String operation) {
        return attempts().stream()
                .filter(attempt -> !attempt.operation().equals(operation))
                .toList();
    }

    /** What was answered before somebody had it asked anew. */
    List<Attempt> earlier() {
        return attempts("earlier");
    }

    private List<Attempt> attempts(String name) {
        return list(Document.class, "enrichment", name).stream()
                .flatMap(attempt -> attempt(new Lead(attempt)).stream())
                .toList();
    }

    List<Candidate> candidates() {
        return list(Document.class, "enrichment", "candidates").stream()
                .flatMap(candidate -> candidate(new Lead(candidate)).stream())
                .toList();
    }

    private static Optional<Attempt> attempt(Lead attempt) {
        String provider = attempt.text("provider");
        String operation = attempt.text("endpoint");
        Date at = attempt.value(Date.class, "at");
        Number latency = attempt.value(Number.class, "latencyMs");
        return provider == null || operation == null
                ? Optional.empty()
                : named(Outcome.class, attempt.text("outcome"))
                        .map(outcome -> new Attempt(
                                provider,
                                operation,
                                attempt.text("address"),
                                outcome,
                                attempt.value(Integer.class, "httpStatus"),
                                decimal(attempt.at("credits")),
                                latency == null ? 0 : latency.longValue(),
                                at == null ? Instant.EPOCH : at.toInstant(),
                                Boolean.TRUE.equals(attempt.at("cached"))));
    }

    /** What somebody else wrote by that name in whatever case. */
    static <T extends Enum<T>> Optional<T> named(Class<T> type, String name) {
        return Arrays.stream(type.getEnumConstants())
                .filter(one -> one.name().equalsIgnoreCase(name))
                .findFirst();
    }

    static Document document(Attempt attempt) {
        return new Document("provider", attempt.provider())
                .append("endpoint", attempt.operation())
                .append("address", attempt.address())
                .append("outcome", attempt.outcome().name())
                .append("httpStatus", attempt.httpStatus())
                .append("credits", new Decimal128(attempt.credits()))
                .append("latencyMs", attempt.latencyMs())
                .append("at", Date.from(attempt.at()))
                .append("cached", attempt.cached());
    }

    private static Optional<Candidate> candidate(Lead candidate) {
        Number confidence = candidate.value(Number.class, "confidence");
        return Optional.ofNullable(candidate.text("address"))
                .map(address -> new Candidate(
                        address,
                        named(Status.class, candidate.text("status")).orElse(Status.UNVERIFIED),
                        confidence == null ? 0 : confidence.intValue(),
                        candidate.text("foundBy"),
                        candidate.text("verifiedBy")));
    }

    static Document document(Candidate candidate) {
        return new Document("address", candidate.address())
                .append("status", candidate.status().text())
                .append("confidence", candidate.confidence())
                .append("foundBy", candidate.foundBy())
                .append("verifiedBy", candidate.verifiedBy());
    }

    private static BigDecimal decimal(Object value) {
        if (value instanceof Decimal128 decimal) {
            return decimal.bigDecimalValue();
        }
        return value instanceof Number number ? new BigDecimal(number.toString()) : BigDecimal.ZERO;
    }
}

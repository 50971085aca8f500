package dev.airtableroutes.lead;

import dev.airtableroutes.lead.Candidate.Status;
import dev.airtableroutes.privacy.Suppressions.Who;
import dev.airtableroutes.provider.Outcome;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
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

    public Object id() {
        return document.get("_id");
    }

    public String text(String... path) {
        Object value = document.getEmbedded(List.of(path), Object.class);
        return value == null || value.toString().isBlank() ? null : value.toString();
    }

    public String segment() {
        return text("segment");
    }

    long version() {
        return document.get("version") instanceof Number number ? number.longValue() : 0;
    }

    public State state() {
        String state = text("enrichment", "state");
        return state == null ? State.NEW : State.of(state);
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
        candidates().forEach(candidate -> who.add(Who.byEmail(candidate.address())));
        document.getList("keys", String.class, List.of()).stream()
                .filter(key -> key.startsWith(LeadKeys.HANDLE))
                .forEach(key -> who.add(Who.byHandle(key.substring(LeadKeys.HANDLE.length()))));
        return who;
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

    /** Whether somebody asked for its address to be verified, and for no other one. */
    boolean onlyVerified() {
        return Step.VERIFY.equals(text("enrichment", ONLY));
    }

    /** The same lead when that is asked for, or no longer. */
    Lead onlyVerified(boolean only) {
        Document enrichment = new Document(document.get("enrichment", new Document()));
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
        Document step = document.getEmbedded(List.of("enrichment", "step"), Document.class);
        return Optional.ofNullable(step)
                .map(found -> new Step(
                        found.getString("provider"), found.getString("operation"), found.getString("address")));
    }

    /** How many turns it had; with the step it makes the id of the next. */
    int turns() {
        Number turns = document.getEmbedded(List.of("enrichment", "turns"), Number.class);
        return turns == null ? 0 : turns.intValue();
    }

    /** The turn it is in, or was in when its provider said that the answer comes later; null when there is none. */
    String turn() {
        return text("enrichment", "turn");
    }

    /** How often the turn it is in was begun, from 1. */
    int repeats() {
        Number repeats = document.getEmbedded(List.of("enrichment", "repeats"), Number.class);
        return repeats == null ? 1 : repeats.intValue();
    }

    /** When it is looked at again; null for now. */
    Instant nextRetry() {
        Date next = document.getEmbedded(List.of("enrichment", "nextRetryAt"), Date.class);
        return next == null ? null : next.toInstant();
    }

    public BigDecimal creditsSpent() {
        return decimal(document.getEmbedded(List.of("enrichment", "creditsSpent"), Object.class));
    }

    List<Attempt> attempts() {
        return list("attempts").stream().map(Lead::attempt).toList();
    }

    /** What was answered before somebody had it asked anew. */
    List<Attempt> earlier() {
        return list("earlier").stream().map(Lead::attempt).toList();
    }

    List<Candidate> candidates() {
        return list("candidates").stream().map(Lead::candidate).toList();
    }

    private List<Document> list(String name) {
        Document enrichment = document.get("enrichment", Document.class);
        List<Document> list = enrichment == null ? null : enrichment.getList(name, Document.class);
        return list == null ? List.of() : list;
    }

    private static Attempt attempt(Document attempt) {
        Date at = attempt.getDate("at");
        return new Attempt(
                attempt.getString("provider"),
                attempt.getString("endpoint"),
                attempt.getString("address"),
                Outcome.valueOf(attempt.getString("outcome")),
                attempt.getInteger("httpStatus"),
                decimal(attempt.get("credits")),
                attempt.get("latencyMs") instanceof Number number ? number.longValue() : 0,
                at == null ? Instant.EPOCH : at.toInstant(),
                attempt.getBoolean("cached", false));
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

    private static Candidate candidate(Document candidate) {
        return new Candidate(
                candidate.getString("address"),
                Status.of(candidate.getString("status")),
                candidate.getInteger("confidence", 0),
                candidate.getString("foundBy"),
                candidate.getString("verifiedBy"));
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

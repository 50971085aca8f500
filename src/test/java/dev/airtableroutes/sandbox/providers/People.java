package dev.airtableroutes.sandbox.providers;

import dev.airtableroutes.sandbox.providers.Expected.State;
import dev.airtableroutes.sandbox.providers.Knowledge.Says;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bson.Document;

/**
 * A sample of people with known truth: the same seed and size make the same people, knowledge and searches.
 *
 * <p>Every appearance of a person shows the same identifiers, so that one normalised key joins them; only their forms
 * differ. Each finder knows the address of 40 to 65 % of the people, all of them together that of 80 to 90 %.
 */
public final class People {

    public static final String ANYMAILFINDER = "anymailfinder";
    public static final String FINDYMAIL = "findymail";
    public static final String HUNTER = "hunter";
    public static final String APOLLO = "apollo";
    public static final String PEOPLE_DATA_LABS = "people-data-labs";

    /** Every provider that finds addresses. */
    public static final List<String> FINDERS = List.of(ANYMAILFINDER, FINDYMAIL, HUNTER, APOLLO, PEOPLE_DATA_LABS);

    /** Every provider that verifies addresses. */
    public static final List<String> VERIFIERS = List.of(ANYMAILFINDER, FINDYMAIL, HUNTER);

    /** When the saved searches were saved, and the hits were published. */
    static final Instant SINCE = Instant.parse("2026-11-01T12:00:00Z");

    private final List<Person> all;
    private final Map<SavedSearch, List<Appearance>> hits;
    private final Map<String, Person> bySlug = new HashMap<>();
    private final Map<String, Person> byNameAndCompany = new HashMap<>();
    private final Map<String, Person> byAddress = new HashMap<>();

    public People(long seed, int size) {
        PeopleMaker maker = new PeopleMaker(seed, size);
        all = IntStream.range(0, size).mapToObj(maker::person).toList();
        hits = new SearchMaker(seed + 1).make(all);
        all.forEach(this::index);
    }

    private void index(Person person) {
        if (person.slug() != null) {
            bySlug.put(person.slug(), person);
        }
        byNameAndCompany.put(Names.fold(person.fullName()) + "|" + person.domain(), person);
        byNameAndCompany.put(Names.fold(person.fullName()) + "|" + Names.fold(person.company()), person);
        if (person.address() != null) {
            byAddress.put(person.address(), person);
        }
    }

    /** By number. */
    public List<Person> all() {
        return all;
    }

    public Person person(int number) {
        return all.get(number);
    }

    /** The saved searches, that together find everybody. */
    public List<SavedSearch> searches() {
        return new ArrayList<>(hits.keySet());
    }

    /** @param id {@link SavedSearch#id()}, {@link Appearance#search()} */
    public SavedSearch search(String id) {
        return hits.keySet().stream()
                .filter(search -> search.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("No search " + id + "."));
    }

    /** The saved searches as documents for {@code searches}. */
    public List<Document> searchDocuments() {
        return hits.keySet().stream().map(SavedSearch::document).toList();
    }

    /** What a search brings, best first. */
    public List<Appearance> appearances(SavedSearch search) {
        return hits.getOrDefault(search, List.of());
    }

    /** What a source has for a query; empty unless it is one of the saved ones to the letter. */
    List<Appearance> found(String source, String subreddit, String query) {
        return hits.keySet().stream()
                .filter(search -> search.source().equals(source)
                        && search.query().equals(query)
                        && (search.subreddit() == null || search.subreddit().equalsIgnoreCase(subreddit)))
                .findFirst()
                .map(this::appearances)
                .orElse(List.of());
    }

    boolean hasSubreddit(String name) {
        return hits.keySet().stream().anyMatch(search -> name.equalsIgnoreCase(search.subreddit()));
    }

    /** @param slug in any case, decoded */
    public Optional<Person> bySlug(String slug) {
        return Optional.ofNullable(bySlug.get(slug.toLowerCase(Locale.ROOT)));
    }

    /** @param company its name or its tidy domain */
    public Optional<Person> byName(String fullName, String company) {
        return Optional.ofNullable(byNameAndCompany.get(Names.fold(fullName) + "|" + Names.fold(company)));
    }

    /** @param address lower case */
    public Optional<Person> byAddress(String address) {
        return Optional.ofNullable(byAddress.get(address));
    }

    /**
     * How everybody ends, by number, when the finders are asked one after the other until one gives a verified address
     * or says that the person is not to be processed. Where a finder does not say whether it verified an address (Apollo's
     * unverified ones, Hunter's unknown ones, People Data Labs) the first verifier that is another provider says it, unless the address is a
     * candidate already. An address that is not verified remains a candidate while the others are asked; a catch-all one
     * counts more than a risky one, that more than a private one. What a verifier calls dead stays dead. Nothing else
     * stops a waterfall here: no cap, no cache, no fault.
     *
     * <p>{@code VERIFIED}, {@code SUPPRESSED} and {@code NOT_ASKABLE} follow from the truth and the order alone; which of
     * the other states it is depends on what a waterfall makes of candidates too.
     *
     * @param finders of {@link #FINDERS}, in order
     * @param verifiers of {@link #VERIFIERS}, in order; may be empty, then what nobody verified stays {@code RISKY}
     */
    public Map<Integer, Expected> expected(List<String> finders, List<String> verifiers) {
        Map<Integer, Expected> expected = new LinkedHashMap<>();
        all.forEach(person -> expected.put(person.number(), expected(person, finders, verifiers)));
        return expected;
    }

    /** @see #expected(List, List) */
    public Expected expected(Person person, List<String> finders, List<String> verifiers) {
        if (!person.askable()) {
            return Expected.none(State.NOT_ASKABLE);
        }
        Expected best = Expected.none(State.NOT_FOUND);
        boolean dead = false;
        for (String finder : finders) {
            Says says = person.knownBy(finder).map(Knowledge::says).orElse(Says.NO_ADDRESS);
            boolean settled = dead || best.state() != State.NOT_FOUND;
            Expected answer = unverified(finder, says)
                    ? settled ? best : verified(person, finder, verifiers)
                    : said(person, finder, says);
            if (answer.state() == State.VERIFIED || answer.state() == State.SUPPRESSED) {
                return answer;
            }
            dead |= unverified(finder, says) && answer.state() == State.NOT_FOUND;
            best = !dead && answer.state().ordinal() < best.state().ordinal() ? answer : best;
        }
        return best;
    }

    /** Hunter calls unknown what others call risky: it gives the address, and does not know whether it works. */
    private static boolean unverified(String finder, Says says) {
        return says == Says.UNVERIFIED || says == Says.RISKY && finder.equals(HUNTER);
    }

    private static Expected said(Person person, String finder, Says says) {
        State state =
                switch (says) {
                    case SUPPRESSED -> State.SUPPRESSED;
                    case WEBMAIL -> State.WEBMAIL;
                    case VERIFIED -> person.deliverability() == Deliverability.WEBMAIL ? State.WEBMAIL : State.VERIFIED;
                    // Hunter alone says that a domain takes everything; the others call such an address risky
                    case CATCH_ALL -> finder.equals(HUNTER) ? State.CATCH_ALL : State.RISKY;
                    case RISKY -> State.RISKY;
                    default -> State.NOT_FOUND;
                };
        return found(state, person, finder, state == State.VERIFIED ? finder : null);
    }

    private static Expected verified(Person person, String finder, List<String> verifiers) {
        String verifier = verifiers.stream()
                .filter(other -> !other.equals(finder))
                .findFirst()
                .orElse("");
        boolean sure = person.deliverability() == Deliverability.VALID;
        State state =
                switch (verifier) {
                    case "" -> State.RISKY;
                    case FINDYMAIL -> sure ? State.VERIFIED : State.NOT_FOUND;
                    case HUNTER -> person.optedOut() ? State.SUPPRESSED : graded(person, State.CATCH_ALL);
                    default -> graded(person, State.RISKY);
                };
        return found(state, person, finder, state == State.VERIFIED ? verifier : null);
    }

    private static State graded(Person person, State catchAll) {
        return switch (person.deliverability()) {
            case VALID -> State.VERIFIED;
            case CATCH_ALL -> catchAll;
            case RISKY -> State.RISKY;
            case WEBMAIL -> State.WEBMAIL;
            case INVALID -> State.NOT_FOUND;
        };
    }

    private static Expected found(State state, Person person, String finder, String verifier) {
        return state == State.SUPPRESSED || state == State.NOT_FOUND
                ? Expected.none(state)
                : new Expected(state, person.address(), finder, verifier);
    }
}

package dev.airtableroutes.sandbox.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.sandbox.providers.Expected.State;
import dev.airtableroutes.sandbox.providers.Knowledge.Says;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeopleTest {

    private static final People PEOPLE = new People(1, 2_000);

    @Test
    void theSameSeedAndSizeMakeTheSamePeople() {
        People again = new People(1, 2_000);
        assertThat(again.all()).isEqualTo(PEOPLE.all());
        assertThat(again.searches()).isEqualTo(PEOPLE.searches());
        again.searches().forEach(search -> assertThat(again.appearances(search)).isEqualTo(PEOPLE.appearances(search)));
        assertThat(new People(2, 2_000).all()).isNotEqualTo(PEOPLE.all());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void eachFinderKnowsHalfAndTogetherTheyKnowMost(long seed) {
        People people = new People(seed, 2_000);
        for (String finder : People.FINDERS) {
            assertThat(percent(people, person -> knowsAddress(person, finder)))
                    .as(finder)
                    .isBetween(40L, 65L);
        }
        assertThat(percent(people, person -> People.FINDERS.stream().anyMatch(finder -> knowsAddress(person, finder))))
                .isBetween(80L, 90L);
    }

    private static boolean knowsAddress(Person person, String finder) {
        return person.knownBy(finder).map(Knowledge::address).isPresent();
    }

    private static long percent(People people, Predicate<Person> such) {
        return people.all().stream().filter(such).count() * 100 / people.all().size();
    }

    @Test
    void everythingOddOccurs() {
        assertThat(PEOPLE.all()).extracting(Person::deliverability).contains(Deliverability.values());
        for (Says says : Says.values()) {
            assertThat(PEOPLE.all()).as(says.name()).anyMatch(person -> person.known().values().stream()
                    .anyMatch(known -> known.says() == says));
        }
        assertThat(PEOPLE.all())
                .anyMatch(person -> person.firstName() == null)
                .anyMatch(person -> person.fullName().codePointAt(0) > 0x400)
                .anyMatch(person -> person.optedOut())
                .anyMatch(person -> person.smtpFailures() > 0)
                .anyMatch(person -> person.known().values().stream().anyMatch(known -> known.pending() > 1))
                .anyMatch(person -> !person.askable());
        assertThat(PEOPLE.all()).extracting(person -> person.first().domain()).contains((String) null);
        assertThat(PEOPLE.all())
                .extracting(person -> String.valueOf(person.first().domain()))
                .anyMatch(domain -> domain.startsWith("https://www.") && domain.contains("/about"))
                .anyMatch(domain -> domain.startsWith("www."));
        assertThat(PEOPLE.all())
                .extracting(person -> String.valueOf(person.first().linkedin()))
                .anyMatch(link -> link.contains("%"))
                .anyMatch(link -> link.contains("/sales/lead/"))
                .anyMatch(link -> link.contains("/company/"))
                .anyMatch(link -> link.startsWith("linkedin.com"))
                .anyMatch(link -> link.contains("?trk="));
    }

    @Test
    void nobodyIsTakenForSomebodyElse() {
        Set<String> seen = new HashSet<>();
        for (Person person : PEOPLE.all()) {
            assertThat(seen.add(Names.fold(person.fullName()) + "|" + person.domain()))
                    .as(person.fullName())
                    .isTrue();
            assertThat(PEOPLE.byName(person.fullName(), person.domain())).contains(person);
            assertThat(PEOPLE.byName(person.fullName(), person.company())).contains(person);
            if (person.slug() != null) {
                assertThat(PEOPLE.bySlug(person.slug())).contains(person);
            }
            if (person.address() != null) {
                assertThat(PEOPLE.byAddress(person.address())).contains(person);
            }
        }
    }

    @Test
    void searchesFindEverybodyAndSomeOfThemSeveralTimes() {
        Map<Integer, Long> found = PEOPLE.searches().stream()
                .flatMap(search -> PEOPLE.appearances(search).stream())
                .collect(Collectors.groupingBy(Appearance::person, Collectors.counting()));
        assertThat(found).hasSize(2_000);
        assertThat(found.values()).contains(1L, 2L, 3L);
        assertThat(PEOPLE.searches()).extracting(SavedSearch::source).contains("reddit", "serper", "tavily");
        assertThat(PEOPLE.searches()).extracting(SavedSearch::id).doesNotHaveDuplicates();
        assertThat(PEOPLE.searches())
                .allSatisfy(search -> assertThat(PEOPLE.search(search.id())).isEqualTo(search));
        assertThat(PEOPLE.searches())
                .extracting(search -> search.source() + search.subreddit() + search.query())
                .doesNotHaveDuplicates();
        PEOPLE.searches().stream()
                .filter(search -> search.source().equals("tavily"))
                .forEach(search -> assertThat(PEOPLE.appearances(search)).hasSizeBetween(1, 20));
    }

    @Test
    void allAppearancesOfAPersonShowTheSameIdentifiers() {
        for (Person person : PEOPLE.all()) {
            Appearance first = person.first();
            assertThat(person.appearances()).allSatisfy(hit -> {
                assertThat(Names.fold(hit.name())).isEqualTo(Names.fold(person.fullName()));
                assertThat(hit.company()).isEqualTo(first.company());
                assertThat(hit.domain() == null).isEqualTo(first.domain() == null);
                assertThat(hit.linkedin() == null).isEqualTo(first.linkedin() == null);
            });
        }
    }

    @Test
    void theOrderDecidesWhoFindsAndVerifies() {
        List<String> hunterFirst = List.of(People.HUNTER, People.ANYMAILFINDER);
        List<String> both = List.of(People.ANYMAILFINDER, People.HUNTER);
        Person known = PEOPLE.all().stream()
                .filter(person -> says(person, People.ANYMAILFINDER, Says.VERIFIED)
                        && says(person, People.HUNTER, Says.VERIFIED)
                        && person.deliverability() == Deliverability.VALID)
                .findFirst()
                .orElseThrow();
        assertThat(PEOPLE.expected(known, both, List.of()))
                .isEqualTo(new Expected(State.VERIFIED, known.address(), People.ANYMAILFINDER, People.ANYMAILFINDER));
        assertThat(PEOPLE.expected(known, hunterFirst, List.of()).foundBy()).isEqualTo(People.HUNTER);

        Person catchAll = PEOPLE.all().stream()
                .filter(person -> says(person, People.ANYMAILFINDER, Says.CATCH_ALL)
                        && says(person, People.HUNTER, Says.CATCH_ALL))
                .findFirst()
                .orElseThrow();
        assertThat(PEOPLE.expected(catchAll, both, List.of()).state()).isEqualTo(State.CATCH_ALL);
        assertThat(PEOPLE.expected(catchAll, List.of(People.ANYMAILFINDER), List.of())
                        .state())
                .isEqualTo(State.RISKY);

        Person dead = PEOPLE.all().stream()
                .filter(person -> person.deliverability() == Deliverability.INVALID && person.address() != null)
                .findFirst()
                .orElseThrow();
        List<String> dataLabs = List.of(People.PEOPLE_DATA_LABS);
        assertThat(PEOPLE.expected(dead, dataLabs, List.of()).state()).isEqualTo(State.RISKY);
        assertThat(PEOPLE.expected(dead, dataLabs, List.of(People.HUNTER)).state())
                .isEqualTo(State.NOT_FOUND);

        Person optedOut = PEOPLE.person(7);
        assertThat(PEOPLE.expected(optedOut, hunterFirst, List.of()).state()).isEqualTo(State.SUPPRESSED);
        assertThat(PEOPLE.expected(PEOPLE.person(52), both, List.of()).state()).isEqualTo(State.NOT_ASKABLE);
    }

    private static boolean says(Person person, String finder, Says says) {
        return person.knownBy(finder).filter(known -> known.says() == says).isPresent();
    }

    @Test
    void aWholeWaterfallEndsInEveryState() {
        Map<State, Long> ends =
                PEOPLE.expected(People.FINDERS, List.of(People.FINDYMAIL, People.HUNTER)).values().stream()
                        .collect(Collectors.groupingBy(Expected::state, Collectors.counting()));
        assertThat(ends).containsOnlyKeys(State.values());
        assertThat(ends.get(State.VERIFIED)).isBetween(1_300L, 1_600L);
    }
}

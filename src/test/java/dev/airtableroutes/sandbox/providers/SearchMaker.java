package dev.airtableroutes.sandbox.providers;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** Saved searches, and what each brings: who appears where, how often and in what form. */
final class SearchMaker {

    private static final List<String> TOPICS = List.of("fintech", "logistics", "health", "saas", "enterprise");
    private static final List<String> PLACES = List.of("berlin", "london", "lyon", "austin", "zürich", "dubai", "oslo");

    /** A source with the number of people of one of its searches; Tavily gives twenty results and no second page. */
    private enum Source {
        SERPER(80),
        REDDIT(150),
        TAVILY(14);

        final int people;
        final int most;

        Source(int people) {
            this.people = people;
            this.most = people == 14 ? 20 : people + people / 4;
        }

        /** Six people of ten are found by Serper, two by Reddit, two by Tavily. */
        static Source of(Person person) {
            int turn = (person.number() + person.number() / 100) % 10;
            return turn < 6 ? SERPER : turn < 8 ? REDDIT : TAVILY;
        }
    }

    private final Random random;
    private final Names names;
    private final Map<SavedSearch, List<Appearance>> hits = new LinkedHashMap<>();

    SearchMaker(long seed) {
        random = new Random(seed);
        names = new Names(random);
    }

    /** What each search brings, in the order in which it brings it; the people get to know their appearances. */
    Map<SavedSearch, List<Appearance>> make(List<Person> people) {
        for (Source source : Source.values()) {
            List<Person> found = people.stream()
                    .filter(person -> Source.of(person) == source)
                    .toList();
            for (int from = 0; from < found.size(); from += source.people) {
                List<Person> some = found.subList(from, Math.min(found.size(), from + source.people));
                hits.put(search(source, from / source.people + 1), appearances(source, from, some));
            }
        }
        repeatElsewhere(people);
        hits.values()
                .forEach(list -> list.forEach(
                        hit -> people.get(hit.person()).appearances().add(hit)));
        return hits;
    }

    private static SavedSearch search(Source source, int nth) {
        String name = source.name().toLowerCase(Locale.ROOT);
        String topic = TOPICS.get(nth % TOPICS.size());
        String place = PLACES.get(nth % PLACES.size()) + (nth > 35 ? " " + nth : "");
        return switch (source) {
            case SERPER ->
                new SavedSearch(
                        name + "/" + nth,
                        name,
                        null,
                        "site:linkedin.com/in " + topic + " " + place,
                        topic,
                        "1d",
                        source.most);
            case REDDIT ->
                new SavedSearch(
                        name + "/" + nth, name, topic, "looking for crm " + place, topic, "6h", 2 * source.most);
            case TAVILY ->
                new SavedSearch(name + "/" + nth, name, null, topic + " teams in " + place, topic, "7d", source.most);
        };
    }

    /** Everybody once; then one person in twenty twice more, as far as there is room. */
    private List<Appearance> appearances(Source source, int from, List<Person> people) {
        String search = source.name().toLowerCase(Locale.ROOT) + "/" + (from / source.people + 1);
        List<Appearance> all = new ArrayList<>();
        people.forEach(person -> all.add(appearance(search, person, 0)));
        for (Person person : people) {
            if (person.number() % 20 == 8 && all.size() + 2 <= source.most) {
                all.add(appearance(search, person, 1));
                all.add(appearance(search, person, 2));
            }
        }
        Collections.shuffle(all, random);
        return all;
    }

    /** One person in twenty appears in a search of another source too. */
    private void repeatElsewhere(List<Person> people) {
        for (Person person : people) {
            if (person.number() % 20 == 14) {
                Source other = Source.values()[(Source.of(person).ordinal() + 1) % 3];
                hits.entrySet().stream()
                        .filter(entry -> entry.getKey().source().equalsIgnoreCase(other.name())
                                && entry.getValue().size() < other.most)
                        .findFirst()
                        .ifPresent(entry ->
                                entry.getValue().add(appearance(entry.getKey().id(), person, 0)));
            }
        }
    }

    private Appearance appearance(String search, Person person, int nth) {
        boolean company = !PeopleMaker.hidesCompany(person);
        return new Appearance(
                search,
                person.number(),
                nth,
                nth == 0 ? person.fullName() : names.respelled(person.fullName()),
                company ? person.title() : null,
                company ? person.company() : null,
                PeopleMaker.hidesDomain(person) ? null : domain(person.domain()),
                link(person));
    }

    private String domain(String domain) {
        return switch (random.nextInt(10)) {
            case 0 -> "https://www." + domain + "/about?ref=x#team";
            case 1 -> "www." + domain;
            case 2 -> "http://" + domain + "/";
            case 3 -> domain + "/team";
            case 4 -> "HTTPS://WWW." + domain.toUpperCase(Locale.ROOT);
            default -> domain;
        };
    }

    private String link(Person person) {
        if (person.slug() == null) {
            return !PeopleMaker.uselessLink(person)
                    ? null
                    : person.number() % 2 == 0
                            ? "https://www.linkedin.com/company/"
                                    + person.domain().replace(".example", "")
                            : "https://www.linkedin.com/sales/lead/ACwAAA" + person.number() + ",NAME_SEARCH,x1Y2";
        }
        String slug = URLEncoder.encode(person.slug(), StandardCharsets.UTF_8);
        return switch (random.nextInt(8)) {
            case 0 -> "https://www.linkedin.com/in/" + slug + "/";
            case 1 -> "http://de.linkedin.com/in/" + slug + "?trk=public_profile";
            case 2 -> "linkedin.com/in/" + slug;
            case 3 -> "https://m.linkedin.com/in/" + slug + "/en#experience";
            case 4 -> "HTTPS://WWW.LinkedIn.com/in/" + slug.toUpperCase(Locale.ROOT) + "/";
            case 5 -> "https://www.linkedin.com/in/" + person.slug();
            default -> "https://www.linkedin.com/in/" + slug;
        };
    }
}

package dev.airtableroutes.provider;

import dev.airtableroutes.mapping.Mapping;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How an operation is asked for and how its answer is read.
 *
 * @param requests ways to ask, the first that can be filled is taken
 * @param lines what answers mean, the operation's own before the provider's
 * @param creditsFrom path of the credits that were charged, or null
 * @param creditsHeader header that says the same, or null
 * @param fields what a hit says of the lead
 * @param itemsFrom path of the results of a search, or null
 * @param when what must stand in a result, else it is left out
 * @param cuts what texts of a result consist of
 * @param items what a result says
 * @param nextFrom path of the next page's token, or null
 * @param counted pages are counted
 */
record Recipe(
        List<Request> requests,
        List<Line> lines,
        String creditsFrom,
        String creditsHeader,
        Mapping fields,
        String itemsFrom,
        Map<String, Line.Condition> when,
        List<Cut> cuts,
        Mapping items,
        String nextFrom,
        boolean counted,
        List<ProviderTest> tests) {

    Recipe {
        requests = List.copyOf(requests);
        lines = List.copyOf(lines);
        when = Map.copyOf(when);
        cuts = List.copyOf(cuts);
        tests = List.copyOf(tests);
    }

    /** The first way to ask that the inputs fill. */
    Optional<Request> request(Inputs inputs) {
        return requests.stream().filter(request -> request.filledBy(inputs)).findFirst();
    }
}

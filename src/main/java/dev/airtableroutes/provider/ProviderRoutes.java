package dev.airtableroutes.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Whether the two files of each provider fit each other. */
public final class ProviderRoutes {

    private ProviderRoutes() {}

    /**
     * What does not fit, a sentence each; nothing where there are no providers at all, since routes without any wait for
     * nobody.
     *
     * @param consumers of the routes in {@code routes/integrations/}, by id
     * @param purses that they name, by id
     */
    public static List<String> check(
            Map<String, Provider> providers, Map<String, String> consumers, Map<String, String> purses) {
        List<String> problems = new ArrayList<>();
        Map<String, String> left = new TreeMap<>(consumers);
        for (Provider provider : providers.values()) {
            for (Operation operation : provider.operations().values()) {
                String route = provider.name() + "-" + operation.verb();
                String found = left.remove(route);
                String file = "routes/integrations/" + provider.name() + ".camel.yaml";
                if (found == null) {
                    problems.add(file + ": there is no route " + route + ", so that turns would wait for ever; "
                            + provider.file() + " has the operation " + operation.verb() + ".");
                } else if (found.matches("\\d+") && !found.equals(String.valueOf(operation.atOnce()))) {
                    problems.add(file + ": " + route + " takes " + found + " turns at once, and " + provider.file()
                            + " says atOnce: " + operation.atOnce() + "; the two must agree.");
                }
                String purse = purses.getOrDefault(route, Operation.CREDITS);
                if (found != null && !purse.equals(operation.purse())) {
                    problems.add(file + ": " + route + " calls from the purse " + purse + ", and " + provider.file()
                            + " says purse: " + operation.purse() + " of " + operation.verb()
                            + "; the two must agree, or its circuit would be another's.");
                }
            }
        }
        if (providers.isEmpty()) {
            return List.of();
        }
        left.keySet()
                .forEach(route -> problems.add("routes/integrations: the route " + route
                        + " waits for turns of an operation that no file of mappings/integrations has."));
        return problems;
    }
}

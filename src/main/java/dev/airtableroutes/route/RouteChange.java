package dev.airtableroutes.route;

import dev.airtableroutes.failure.Unexpected;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One step from the files that are loaded to the files as somebody has saved them. */
final class RouteChange {

    private static final Logger LOG = LoggerFactory.getLogger(RouteChange.class);
    private static final String POLICIES = "error-handling.camel.yaml";

    private final LoadedRoutes loaded;
    private final RouteUsers users;
    /** What is to be loaded: as saved, and where that is broken, as before. */
    private final Map<String, String> target;

    private final Map<String, List<String>> refused = new TreeMap<>();

    RouteChange(LoadedRoutes loaded, Map<String, String> saved, RouteUsers users) {
        this.loaded = loaded;
        this.users = users;
        this.target = new HashMap<>(saved);
    }

    /** Carries it out; returns what is wrong with the files that were refused. */
    Map<String, List<String>> apply() {
        keepWhatIsSound();
        List<String> changed = changed().stream()
                .sorted(Comparator.comparing((String name) -> target.containsKey(name))
                        .thenComparing(RouteFiles.ORDER))
                .toList();
        for (String name : changed) {
            // unless it came along with a kamelet
            if (differs(name)) {
                exchange(name);
            }
        }
        return refused;
    }

    private Set<String> changed() {
        Set<String> names = new TreeSet<>(target.keySet());
        names.addAll(loaded.texts().keySet());
        names.removeIf(name -> !differs(name));
        return names;
    }

    private boolean differs(String name) {
        return !Objects.equals(target.get(name), loaded.texts().get(name));
    }

    /** A file that the checks object to is refused; and so is a kamelet that a file no longer fits to. */
    private void keepWhatIsSound() {
        boolean again = true;
        while (again) {
            again = false;
            Map<String, List<String>> objections = objections();
            for (Map.Entry<String, List<String>> objection : objections.entrySet()) {
                for (String culprit : culprits(objection.getKey())) {
                    refuse(culprit, objection.getValue());
                    again = true;
                }
            }
        }
    }

    private Map<String, List<String>> objections() {
        Map<String, List<String>> objections = new LinkedHashMap<>();
        RouteChecks.obstacles(target).forEach((name, problems) -> objections.put(name, sentences(name, problems)));
        for (String name : changed()) {
            if (target.containsKey(name) && !objections.containsKey(name)) {
                try {
                    loaded.rehearse(name, target.get(name));
                } catch (Exception unreadable) {
                    objections.put(name, List.of(String.valueOf(unreadable.getMessage())));
                }
            }
        }
        return objections;
    }

    private List<String> sentences(String name, List<Problem> problems) {
        return problems.stream()
                .map(problem -> differs(name) ? problem.here() : problem.toString())
                .toList();
    }

    private List<String> culprits(String name) {
        return differs(name)
                ? List.of(name)
                : changed().stream()
                        .filter(kamelet -> uses(loaded.texts().get(name), kamelet))
                        .toList();
    }

    private void refuse(String name, List<String> sentences) {
        refused.put(name, sentences);
        String before = loaded.texts().get(name);
        if (before == null) {
            target.remove(name);
        } else {
            target.put(name, before);
        }
    }

    private static boolean uses(String text, String file) {
        if (text == null || !file.endsWith(".kamelet.yaml")) {
            return false;
        }
        String kamelet = file.substring(file.lastIndexOf('/') + 1, file.length() - ".kamelet.yaml".length());
        return Pattern.compile("kamelet:" + Pattern.quote(kamelet) + "(?![\\w-])")
                .matcher(text)
                .find();
    }

    /** The file, and all that is made of it, in the order of loading. */
    private List<String> together(String name) {
        Set<String> all = new TreeSet<>(target.keySet());
        all.addAll(loaded.texts().keySet());
        Set<String> group = new LinkedHashSet<>(name.equals(POLICIES) ? all : Set.of(name));
        group.add(name);
        int size;
        do {
            size = group.size();
            all.stream()
                    .filter(user -> group.stream()
                            .anyMatch(brick -> uses(loaded.texts().get(user), brick) || uses(target.get(user), brick)))
                    .forEach(group::add);
        } while (group.size() > size);
        return group.stream().sorted(RouteFiles.ORDER).toList();
    }

    private void exchange(String name) {
        long began = System.nanoTime();
        List<String> group = together(name);
        Map<String, String> before = loaded.texts();
        try {
            takeOut(group);
            load(group, target);
            LOG.info("{} in {} ms", sentence(name, group), (System.nanoTime() - began) / 1_000_000);
        } catch (Exception failure) {
            refuse(name, LoadedRoutes.reasons(target, name, failure));
            putBack(group, before);
        } finally {
            users.comeBack(Set.copyOf(group));
        }
    }

    private String sentence(String name, List<String> group) {
        String what = target.containsKey(name) ? " is loaded" : " is gone, its routes are stopped";
        return "routes/" + name + what
                + (group.size() > 1 ? ", together with " + (group.size() - 1) + " files that need it" : "");
    }

    private void load(List<String> group, Map<String, String> texts) throws Exception {
        for (String name : group) {
            if (texts.containsKey(name)) {
                loaded.load(name, texts.get(name));
            }
        }
    }

    private void putBack(List<String> group, Map<String, String> before) {
        try {
            takeOut(group);
        } catch (Exception stuck) {
            LOG.error("Routes of {} could not be taken out: {}", group, Unexpected.sentence(stuck));
            LOG.debug("Where it failed", stuck);
        }
        for (String name : group) {
            try {
                load(List.of(name), before);
            } catch (Exception failure) {
                refused.put(name, LoadedRoutes.reasons(before, name, failure));
            }
        }
    }

    /** What sends comes before what it sends to. */
    private void takeOut(List<String> group) throws Exception {
        users.leave(Set.copyOf(group));
        List<String> backwards = new ArrayList<>(group);
        Collections.reverse(backwards);
        for (String name : backwards) {
            loaded.remove(name);
        }
    }
}

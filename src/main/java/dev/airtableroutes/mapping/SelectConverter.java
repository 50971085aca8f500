package dev.airtableroutes.mapping;

import dev.airtableroutes.base.Nearest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Options of a select: translated first, then found as they are, then whatever their case and blanks. */
final class SelectConverter {

    private final List<String> choices;
    private final Set<String> exact;
    private final Map<String, String> folded = new HashMap<>();
    private final Map<String, String> translations = new HashMap<>();
    private final boolean open;
    /** Options that Airtable is yet to make, as they were spelled first: another spelling would make another option. */
    private final Map<String, String> made = new ConcurrentHashMap<>();

    /** @param known the options of the field; null where nobody knows them, so that every value may be one */
    SelectConverter(List<String> known, FieldMapping mapping) {
        this.choices = known == null ? List.of() : known;
        this.exact = new HashSet<>(choices);
        this.open = mapping.createOptions() || known == null;
        Set<String> seen = new HashSet<>();
        for (String choice : choices) {
            String key = MatchKey.normalise(choice);
            // of two options that differ only in case neither is meant by a third spelling
            if (seen.add(key)) {
                folded.put(key, choice);
            } else {
                folded.remove(key);
            }
        }
        mapping.values().forEach((from, to) -> translations.put(MatchKey.normalise(from), to));
        translations.putAll(mapping.values());
    }

    Object one(Object value) {
        Object text = value instanceof List<?>
                ? new Bad(Scalars.sentence(value) + " is not a single option; a path such as name.0 picks one.")
                : Scalars.text(value);
        return text instanceof String found ? option(found) : text;
    }

    Object several(Object value) {
        if (!(value instanceof List<?> list)) {
            Object option = one(value);
            return option instanceof String found ? List.of(found) : option;
        }
        Set<String> options = new TreeSet<>();
        for (Object element : list) {
            Object option = Scalars.nothing(element) ? null : one(element);
            if (option instanceof Bad) {
                return option;
            }
            if (option instanceof String found) {
                options.add(found);
            }
        }
        return options.isEmpty() ? null : List.copyOf(options);
    }

    private Object option(String text) {
        if (translations.isEmpty() && exact.contains(text)) {
            return text;
        }
        String key = MatchKey.normalise(text);
        if (key == null) {
            return null;
        }
        String wanted =
                translations.isEmpty() ? text : translations.getOrDefault(text, translations.getOrDefault(key, text));
        if (exact.contains(wanted)) {
            return wanted;
        }
        String wantedKey = wanted.equals(text) ? key : MatchKey.normalise(wanted);
        String choice = wantedKey == null ? null : folded.get(wantedKey);
        if (choice != null || wantedKey == null) {
            return choice;
        }
        return open ? made.computeIfAbsent(wantedKey, first -> wanted.strip()) : unknown(wanted);
    }

    private Bad unknown(String wanted) {
        if (choices.isEmpty()) {
            return new Bad(
                    Scalars.show(wanted)
                            + " is no option of the field, which has none yet: make them in Airtable, or say options: create in the mapping.");
        }
        String count = choices.size() == 1 ? "the only option" : "one of the " + choices.size() + " options";
        return new Bad(Scalars.show(wanted) + " is not " + count + " of the field; the nearest is \""
                + Nearest.of(wanted, choices) + "\".");
    }
}

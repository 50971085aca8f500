package dev.airtableroutes.reload;

import java.util.Map;
import java.util.Optional;

/** Tells files that somebody has saved from files that are being written: the saved ones look the same twice. */
final class Settled {

    private Map<String, String> taken;
    private Map<String, String> seen;

    /** The texts, once, when they are others than those last answered and have stood still for one look. */
    Optional<Map<String, String>> look(Map<String, String> texts) {
        boolean still = texts.equals(seen);
        seen = texts;
        if (!still || texts.equals(taken)) {
            return Optional.empty();
        }
        taken = texts;
        return Optional.of(texts);
    }
}

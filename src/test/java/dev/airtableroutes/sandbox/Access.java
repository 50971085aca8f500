package dev.airtableroutes.sandbox;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** Who may see what: at first any token that begins with {@code patTEST}, and every base; and what others are told. */
public final class Access {

    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private volatile Predicate<String> tokens = token -> token.startsWith("patTEST");
    private volatile boolean goneIsForbidden;

    Access() {}

    /** The only tokens that are valid from now on. */
    public Access tokens(String... valid) {
        tokens = Set.of(valid)::contains;
        return this;
    }

    /** @param base logical name or id */
    public Access refuse(String base) {
        refused.add(base);
        return this;
    }

    /** @param base logical name or id, as it was refused */
    public Access grant(String base) {
        refused.remove(base);
        return this;
    }

    /**
     * Whether a record that is gone gets the 403 of a missing permission, as reported of personal access tokens, and not
     * 404 or 422, as recorded with API keys. When Airtable answers which is not known.
     */
    public Access goneIsForbidden(boolean forbidden) {
        goneIsForbidden = forbidden;
        return this;
    }

    AirtableError gone(AirtableError otherwise) {
        return goneIsForbidden ? AirtableError.forbidden() : otherwise;
    }

    void check(String token) {
        if (token == null || !tokens.test(token)) {
            throw AirtableError.unauthorized();
        }
    }

    boolean granted(LiveBase base) {
        return refused.stream().noneMatch(base::answersTo);
    }
}

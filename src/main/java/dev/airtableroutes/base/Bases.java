package dev.airtableroutes.base;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** All bases of {@code mappings/bases/}, by logical name. */
public record Bases(Map<String, Base> byKey) {

    public Bases {
        byKey = Collections.unmodifiableMap(new LinkedHashMap<>(byKey));
    }

    public Collection<Base> all() {
        return byKey.values();
    }

    /** The table of a logical name such as {@code cuculi/users}. */
    public Optional<Table> table(String logicalName) {
        int slash = logicalName.indexOf('/');
        return slash < 0
                ? Optional.empty()
                : Optional.ofNullable(byKey.get(logicalName.substring(0, slash)))
                        .map(base -> base.tables().get(logicalName.substring(slash + 1)));
    }
}

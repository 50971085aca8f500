package dev.airtableroutes.health;

import dev.airtableroutes.failure.UnknownException;
import java.util.List;
import org.springframework.stereotype.Component;

/** All outside systems. One that is down does not make the application so: the others go on. */
@Component
public class Integrations {

    /** How those of one kind are. */
    interface Source {

        List<Integration> now();
    }

    private final List<Source> sources;

    Integrations(List<Source> sources) {
        this.sources = sources;
    }

    public List<Integration> all() {
        return sources.stream().flatMap(source -> source.now().stream()).toList();
    }

    /** @throws UnknownException when there is none of that name */
    public Integration known(String name) {
        List<Integration> all = all();
        return all.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UnknownException("There is no integration \"%s\"; there are: %s."
                        .formatted(
                                name,
                                String.join(
                                        ", ",
                                        all.stream().map(Integration::name).toList()))));
    }
}

package dev.airtableroutes.command;

import dev.airtableroutes.airtable.Answer;
import dev.airtableroutes.airtable.Call;
import dev.airtableroutes.airtable.TokenRefusedException;
import dev.airtableroutes.base.Base;
import dev.airtableroutes.base.BaseFileWriter;
import dev.airtableroutes.base.Drift;
import dev.airtableroutes.base.LiveSchema;
import dev.airtableroutes.base.Names;
import dev.airtableroutes.failure.ConfigurationException;
import dev.airtableroutes.mapping.Catalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** {@code schema check} and {@code schema pull}. */
@Component
class SchemaCommands {

    private final Catalog catalog;
    private final ProducerTemplate camel;
    private final Path mappings;

    SchemaCommands(Catalog catalog, @Lazy ProducerTemplate camel, @Value("${mappings.directory}") Path mappings) {
        this.catalog = catalog;
        this.camel = camel;
        this.mappings = mappings;
    }

    int check(List<String> wanted) {
        boolean differs = false;
        List<String> unread = new ArrayList<>();
        for (Base base : bases(wanted)) {
            try {
                List<Drift> drift = read(base).drift();
                System.out.printf(
                        "%s: %s%n", base.key(), drift.isEmpty() ? "as in the file" : drift.size() + " differences");
                drift.forEach(one -> System.out.println(one.sentence()));
                differs |= !drift.isEmpty();
            } catch (TokenRefusedException everywhere) {
                throw everywhere;
            } catch (ConfigurationException refused) {
                System.out.println(base.key() + ": not read");
                unread.add(
                        refused.getMessage() + " If it is another base, set " + Catalog.idVariable(base.key()) + ".");
            }
        }
        if (!unread.isEmpty()) {
            throw new ConfigurationException(unread);
        }
        return differs ? Commands.FOR_A_PERSON : Commands.CLEAN;
    }

    int pull(String name) {
        Base base = base(name);
        Path file = mappings.resolve("bases").resolve(base.key() + ".yaml");
        try {
            Files.writeString(file, BaseFileWriter.write(base, Files.readString(file), read(base)));
        } catch (IOException unwritable) {
            throw new ConfigurationException("Cannot write " + file + ": " + unwritable.getMessage()
                    + ". Check MAPPINGS_DIR and its permissions.");
        }
        System.out.println(file + " is now as the live base; logical names and comments are kept.");
        return Commands.CLEAN;
    }

    private Collection<Base> bases(List<String> wanted) {
        return wanted.isEmpty()
                ? catalog.bases().all().stream()
                        .filter(base -> base.id() != null)
                        .toList()
                : wanted.stream().map(this::base).toList();
    }

    private Base base(String name) {
        Base base = catalog.bases().byKey().get(name);
        if (base == null) {
            String nearest = Names.nearest(name, catalog.bases().byKey().keySet());
            throw new ConfigurationException("There is no base \"%s\" in mappings/bases/%s"
                    .formatted(name, nearest == null ? "." : "; did you mean " + nearest + "?"));
        }
        if (base.id() == null) {
            throw new ConfigurationException("Base %s has no id: set %s.".formatted(name, Catalog.idVariable(name)));
        }
        return base;
    }

    private LiveSchema read(Base base) {
        try {
            Answer answer = camel.requestBody("direct:airtable-read", Call.schema(base), Answer.class);
            return LiveSchema.of(base, answer.json());
        } catch (CamelExecutionException failure) {
            throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
        }
    }
}

package dev.airtableroutes.sandbox;

import dev.airtableroutes.base.Base;
import dev.airtableroutes.base.BaseFile;
import dev.airtableroutes.base.Placeholders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** The bases of {@code mappings/bases/}, for a local Airtable to be built from. */
public final class SandboxBases {

    private SandboxBases() {}

    /** The base that is everybody's own: it has no id unless somebody gives it one. */
    public static final String HUB_ID_VARIABLE = "LEAD_GENERATION_BASE_ID";

    public static final String HUB_ID = "appSANDBOXleads01";

    /** Those of the working directory, with the ids of the environment. */
    public static List<Base> read() {
        return read(Path.of("mappings", "bases"), SandboxBases::environment);
    }

    /** The environment, in which every base has an id. */
    public static String environment(String variable) {
        String value = System.getenv(variable);
        return value == null && variable.equals(HUB_ID_VARIABLE) ? HUB_ID : value;
    }

    /** @param environment what fills the placeholders of the files */
    public static List<Base> read(Path directory, UnaryOperator<String> environment) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .map(file -> read(file, environment, new Yaml()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + directory + ", which holds the bases", e);
        }
    }

    private static Base read(Path file, UnaryOperator<String> environment, Yaml yaml) {
        try {
            Map<String, Object> content = yaml.load(Files.readString(file));
            return BaseFile.read(Placeholders.resolve(content, environment));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.airtableroutes.system;

import dev.airtableroutes.AirtableRoutes;
import dev.airtableroutes.command.Commands;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** What a person types, reads and gets as exit code, in this process: {@link Jar} without the start of a JVM. */
final class CommandLine {

    private final Map<String, String> environment = new HashMap<>();

    private CommandLine(Map<String, String> environment) {
        this.environment.putAll(environment);
        // the servers of the tests log here too
        this.environment.put("logging.level.de.bwaldvogel", "OFF");
    }

    static CommandLine of(Cuculi cuculi) {
        return new CommandLine(Jar.environment(cuculi.airtable.url(), cuculi.uri()));
    }

    CommandLine with(String variable, Object value) {
        environment.put(variable, value.toString());
        return this;
    }

    CommandLine without(String variable) {
        environment.remove(variable);
        return this;
    }

    CommandResult run(String... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        environment.forEach(System::setProperty);
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
        try {
            int exit = Commands.run(AirtableRoutes.class, arguments);
            return new CommandResult(
                    exit, printed.toString(StandardCharsets.UTF_8), complained.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
            environment.keySet().forEach(System::clearProperty);
        }
    }
}

package dev.airtableroutes.system;

import dev.airtableroutes.command.Typed;
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
        return result(Typed.afresh(environment, arguments));
    }

    /** In an application that is there, which saves its start. */
    static CommandResult in(Product product, String... arguments) {
        return result(Typed.in(product.context(), arguments));
    }

    private static CommandResult result(Typed.Result typed) {
        return new CommandResult(typed.exit(), typed.out(), typed.err());
    }
}

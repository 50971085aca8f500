package dev.airtableroutes.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.airtableroutes.AirtableRoutes;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.function.IntSupplier;
import org.springframework.context.ConfigurableApplicationContext;

/** What somebody types at the command line, without a process of its own: arguments, exit code and what is printed. */
public final class Typed {

    private Typed() {}

    /** @param out on the terminal @param err errors */
    public record Result(int exit, String out, String err) {}

    /** Runs a one-shot in an application that is there. */
    public static Result in(ConfigurableApplicationContext application, String... arguments) {
        return printed(() -> new Commands((without, work) -> work.apply(application)).execute(arguments));
    }

    /** Runs a one-shot whose work ends like this. */
    static Result failing(RuntimeException failure, String... arguments) {
        return printed(() -> new Commands((without, work) -> {
                    throw failure;
                })
                .execute(arguments));
    }

    /** Runs a command as a new process would. */
    public static Result afresh(Map<String, String> environment, String... arguments) {
        environment.forEach(System::setProperty);
        try {
            return printed(() -> Commands.run(AirtableRoutes.class, arguments));
        } finally {
            environment.keySet().forEach(System::clearProperty);
        }
    }

    private static Result printed(IntSupplier command) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, UTF_8));
        System.setErr(new PrintStream(errors, true, UTF_8));
        try {
            int exit = command.getAsInt();
            return new Result(exit, printed.toString(UTF_8), errors.toString(UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}

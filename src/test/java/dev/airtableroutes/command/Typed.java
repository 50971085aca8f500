package dev.airtableroutes.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.springframework.context.ConfigurableApplicationContext;

/** What somebody types at the command line, without a start of the application: arguments, exit code and what is printed. */
public final class Typed {

    private Typed() {}

    /** @param out on the terminal @param err errors */
    public record Result(int exit, String out, String err) {}

    /** Runs a one-shot in an application that is there. */
    public static Result in(ConfigurableApplicationContext application, String... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, UTF_8));
        System.setErr(new PrintStream(errors, true, UTF_8));
        try {
            int exit = new Commands(work -> work.apply(application)).execute(arguments);
            return new Result(exit, printed.toString(UTF_8), errors.toString(UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}

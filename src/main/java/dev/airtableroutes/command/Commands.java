package dev.airtableroutes.command;

import com.mongodb.MongoException;
import dev.airtableroutes.failure.MongoTrouble;
import dev.airtableroutes.report.ReportFiles;
import dev.airtableroutes.route.RouteFiles;
import dev.airtableroutes.security.Accounts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/**
 * The commands and their exit codes: 0 clean, 1 not finished, 2 usage or configuration, 3 finished with something left to
 * do for a person.
 */
@Command(
        name = "airtable-routes",
        description = "Keeps Airtable in step with MongoDB. Without a command it serves: all routes run.",
        mixinStandardHelpOptions = true,
        versionProvider = Commands.Version.class,
        subcommands = {
            Commands.Sync.class,
            DeadLetterCommands.class,
            LeadCommands.class,
            Commands.Schema.class,
            Commands.Check.class
        })
public final class Commands implements Runnable {

    /** Not an exit code: the application runs on. */
    public static final int SERVING = -1;

    static final int CLEAN = 0;
    static final int NOT_FINISHED = 1;
    static final int CONFIGURATION = 2;
    static final int FOR_A_PERSON = 3;

    /** Where a one-shot finds the application. */
    interface Opener {

        /** @param without directories of routes that the work has no use for, or {@link RouteFiles#ALL} */
        int with(String without, Function<ConfigurableApplicationContext, Integer> work);
    }

    private final Class<?> application;
    private final Opener opener;
    /** Of the application, as soon as it has one. */
    private ConfigurableEnvironment environment;

    private Commands(Class<?> application) {
        this.application = application;
        this.opener = this::started;
    }

    /** One-shots alone, in an application that is there. */
    Commands(Opener opener) {
        this.application = null;
        this.opener = opener;
    }

    /** Runs what the arguments say; returns the exit code, or {@link #SERVING}. */
    public static int run(Class<?> application, String[] arguments) {
        Commands command = new Commands(application);
        // Spring's own --name=value arguments are for the serving application
        if (arguments.length == 0 || arguments[0].startsWith("--") && arguments[0].contains("=")) {
            return command.serve(arguments);
        }
        return command.execute(arguments);
    }

    int execute(String... arguments) {
        return new picocli.CommandLine(this)
                .setExecutionExceptionHandler((failure, line, result) -> explain(failure))
                .execute(arguments);
    }

    @Override
    public void run() {
        serve(new String[0]);
    }

    private int serve(String[] arguments) {
        try {
            Preflight.checkEnvironment();
            ConfigurableApplicationContext context = new SpringApplicationBuilder(application)
                    .initializers(this::prepare)
                    .run(arguments);
            tellPassword(context);
            return SERVING;
        } catch (RuntimeException failure) {
            return explain(failure);
        }
    }

    /** On the terminal and not in the log, which others keep and read. */
    private static void tellPassword(ConfigurableApplicationContext context) {
        String port = context.getEnvironment().getProperty("local.server.port");
        context.getBeanProvider(Accounts.class).stream()
                .flatMap(accounts -> accounts.madeUp().stream())
                .forEach(password -> System.out.printf(
                        "Log in at http://localhost:%s as operator with the password %s until the next start, "
                                + "or set OPERATOR_PASSWORD (and VIEWER_PASSWORD).%n",
                        port, password));
    }

    /** A one-shot that only needs MongoDB. */
    int oneShotWithoutRoutes(Function<ConfigurableApplicationContext, Integer> work) {
        return opener.with(RouteFiles.ALL, work);
    }

    /** A one-shot that asks no provider. */
    int oneShot(Function<ConfigurableApplicationContext, Integer> work) {
        return opener.with("integrations,leads", work);
    }

    /** One that asks providers. */
    int oneShotOfLeads(Function<ConfigurableApplicationContext, Integer> work) {
        return opener.with("", work);
    }

    /** Starts the application without its web server and schedule, and hands it to a one-shot. */
    private int started(String without, Function<ConfigurableApplicationContext, Integer> work) {
        Preflight.checkEnvironment();
        // as arguments, since application.yaml would win over default properties
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(application)
                .web(WebApplicationType.NONE)
                .initializers(this::prepare)
                .run(
                        "--routes.without=" + without,
                        "--sync.serve=false",
                        // nobody watches it in Hawtio
                        "--camel.main.jmx-enabled=false",
                        "--spring.jmx.enabled=false",
                        // at the end it waits that long for each queue
                        "--camel.component.seda.default-poll-timeout=20",
                        "--logging.level.root=WARN",
                        "--logging.level.dev.airtableroutes=${LOGGING_LEVEL_DEV_AIRTABLEROUTES:ERROR}",
                        // what keeps it from starting is told in a sentence, and it is meant to end soon
                        "--logging.level.org.springframework.boot.SpringApplication=OFF",
                        "--logging.level.org.springframework.context=ERROR",
                        "--logging.level.org.apache.camel.spring.boot=ERROR",
                        "--spring.main.log-startup-info=false")) {
            return work.apply(context);
        }
    }

    private void prepare(ConfigurableApplicationContext context) {
        environment = context.getEnvironment();
        FilesMeanwhile.read(context);
    }

    private int explain(Throwable failure) {
        List<String> mistakes = Mistakes.in(failure, environment);
        if (!mistakes.isEmpty()) {
            mistakes.forEach(System.err::println);
            return CONFIGURATION;
        }
        System.err.println("Not finished: " + why(failure));
        return NOT_FINISHED;
    }

    private static String why(Throwable failure) {
        MongoException mongo = MongoTrouble.behind(failure);
        if (mongo != null) {
            // whoever runs a command may read the driver's words, and has no other log
            return MongoTrouble.sentence(mongo) + " (" + mongo.getMessage() + ")";
        }
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return (root instanceof IOException ? "Airtable cannot be reached: " : "")
                + (root.getMessage() == null ? root.toString() : root.getMessage());
    }

    /** As the jar's manifest says, which has it from the pom. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Commands.class.getPackage().getImplementationVersion();
            return new String[] {"airtable-routes " + (version == null ? "(not from its jar)" : version)};
        }
    }

    /** Brings tables up to date, once. */
    @Command(
            name = "sync",
            description = "Brings tables up to date once, in link order, and reports.",
            mixinStandardHelpOptions = true)
    static final class Sync implements Callable<Integer> {

        @ParentCommand
        private Commands parent;

        @Parameters(
                arity = "0..*",
                paramLabel = "TABLE",
                description = "Logical names such as cuculi/users; all when left out.")
        private List<String> tables = new ArrayList<>();

        @Mixin
        private SyncOptions options = new SyncOptions();

        @Override
        public Integer call() {
            if (options.report != null) {
                ReportFiles.prepare(options.report);
            }
            return parent.oneShot(context -> context.getBean(OneShot.class).sync(tables, options));
        }
    }

    /** How to sync. */
    static final class SyncOptions {

        @Option(names = "--dry-run", description = "Write nothing anywhere; print the plan.")
        boolean dryRun;

        @Option(
                names = "--reconcile",
                description = "Read all records of Airtable first and repair what people changed in synced fields.")
        boolean reconcile;

        @Option(names = "--report", paramLabel = "DIR", description = "Write the report there as Markdown and JSON.")
        Path report;
    }

    /** The schema of a base. */
    @Command(
            name = "schema",
            description = "Compares mappings/bases/ with the live bases.",
            mixinStandardHelpOptions = true)
    static final class Schema {

        @ParentCommand
        private Commands parent;

        @Command(name = "check", description = "Prints every difference; exit code 3 when there is any.")
        int check(
                @Parameters(arity = "0..*", paramLabel = "BASE", description = "Logical names; all when left out.")
                        List<String> bases) {
            return parent.oneShot(
                    context -> context.getBean(SchemaCommands.class).check(bases == null ? List.of() : bases));
        }

        @Command(
                name = "pull",
                description = "Writes a base's file from the live base; logical names and comments are kept.")
        int pull(@Parameters(paramLabel = "BASE", description = "Logical name of the base.") String base) {
            return parent.oneShot(
                    context -> context.getBean(SchemaCommands.class).pull(base));
        }
    }

    /** The files, without any connection. */
    @Command(
            name = "check",
            description = "Checks all routes and mappings and runs the tests inside the mappings; needs no connection.",
            mixinStandardHelpOptions = true)
    static final class Check implements Callable<Integer> {

        @Override
        public Integer call() {
            return Preflight.checkFiles();
        }
    }
}

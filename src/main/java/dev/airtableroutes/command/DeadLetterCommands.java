package dev.airtableroutes.command;

import dev.airtableroutes.deadletter.Letter;
import dev.airtableroutes.deadletter.LetterFilter;
import dev.airtableroutes.deadletter.LetterFilter.BadFilterException;
import dev.airtableroutes.failure.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** What did not arrive, at Airtable or at a provider: look at it, replay it, put it aside. */
@Command(
        name = "dead-letters",
        description = "Lists, shows, replays and discards what could not be delivered.",
        mixinStandardHelpOptions = true)
final class DeadLetterCommands {

    @ParentCommand
    private Commands parent;

    /** Which letters. */
    static final class Filters {

        @Option(names = "--table", paramLabel = "TABLE", description = "Logical name, such as cuculi/users.")
        String table;

        @Option(
                names = "--provider",
                paramLabel = "PROVIDER",
                description = "Name of the provider that was asked, such as instantly; in place of --table.")
        String provider;

        @Option(
                names = "--reason",
                paramLabel = "REASON",
                description =
                        "record, cell, duplicate-key, ambiguous, exhausted; or an error type of Airtable's, or the outcome of a provider's answer.")
        String reason;

        @Option(names = "--field", paramLabel = "FIELD", description = "Logical name of the field at fault.")
        String field;

        @Option(names = "--older-than", paramLabel = "AGE", description = "Least age, such as 90m, 12h or 7d.")
        String olderThan;

        @Option(names = "--younger-than", paramLabel = "AGE", description = "Greatest age, such as 90m, 12h or 7d.")
        String youngerThan;

        LetterFilter in(Letter.State state) {
            return filter(state == null ? null : state.text());
        }

        LetterFilter filter(String state) {
            try {
                return LetterFilter.of(table, provider, reason, field, state, olderThan, youngerThan);
            } catch (BadFilterException bad) {
                throw new ConfigurationException(bad.getMessage());
            }
        }
    }

    /** Letters by id, by filter, or all: never all of them by mistake. */
    static final class Chosen {

        @Parameters(arity = "0..*", paramLabel = "ID", description = "Ids of letters, as listed.")
        List<String> ids = new ArrayList<>();

        @Mixin
        Filters filters = new Filters();

        @Option(names = "--all", description = "All open letters.")
        boolean all;

        /** The open letters that are meant; null when they are named by id. */
        LetterFilter filter() {
            LetterFilter filter = filters.in(Letter.State.OPEN);
            if (!ids.isEmpty() && (all || !filter.everything())) {
                throw new ConfigurationException("Name letters by id, or by filter; not both.");
            }
            if (ids.isEmpty() && filter.everything() && !all) {
                throw new ConfigurationException(
                        "Which letters? Name their ids, or a filter such as --table cuculi/users, or say --all.");
            }
            return ids.isEmpty() ? filter : null;
        }
    }

    @Command(name = "list", description = "Lists letters, newest first.", mixinStandardHelpOptions = true)
    int list(
            @Mixin Filters filters,
            @Option(
                            names = "--state",
                            paramLabel = "STATE",
                            defaultValue = "open",
                            description = "open, replayed, resolved, discarded or any; open when left out.")
                    String state,
            @Option(
                            names = "--size",
                            paramLabel = "N",
                            defaultValue = "50",
                            description = "How many at most; 50 when left out, 0 for all.")
                    int size,
            @Option(names = "--json", description = "One JSON object a line.") boolean json) {
        LetterFilter filter = filters.filter("any".equals(state) ? null : state);
        return letters(work -> work.list(filter, size, json));
    }

    @Command(name = "show", description = "Shows one letter with its history.", mixinStandardHelpOptions = true)
    int show(
            @Parameters(paramLabel = "ID", description = "As listed.") String id,
            @Option(names = "--json", description = "As JSON.") boolean json) {
        return letters(work -> work.show(id, json));
    }

    @Command(
            name = "replay",
            description =
                    "Looks at the documents again and delivers what is missing, by today's mapping; has providers asked again.",
            mixinStandardHelpOptions = true)
    int replay(
            @Mixin Chosen chosen,
            @Option(
                            names = "--dry-run",
                            description = "Write nothing anywhere; say what would happen now, and what it may cost.")
                    boolean dryRun) {
        LetterFilter filter = chosen.filter();
        return asking(work -> work.replay(chosen.ids, filter, dryRun));
    }

    @Command(
            name = "discard",
            description = "Puts letters aside: the same sentence about the same document is not told again.",
            mixinStandardHelpOptions = true)
    int discard(@Mixin Chosen chosen) {
        LetterFilter filter = chosen.filter();
        return letters(work -> work.discard(chosen.ids, filter));
    }

    private int letters(ToIntFunction<LetterWork> work) {
        return parent.oneShotWithoutRoutes(context -> work.applyAsInt(context.getBean(LetterWork.class)));
    }

    /** With the routes that ask providers. */
    private int asking(ToIntFunction<LetterWork> work) {
        return parent.oneShotOfLeads(context -> work.applyAsInt(context.getBean(LetterWork.class)));
    }
}

package dev.airtableroutes.command;

import dev.airtableroutes.failure.ConfigurationException;
import dev.airtableroutes.failure.UnknownException;
import dev.airtableroutes.lead.LeadRuns.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** People who may become customers: find them, find and verify their addresses, forget them. */
@Command(
        name = "leads",
        description = "Finds, enriches, verifies, pushes, erases and counts leads.",
        mixinStandardHelpOptions = true)
final class LeadCommands {

    @ParentCommand
    private Commands parent;

    /** Which leads. */
    static class Some {

        @Option(names = "--segment", paramLabel = "NAME", description = "Leads of this segment; all when left out.")
        String segment;

        @Option(
                names = "--limit",
                paramLabel = "N",
                description = "At most so many, the oldest first; 1000 when left out.")
        Integer limit;

        Selection selection() {
            return selection(List.of());
        }

        /** A wrong word is the asker's, not a thing that is missing. */
        final Selection selection(List<String> states) {
            try {
                return Selection.of(segment, states, limit);
            } catch (UnknownException unknown) {
                throw new ConfigurationException(unknown.getMessage());
            }
        }
    }

    /** And in which state. */
    static final class Chosen extends Some {

        @Option(
                names = "--state",
                split = ",",
                paramLabel = "STATE",
                description = "In these states; new, queued, running, budget_blocked and error when left out.")
        List<String> states = new ArrayList<>();

        @Option(names = "--again", description = "Ask those once more who did not know, however lately.")
        boolean again;

        @Override
        Selection selection() {
            return selection(states).again(again);
        }
    }

    @Command(
            name = "find",
            description = "Runs saved searches now; all that are enabled, unless some are named.",
            mixinStandardHelpOptions = true)
    int find(
            @Parameters(arity = "0..*", paramLabel = "SEARCH", description = "Ids in the collection searches.")
                    List<String> searches) {
        return leads(work -> work.find(searches == null ? List.of() : searches));
    }

    @Command(
            name = "enrich",
            description =
                    "Asks the providers for addresses, one after the other, under the caps of mappings/leads.yaml.",
            mixinStandardHelpOptions = true)
    int enrich(
            @Mixin Chosen chosen,
            @Option(names = "--dry-run", description = "Ask nobody; say what it would cost.") boolean dryRun) {
        Selection selection = chosen.selection();
        return leads(work -> dryRun ? work.forecast(selection) : work.enrich(selection));
    }

    @Command(
            name = "verify",
            description =
                    "Has addresses verified that never were, or too long ago. Nobody is asked for another address.",
            mixinStandardHelpOptions = true)
    int verify(
            @Mixin Some some,
            @Option(names = "--dry-run", description = "Ask nobody; say what it would cost.") boolean dryRun) {
        Selection selection = some.selection();
        return leads(work -> dryRun ? work.forecastVerifying(selection) : work.verify(selection));
    }

    @Command(
            name = "push",
            description = "Says which leads would go into a campaign, and who stays and why; sends them with --send.",
            mixinStandardHelpOptions = true)
    int push(
            @Parameters(paramLabel = "CAMPAIGN", description = "Such as instantly/… or heyreach/123.") String campaign,
            @Option(names = "--segment", paramLabel = "NAME", description = "Only leads of this segment.")
                    String segment,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            description = "At most so many, the oldest first; 1000 when left out.")
                    Integer limit,
            @Option(names = "--send", description = "Send them; without it nothing is sent.") boolean send) {
        return leads(work -> work.push(campaign, segment, limit, send));
    }

    @Command(
            name = "erase",
            description = "Removes a person from MongoDB, caches, dead letters and Airtable, and keeps only hashes.",
            mixinStandardHelpOptions = true)
    int erase(
            @Parameters(
                            paramLabel = "PERSON",
                            description = "An address, LinkedIn profile, or account: u/jane, reddit:jane.")
                    String person) {
        return leads(work -> work.erase(person));
    }

    @Command(
            name = "report",
            description = "Counts leads by segment, and what each provider found and charged.",
            mixinStandardHelpOptions = true)
    int report(@Option(names = "--json", description = "As JSON.") boolean json) {
        return parent.oneShotWithoutRoutes(
                context -> context.getBean(LeadWork.class).report(json));
    }

    private int leads(ToIntFunction<LeadWork> work) {
        return parent.oneShotOfLeads(context -> work.applyAsInt(context.getBean(LeadWork.class)));
    }
}

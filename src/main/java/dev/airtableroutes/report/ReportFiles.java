package dev.airtableroutes.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.failure.ConfigurationException;
import dev.airtableroutes.sync.Totals;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a report as {@code report.md} and {@code report.json}. */
public final class ReportFiles {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private ReportFiles() {}

    /** Makes the directory where it is missing, and tries it: a run of hours must not end without its report. */
    public static void prepare(Path directory) {
        try {
            Files.createDirectories(directory);
            Files.delete(Files.createTempFile(directory, "report", null));
        } catch (IOException unwritable) {
            throw unwritable(directory, unwritable);
        }
    }

    /** Writes both files into a directory that was prepared. A plan has no letters: those there are of earlier runs. */
    public static void write(Report report, DeadLetters deadLetters, Path directory) {
        Map<String, Map<String, List<String>>> letters = new LinkedHashMap<>();
        if (!report.dryRun()) {
            report.tables().keySet().forEach(table -> letters.put(table, deadLetters.openByKind(table)));
        }
        try {
            Files.writeString(directory.resolve("report.md"), markdown(report, letters));
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("report", report);
            json.put("deadLetters", letters);
            Files.write(directory.resolve("report.json"), JSON.writeValueAsBytes(json));
        } catch (IOException unwritable) {
            throw unwritable(directory, unwritable);
        }
    }

    private static ConfigurationException unwritable(Path directory, IOException why) {
        return new ConfigurationException("The report cannot be written to " + directory + ": " + words(why)
                + ". Name a directory that may be written with --report.");
    }

    private static String words(IOException why) {
        if (why instanceof FileAlreadyExistsException) {
            return "there is a file of that name";
        }
        return why instanceof AccessDeniedException ? "permission denied" : why.getMessage();
    }

    private static String markdown(Report report, Map<String, Map<String, List<String>>> letters) {
        StringBuilder text = new StringBuilder();
        text.append(report.dryRun() ? "# Plan\n\nNothing was written.\n" : "# Sync report\n");
        text.append("\nStarted %s. %s\n".formatted(report.started(), report.took()));
        text.append(
                "\n| table | read | created | updated | unchanged | deleted | dead letters | links waiting | write calls |\n");
        text.append("|---|---:|---:|---:|---:|---:|---:|---:|---:|\n");
        report.tables().forEach((table, totals) -> text.append(row(table, totals)));
        text.append("\n| base | requests | refused by rate (429) |\n|---|---:|---:|\n");
        report.calls()
                .forEach(calls -> text.append(
                        "| %s | %d | %d |\n".formatted(calls.base(), calls.requests(), calls.refusedByRate())));
        report.failures()
                .forEach((table, failure) -> text.append("\n**%s did not finish:** %s\n".formatted(table, failure)));
        if (report.dryRun()) {
            report.tables().forEach((table, totals) -> totals.deadLetters()
                    .forEach((kind, count) ->
                            text.append("\n%s: %d would become dead letters (%s).\n".formatted(table, count, kind))));
        }
        letters.forEach((table, kinds) -> kinds.forEach((kind, documents) -> text.append(
                "\n## %s: %s (%d)\n\n%s\n".formatted(table, kind, documents.size(), String.join(", ", documents)))));
        report.tables().forEach((table, totals) -> {
            if (!totals.unmappedFields().isEmpty()) {
                text.append(
                        "\n## %s: fields of the documents that the mapping does not read\n\nCounted over the %,d documents that were read; `sync %s --reconcile` reads all.\n\n"
                                .formatted(table, totals.read(), table));
                totals.unmappedFields()
                        .forEach((field, count) -> text.append("- `%s` in %,d of them\n".formatted(field, count)));
            }
        });
        return text.toString();
    }

    private static String row(String table, Totals totals) {
        return "| %s | %d | %d | %d | %d | %d | %d | %d | %d |\n"
                .formatted(
                        table,
                        totals.read(),
                        totals.created(),
                        totals.updated(),
                        totals.unchanged(),
                        totals.deleted(),
                        totals.deadLetterCount(),
                        totals.unresolvedLinks(),
                        totals.writeCalls());
    }
}

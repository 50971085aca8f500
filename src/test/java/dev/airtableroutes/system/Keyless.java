package dev.airtableroutes.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.sandbox.LocalAirtable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.Document;

/** People who are matched by e-mail and have none; every seventh is the same as the one before, but for its id in MongoDB. */
final class Keyless {

    private Keyless() {}

    /** The product's mappings, but for users. */
    static void mappings(Path directory) {
        copy(directory);
        try {
            Files.writeString(directory.resolve("tables/cuculi/users.yaml"), """
                    table: cuculi/users
                    collection: user
                    match: [email]
                    cursor: updatedAt
                    fields:
                      id: nickname
                      email: email
                      firstName: firstName
                      occupation: occupation
                      event_count: event_count
                      createdAt: createdAt
                      interests: {from: interests, options: create}
                    """);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void copy(Path directory) {
        try (Stream<Path> files = Files.walk(Path.of("mappings"))) {
            for (Path file : files.toList()) {
                Path copy = directory.resolve(Path.of("mappings").relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Document> people(int count) {
        return IntStream.range(0, count).mapToObj(Keyless::person).toList();
    }

    private static Document person(int i) {
        int like = i % 7 == 6 ? i - 1 : i;
        return new Document("_id", i)
                .append("firstName", "Ana " + like)
                .append("event_count", like)
                .append("updatedAt", new Date(1_700_000_000_000L + i * 3_600_000L))
                .append("interests", List.of("Wine", "Art"))
                .append("createdAt", new Date(1_700_000_000_000L + like));
    }

    static void assertOnce(LocalAirtable airtable, int count) {
        assertOnce(airtable, people(count));
    }

    /** Each of these people has one record, and nobody else has any. */
    static void assertOnce(LocalAirtable airtable, List<Document> people) {
        Map<String, Long> wanted = people.stream()
                .collect(Collectors.groupingBy(
                        person -> person.getString("firstName"), TreeMap::new, Collectors.counting()));
        Map<String, Long> found = airtable.table("cuculi", "users").records().stream()
                .collect(Collectors.groupingBy(
                        record -> (String) record.fields().get("firstName"), TreeMap::new, Collectors.counting()));
        assertThat(found).isEqualTo(wanted);
    }
}

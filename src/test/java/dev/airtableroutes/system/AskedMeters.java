package dev.airtableroutes.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The meters that alerts and dashboard ask for: one that is renamed would leave an alert silent, and nobody would notice. */
final class AskedMeters {

    static final String TABLES = "airtable|sync";
    static final String LEADS = "provider|leads";
    private static final List<String> FILES = List.of("docs/prometheus-alerts.yaml", "docs/grafana-dashboard.json");

    private AskedMeters() {}

    /** @param of what the meters' names begin with @param output of {@code /actuator/prometheus} */
    static void assertIn(String output, String of) throws IOException {
        for (String file : FILES) {
            Set<String> asked = Pattern.compile("\\b(?:" + of + ")_[a-z_]+")
                    .matcher(Files.readString(Path.of(file)))
                    .results()
                    .map(MatchResult::group)
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(asked).as(file).hasSizeGreaterThan(5).allSatisfy(meter -> assertThat(output)
                    .containsPattern("(?m)^" + meter + "[ {]"));
        }
    }
}

package dev.airtableroutes.reload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.lead.LeadRules;
import dev.airtableroutes.lead.RulesFile;
import dev.airtableroutes.mapping.Catalog;
import dev.airtableroutes.mapping.Mappings;
import dev.airtableroutes.provider.ProviderFiles;
import dev.airtableroutes.provider.Providers;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.env.MockEnvironment;

/** Files of which some are sound and some are not. */
class MappingFilesTest {

    private static final String BASE = "bases/lab.yaml";
    private static final String GOODS = "tables/lab/goods.yaml";
    private static final String PEOPLE = "tables/lab/people.yaml";
    private static final String HUNTER = "integrations/hunter.yaml";
    private static final String RULES = "leads.yaml";

    @TempDir
    Path directory;

    private Mappings mappings;
    private Providers providers;
    private LeadRules rules;
    private MappingFiles files;

    @BeforeEach
    void begin() throws IOException {
        copy(Path.of("src/test/resources/lab/mappings"), directory);
        for (String provider : List.of("hunter", "serper", "tavily")) {
            Path file = directory.resolve("integrations/" + provider + ".yaml");
            Files.createDirectories(file.getParent());
            Files.copy(Path.of("mappings/integrations/" + provider + ".yaml"), file);
        }
        write(RULES, "find: [hunter]\ncaps: {run: 100}\n");
        mappings = new Mappings(Catalog.load(directory, name -> null));
        providers = new Providers(ProviderFiles.load(directory, name -> null), name -> null);
        rules = new LeadRules(RulesFile.load(directory, providers.all().keySet(), name -> null));
        files = new MappingFiles(directory, new MockEnvironment(), mappings, providers, rules);
    }

    @Test
    void aBrokenFileHoldsNoOtherBack() throws IOException {
        assertThat(look()).isEmpty();
        edit(PEOPLE, "note: note", "note: {vallue: x}");
        write(RULES, "find: [hunter]\ncaps: {run: 5}\n");
        edit(GOODS, "  comment: comment\n", "");

        assertThat(look()).containsOnlyKeys(PEOPLE);

        assertThat(rules.current().caps().run()).isEqualTo(new BigDecimal(5));
        assertThat(fields("lab/goods")).doesNotContain("comment");
        assertThat(fields("lab/people")).as("as it was").contains("note");

        edit(PEOPLE, "vallue", "value");

        assertThat(look()).isEmpty();
        assertThat(mappings.current()
                        .mappings()
                        .get("lab/people")
                        .fields()
                        .get("note")
                        .value())
                .isEqualTo("x");
    }

    @Test
    void whatLeansOnABrokenFileWaitsForIt() throws IOException {
        look();
        edit(BASE, "      note: multilineText\n", "      note: multilineText\n      extra: singleLineTexxt\n");
        edit(PEOPLE, "  note: note\n", "  note: note\n  extra: extra\n");
        edit(GOODS, "  comment: comment\n", "");

        assertThat(look()).containsKeys(BASE, PEOPLE).doesNotContainKey(GOODS);

        assertThat(fields("lab/people")).doesNotContain("extra");
        assertThat(fields("lab/goods")).doesNotContain("comment");
    }

    @Test
    void whatAnotherFileNeedsStaysAsItWas() throws IOException {
        look();
        Files.delete(directory.resolve(HUNTER));
        edit(BASE, "      note: multilineText\n", "");
        edit(GOODS, "  comment: comment\n", "");

        assertThat(look()).containsOnlyKeys(RULES, PEOPLE);

        assertThat(providers.all()).containsKey("hunter");
        assertThat(mappings.current().bases().table("lab/people").orElseThrow().fields())
                .containsKey("note");
        assertThat(fields("lab/goods")).doesNotContain("comment");
    }

    @Test
    void aNewFileThatIsBrokenIsLeftOut() throws IOException {
        look();
        write("tables/lab/things.yaml", "table: lab/things\n");
        edit(GOODS, "  comment: comment\n", "");

        assertThat(look()).containsOnlyKeys("tables/lab/things.yaml");

        assertThat(fields("lab/goods")).doesNotContain("comment");
    }

    @Test
    void filesThatWereNeverSoundChangeNothing() throws IOException {
        edit(PEOPLE, "note: note", "note: {vallue: x}");
        edit(GOODS, "  comment: comment\n", "");

        assertThat(look()).containsOnlyKeys(PEOPLE);

        assertThat(fields("lab/goods")).contains("comment");
    }

    private Map<String, List<String>> look() throws IOException {
        return files.takeOver(files.read());
    }

    private Iterable<String> fields(String table) {
        return mappings.current().mappings().get(table).fields().keySet();
    }

    private void edit(String file, String from, String to) throws IOException {
        String text = Files.readString(directory.resolve(file));
        assertThat(text).contains(from);
        write(file, text.replace(from, to));
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(directory.resolve(file), text);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }
}

package dev.airtableroutes.lead;

import static dev.airtableroutes.mapping.Parts.duration;
import static dev.airtableroutes.mapping.Parts.map;
import static dev.airtableroutes.mapping.Parts.text;
import static dev.airtableroutes.mapping.Parts.texts;

import dev.airtableroutes.base.EditedFiles;
import dev.airtableroutes.base.Nearest;
import dev.airtableroutes.credit.Caps;
import dev.airtableroutes.failure.ConfigurationException;
import dev.airtableroutes.mapping.FileSchema;
import dev.airtableroutes.mapping.Problems;
import dev.airtableroutes.mapping.YamlFile;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads and checks {@code mappings/leads.yaml}. Where there is none, nobody is asked for anything. */
public final class RulesFile {

    /** Its name in the mappings directory. */
    public static final String NAME = "leads.yaml";

    private static final FileSchema SCHEMA = FileSchema.named("leads.schema.json");

    private final YamlFile file;
    private final Problems problems;

    private RulesFile(YamlFile file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /**
     * @param mappings the mappings directory
     * @param purses of the providers that there are, whose own are called as they are
     * @param environment the value of a variable, or null
     * @throws ConfigurationException with every problem of the file
     */
    public static Rules load(Path mappings, Collection<String> purses, UnaryOperator<String> environment) {
        return load(mappings, EditedFiles.asSaved(), purses, environment);
    }

    /** The same, of files some of which may be as they were before. */
    public static Rules load(
            Path mappings, EditedFiles files, Collection<String> purses, UnaryOperator<String> environment) {
        Path path = mappings.resolve(NAME);
        if (!files.has(path)) {
            return new RulesFile(null, null).rules(Map.of());
        }
        Problems problems = new Problems();
        Rules rules = YamlFile.read(files, path, environment, problems)
                .map(file -> new RulesFile(file, problems).read(purses))
                .orElse(null);
        if (!problems.none()) {
            throw new ConfigurationException(problems.sentences());
        }
        return rules;
    }

    private Rules read(Collection<String> purses) {
        List<String> providers =
                purses.stream().filter(purse -> !purse.contains(".")).toList();
        List<FileSchema.Objection> objections = SCHEMA.check(file.content());
        objections.forEach(objection -> problems.add(file, objection.place(), objection.sentence()));
        if (!objections.isEmpty()) {
            return null;
        }
        Map<String, Object> content = map(file.content());
        names("", content, providers);
        map(content.get("segments"))
                .forEach((segment, order) -> names("segments." + segment + ".", map(order), providers));
        map(map(content.get("caps")).get("months"))
                .keySet()
                .forEach(name -> name(YamlFile.place("caps.months", name), name, purses));
        map(content.get("campaigns")).keySet().forEach(name -> name("campaigns." + name, name, providers));
        return rules(content);
    }

    private void names(String place, Map<String, Object> order, Collection<String> providers) {
        for (String key : List.of("resolve", "find", "verify")) {
            List<String> names = list(order.get(key));
            for (int i = 0; i < names.size(); i++) {
                name(place + key + "[" + i + "]", names.get(i), providers);
            }
        }
    }

    private void name(String place, String name, Collection<String> providers) {
        if (!providers.contains(name)) {
            problems.add(file, place, "there is no provider \"" + name + "\"" + Nearest.hint(name, providers));
        }
    }

    private Rules rules(Map<String, Object> content) {
        Map<String, Rules.Waterfall> segments = new LinkedHashMap<>();
        map(content.get("segments")).forEach((segment, order) -> segments.put(segment, waterfall(content, map(order))));
        Map<String, Object> breakEven = map(content.get("breakEven"));
        Map<String, Object> cache = map(content.get("cache"));
        return new Rules(
                "true".equals(String.valueOf(content.get("automatic"))),
                waterfall(content, content),
                segments,
                caps(map(content.get("caps"))),
                new Rules.BreakEven(
                        whole(breakEven.get("calls"), Integer.MAX_VALUE),
                        breakEven.get("hitsOfAHundred") instanceof Number rate ? rate.doubleValue() : 0),
                whole(content.get("tries"), 3),
                time(cache, "found", Duration.ofDays(60)),
                time(cache, "missed", Duration.ofDays(21)),
                confidence(map(content.get("confidence"))),
                privacy(map(content.get("privacy"))),
                campaigns(map(content.get("campaigns"))),
                time(content, "lease", Duration.ofMinutes(5)));
    }

    /**
     * @param content of the file: whose a handle is does not depend on the segment, and who verifies only where the segment
     *     says so
     */
    private static Rules.Waterfall waterfall(Map<String, Object> content, Map<String, Object> order) {
        Object verify = order.containsKey("verify") ? order.get("verify") : content.get("verify");
        return new Rules.Waterfall(list(content.get("resolve")), list(order.get("find")), list(verify));
    }

    private static Caps caps(Map<String, Object> caps) {
        Map<String, BigDecimal> months = new LinkedHashMap<>();
        map(caps.get("months")).forEach((provider, cap) -> months.put(provider, credits(cap)));
        return new Caps(credits(caps.get("lead")), credits(caps.get("run")), months);
    }

    private static BigDecimal credits(Object value) {
        return value == null ? null : new BigDecimal(value.toString());
    }

    private static Rules.Confidence confidence(Map<String, Object> worth) {
        return new Rules.Confidence(
                whole(worth.get("verified"), 90),
                whole(worth.get("verifiedTwice"), 98),
                whole(worth.get("catchAll"), 60),
                whole(worth.get("risky"), 40),
                whole(worth.get("unverified"), 50));
    }

    private static Rules.Privacy privacy(Map<String, Object> privacy) {
        Set<String> webmail = list(privacy.get("webmailDomains")).stream()
                .map(domain -> domain.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        return new Rules.Privacy(
                Boolean.TRUE.equals(privacy.get("webmail")),
                webmail,
                Objects.requireNonNullElse(text(privacy, "basis"), "legitimate interest"),
                time(privacy, "verifyAgain", Duration.ofDays(45)),
                time(privacy, "keep", Duration.ofDays(365)));
    }

    /** A list, or a text with commas as variables of the environment have it. */
    private static Map<String, Set<String>> campaigns(Map<String, Object> content) {
        Map<String, Set<String>> campaigns = new LinkedHashMap<>();
        content.forEach((provider, ids) -> campaigns.put(
                provider,
                list(ids).stream()
                        .flatMap(text -> Stream.of(text.split(",")))
                        .map(String::strip)
                        .filter(id -> !id.isEmpty())
                        .collect(Collectors.toUnmodifiableSet())));
        return campaigns;
    }

    private static Duration time(Map<String, Object> map, String key, Duration otherwise) {
        Duration time = duration(text(map, key));
        return time == null ? otherwise : time;
    }

    private static int whole(Object value, int otherwise) {
        return value instanceof Number number ? number.intValue() : otherwise;
    }

    private static List<String> list(Object value) {
        return value == null ? List.of() : texts(value);
    }
}

package dev.airtableroutes.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever a provider answers: nothing is thrown, and nothing is called found that is not there. */
class AnswerProperties {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, Provider> PROVIDERS = ProviderFiles.load(Path.of("mappings"), name -> null);
    private static final Waits WAITS = new Waits(Clock.systemUTC(), () -> 0.5);

    private record Asked(Provider provider, Operation operation) {}

    private static List<Asked> operations() {
        return PROVIDERS.values().stream()
                .flatMap(provider ->
                        provider.operations().values().stream().map(operation -> new Asked(provider, operation)))
                .toList();
    }

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void noBodyWhatsoeverThrowsOrIsAHitWithoutWhatWasFound(
            @ForAll("bodies") byte[] body,
            @ForAll("statuses") int status,
            @ForAll("headers") Map<String, String> headers) {
        for (Asked asked : operations()) {
            Turn turn = new Turn(
                    "1", asked.provider().name(), asked.operation().verb().name(), Map.of("page", "x"), 3);
            Answer answer =
                    new AnswerReader(asked.provider(), asked.operation(), WAITS).read(turn, status, headers, body);
            sound(asked, answer);
        }
    }

    private static void sound(Asked asked, Answer answer) {
        assertThat(answer.outcome()).isNotEqualTo(Outcome.SKIPPED);
        assertThat(answer.sentence())
                .startsWith(asked.provider().displayName() + " ")
                .endsWith(".")
                .hasSizeLessThan(600);
        assertThat(asked.operation().cost(answer).signum()).isNotNegative();
        if (asked.operation().verb() == Verb.find) {
            Object address = answer.fields().get("email.address");
            assertThat(address != null).isEqualTo(answer.outcome().hit());
            assertThat(address == null || address.toString().matches("[^\\s@]+@[^\\s@]+\\.[^\\s@]+"))
                    .isTrue();
            assertThat(String.valueOf(address)).doesNotContain("email_not_unlocked");
        }
        if (answer.outcome().later()) {
            assertThat(answer.retryAt())
                    .isBetween(Instant.now().minusSeconds(60), Instant.now().plus(Duration.ofDays(32)));
        }
        if (answer.outcome() == Outcome.UNKNOWN) {
            assertThat(answer.fields()).isEmpty();
            assertThat(answer.items()).isEmpty();
        }
    }

    /** Few tries, since each reads a megabyte for every operation; in each there are hits, which 200 is. */
    @Property(tries = 4)
    void aMegabyteIsReadToo(@ForAll @IntRange(min = 100, max = 599) int other) {
        byte[] list = ("{\"email\": [" + "1,".repeat(500_000) + "1]}").getBytes(StandardCharsets.UTF_8);
        byte[] deep = ("{\"email\": " + "[".repeat(1_000_000)).getBytes(StandardCharsets.UTF_8);
        byte[] number = ("{\"email\": " + "9".repeat(1_000_000) + "}").getBytes(StandardCharsets.UTF_8);
        for (Asked asked : operations()) {
            for (byte[] body : List.of(list, deep, number)) {
                for (int status : new int[] {200, other}) {
                    Turn turn = new Turn("1", "x", "x", Map.of(), 1);
                    sound(
                            asked,
                            new AnswerReader(asked.provider(), asked.operation(), WAITS)
                                    .read(turn, status, Map.of(), body));
                }
            }
        }
    }

    @Provide
    Arbitrary<Integer> statuses() {
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(5, Arbitraries.just(200)),
                net.jqwik.api.Tuple.of(5, Arbitraries.integers().between(100, 599)));
    }

    @Provide
    Arbitrary<Map<String, String>> headers() {
        Arbitrary<String> names = Arbitraries.of("retry-after", "X-Ratelimit-Reset", "x-call-credits-spent", "Date");
        Arbitrary<String> values = Arbitraries.oneOf(
                Arbitraries.of(
                        "", "0", "-1", "99999999999999999999", "1e9", "NaN", "Wed, 21 Oct 2015 07:28:00 GMT", "7.5"),
                Arbitraries.strings().ofMaxLength(20));
        return Arbitraries.maps(names, values).ofMaxSize(3).map(map -> {
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            headers.putAll(map);
            return headers;
        });
    }

    /** Bytes, texts, and JSON made of the names and words that the files look for. */
    @Provide
    Arbitrary<byte[]> bodies() {
        Arbitrary<byte[]> json = objects(4).map(AnswerProperties::bytes);
        return Arbitraries.oneOf(
                Arbitraries.bytes().array(byte[].class).ofMaxSize(200),
                Arbitraries.strings().ofMaxLength(200).map(text -> text.getBytes(StandardCharsets.UTF_8)),
                Arbitraries.of("", "null", "[]", "{}", "<html></html>", "{\"data\":", "{} {}", "\"x\"", "3")
                        .map(text -> text.getBytes(StandardCharsets.UTF_8)),
                json,
                Combinators.combine(json, Arbitraries.integers().between(0, 300))
                        .as((bytes, end) -> Arrays.copyOf(bytes, Math.min(end, bytes.length))));
    }

    private static byte[] bytes(Object json) {
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException never) {
            throw new IllegalStateException(never);
        }
    }

    private static Arbitrary<Object> objects(int depth) {
        Arbitrary<String> names = Arbitraries.of(names());
        return Arbitraries.maps(names, values(depth - 1)).ofMaxSize(6).map(map -> (Object) map);
    }

    private static Arbitrary<Object> values(int depth) {
        Arbitrary<Object> plain = Arbitraries.of(
                        "jane@acme.com",
                        "valid",
                        "verified",
                        "not_found",
                        "risky",
                        "accept_all",
                        "Not enough credits",
                        "email_not_unlocked@domain.com",
                        "",
                        " ",
                        "x",
                        "Listing",
                        "https://linkedin.com/in/x",
                        "@",
                        "a@b")
                .map(text -> (Object) text);
        Arbitrary<Object> others = Arbitraries.of(0, 1, -1, 870, 1e300, true, false, "\ud800", 1L << 60)
                .map(value -> (Object) value);
        Arbitrary<Object> nothing = Arbitraries.just(null);
        return depth == 0
                ? Arbitraries.oneOf(plain, others, nothing)
                : Arbitraries.oneOf(
                        plain,
                        others,
                        nothing,
                        objects(depth),
                        values(depth - 1).list().ofMaxSize(3).map(list -> (Object) list));
    }

    /** The names in all paths of all files. */
    private static List<String> names() {
        List<String> names = new ArrayList<>();
        for (Asked asked : operations()) {
            Recipe recipe = asked.operation().recipe();
            recipe.lines().forEach(line -> names.addAll(line.when().keySet()));
            Stream.of(recipe.fields(), recipe.items())
                    .flatMap(mapping -> mapping.fields().values().stream())
                    .forEach(field -> names.addAll(field.from()));
            Stream.of(recipe.itemsFrom(), recipe.nextFrom(), recipe.creditsFrom())
                    .filter(path -> path != null)
                    .forEach(names::add);
        }
        return names.stream()
                .flatMap(path -> Stream.of(path.split("\\.")))
                .distinct()
                .toList();
    }
}

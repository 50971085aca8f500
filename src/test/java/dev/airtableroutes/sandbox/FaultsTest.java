package dev.airtableroutes.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultsTest extends SandboxFixture {

    @ParameterizedTest
    @CsvSource({
        "401, AUTHENTICATION_REQUIRED",
        "403, INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND",
        "404, NOT_FOUND",
        "422, INVALID_REQUEST_UNKNOWN",
        "500, SERVER_ERROR",
        "502, SERVER_ERROR",
        "503, RETRIABLE_ERROR"
    })
    void answersWithAStatusAndWritesNothing(int status, String type) throws IOException {
        airtable.faults().add(Fault.status(status).times(1));
        assertThat(create("{}"))
                .extracting(Client.Answer::status, Client.Answer::error)
                .containsExactly(status, type);
        assertThat(people().records()).isEmpty();
        assertThat(create("{}").status()).isEqualTo(200);
    }

    @Test
    void hitsWhatItNames() throws IOException {
        airtable.faults()
                .add(Fault.status(500).method("POST").base("small").table("teams"))
                .add(Fault.status(502).containing("poison"))
                .add(Fault.status(503).path("pageSize=7"));
        assertThat(create("{'name':'ok'}").status()).isEqualTo(200);
        assertThat(client.get(TEAMS).status()).isEqualTo(200);
        assertThat(client.post(TEAMS, "{'fields':{}}").status()).isEqualTo(500);
        assertThat(create("{'name':'poison'}").status()).isEqualTo(502);
        assertThat(client.get(PEOPLE + "?pageSize=7").status()).isEqualTo(503);
    }

    @Test
    void strikesWhenItIsToStrike() throws IOException {
        airtable.faults().add(Fault.status(500).skip(1).every(2).times(2));
        assertThat(statuses(8)).containsExactly(200, 200, 500, 200, 500, 200, 200, 200);
        assertThat(airtable.faults().all().get(0).hits()).isEqualTo(2);

        airtable.faults().clear();
        airtable.faults().add(Fault.status(500).probability(0.5));
        assertThat(statuses(40)).contains(200, 500);

        airtable.faults().clear();
        airtable.faults().add(Fault.status(500).forMillis(0));
        assertThat(statuses(1)).containsExactly(200);
    }

    private List<Integer> statuses(int requests) throws IOException {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            statuses.add(create("{}").status());
        }
        return statuses;
    }

    @Test
    void resetsBeforeAndAfterApplying() {
        airtable.faults()
                .add(Fault.reset().times(1))
                .add(Fault.reset().afterApplying().times(1));
        assertThatThrownBy(() -> create("{'name':'a'}")).isInstanceOf(IOException.class);
        assertThat(names()).isEmpty();
        assertThatThrownBy(() -> create("{'name':'b'}")).isInstanceOf(IOException.class);
        assertThat(names()).containsExactly("b");
        assertThat(airtable.stats().statuses().get("small")).containsExactly(Map.entry(0, 2L));
    }

    @Test
    void closesWithoutAWord() {
        airtable.faults().add(Fault.close().afterApplying());
        assertThatThrownBy(() -> create("{'name':'a'}")).isInstanceOf(IOException.class);
        assertThat(names()).containsExactly("a");
    }

    @Test
    void hangsAndDelays() throws IOException {
        airtable.faults()
                .add(Fault.hang(60).times(1))
                .add(Fault.hang(60).afterApplying().times(1))
                .add(Fault.delay(60).times(1));
        long start = System.nanoTime();
        assertThatThrownBy(() -> create("{'name':'a'}")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> create("{'name':'b'}")).isInstanceOf(IOException.class);
        assertThat(create("{'name':'c'}").status()).isEqualTo(200);
        assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(180));
        assertThat(names()).containsExactly("b", "c");
    }

    @Test
    void aClearingEndsWhatIsUnderWay() {
        airtable.faults().add(Fault.hang(60_000).times(1)).add(Fault.delay(60_000));
        List<CompletableFuture<Integer>> answers = Stream.of("{'name':'a'}", "{'name':'b'}")
                .map(body -> CompletableFuture.supplyAsync(() -> statusOf(body)))
                .toList();
        await().until(() -> airtable.faults().all().stream().allMatch(ordered -> ordered.hits() == 1));

        airtable.faults().clear();

        assertThat(answers)
                .extracting(answer -> answer.get(30, TimeUnit.SECONDS))
                .containsExactlyInAnyOrder(0, 200);
        assertThat(names()).hasSize(1);
    }

    /** 0 for no answer. */
    private int statusOf(String body) {
        try {
            return create(body).status();
        } catch (IOException none) {
            return 0;
        }
    }

    @Test
    void breaksTheAnswerThatItApplied() throws IOException {
        airtable.faults()
                .add(Fault.truncate().times(1))
                .add(Fault.html(502).times(1))
                .add(Fault.status(500).afterApplying().times(1))
                .add(Fault.cut().times(1));
        Client.Answer truncated = create("{'name':'a'}");
        assertThat(truncated.status()).isEqualTo(200);
        assertThat(truncated.json().isMissingNode()).isTrue();
        assertThat(create("{'name':'b'}").text()).startsWith("<html>");
        assertThat(create("{'name':'c'}").status()).isEqualTo(500);
        assertThatThrownBy(() -> create("{'name':'d'}")).isInstanceOf(IOException.class);
        assertThat(names()).containsExactly("a", "c", "d");
    }

    @Test
    void aFaultWithoutWhatItNeedsIsRefused() {
        assertThatThrownBy(() -> Fault.delay(1).every(0)).hasMessageContaining("every 0");
        assertThatThrownBy(() -> new Fault(
                        Fault.Effect.STATUS,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        false,
                        null))
                .hasMessageContaining("needs a status");
    }
}

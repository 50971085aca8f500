package dev.airtableroutes.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process that enriches is killed without warning, again and again: nobody is paid for twice, and everybody ends. */
class LeadCrashIT {

    private static final int KILLS = 3;

    @TempDir
    private Path directory;

    @Test
    void everybodyEndsAndTheBillsAgree() throws Exception {
        try (Chain chain = new Chain(80, Map.of("LEADS_CREDITS_A_RUN", 100_000))) {
            chain.search();
            chain.stop();
            Jar jar = chain.jar().with("LEADS_LEASE", "3s").with("LEADS_CREDITS_A_RUN", 100_000);
            for (int i = 0; i < KILLS; i++) {
                killWhileItAsks(chain, jar, i);
            }

            CommandResult last = jar.run("leads", "enrich");

            chain.start();
            assertThat(last.readable().exit()).as(last.all()).isZero();
            assertThat(LeadChainTest.wrong(chain)).isEmpty();
            assertThat(chain.ledger()).isEqualTo(chain.bill());
            assertThat(chain.providers.charges().stream()
                            .filter(charge -> List.of("anymailfinder", "findymail", "hunter")
                                            .contains(charge.provider())
                                    && charge.operation().equals("find"))
                            .map(charge -> charge.provider() + charge.input()))
                    .doesNotHaveDuplicates();
        }
    }

    private void killWhileItAsks(Chain chain, Jar jar, int round) throws Exception {
        int before = chain.providers.arrivals().size();
        Process process =
                jar.start(directory.resolve("out" + round), directory.resolve("err" + round), "leads", "enrich");
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> !process.isAlive() || chain.providers.arrivals().size() > before + 15 + 10 * round);
        process.destroyForcibly().waitFor();
    }
}

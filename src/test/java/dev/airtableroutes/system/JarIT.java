package dev.airtableroutes.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The jar as a process of its own; what commands do is tested in {@link CommandLineTest}. */
class JarIT {

    @Test
    void checkNeedsNoConnection() {
        CommandResult check = new Jar().plain().run("check").readable();
        assertThat(check.exit()).as(check.all()).isZero();
        assertThat(check.out()).contains("7 mappings").contains("0 failed");
    }

    @Test
    void exitCodesReachTheShell() {
        try (Cuculi cuculi = new Cuculi().scene(12, 2, 5)) {
            CommandResult plan = Jar.of(cuculi).plain().run("sync", "--dry-run").readable();
            assertThat(plan.exit()).as(plan.all()).isZero();
            assertThat(plan.out()).contains("this run needs", "plan (nothing is written)");

            cuculi.airtable.access().tokens("patTESTother");
            CommandResult refused = Jar.of(cuculi).run("sync").readable();
            assertThat(refused.exit()).as(refused.all()).isEqualTo(2);
            assertThat(refused.err()).contains("401", "AIRTABLE_TOKEN");

            cuculi.airtable.close();
            CommandResult away = Jar.of(cuculi).run("sync").readable();
            assertThat(away.exit()).as(away.all()).isEqualTo(1);
            assertThat(away.err()).contains("Airtable").hasLineCount(1);
        }
    }
}

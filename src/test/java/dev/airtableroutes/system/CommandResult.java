package dev.airtableroutes.system;

import static org.assertj.core.api.Assertions.assertThat;

/** @param out everything that a command wrote, errors apart */
record CommandResult(int exit, String out, String err) {

    String all() {
        return out + err;
    }

    /** Whatever happens, people read sentences, and a secret stays one. */
    CommandResult readable() {
        assertThat(all())
                .doesNotContain(Jar.TOKEN)
                .doesNotContain("\tat ")
                .doesNotContain("Exception")
                .doesNotContain("Exchange[")
                .as("plain lines, since this is no terminal")
                .doesNotContain("\u001b")
                .doesNotContain("\r");
        return this;
    }
}

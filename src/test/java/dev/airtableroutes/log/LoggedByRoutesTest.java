package dev.airtableroutes.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What routes write into the log themselves. */
class LoggedByRoutesTest {

    /** A duplicate key, for one, comes with the address that is there twice. */
    private static final Pattern WORDS_OF_AN_EXCEPTION =
            Pattern.compile("loggingLevel: (INFO|WARN|ERROR)\\s+message: .*\\$\\{exception");

    @Test
    void noWordsOfAnExceptionThatMayNameSomebody() throws IOException {
        List<Path> naming = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("routes"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (WORDS_OF_AN_EXCEPTION.matcher(Files.readString(file)).find()) {
                    naming.add(file);
                }
            }
        }
        assertThat(naming).isEmpty();
    }
}

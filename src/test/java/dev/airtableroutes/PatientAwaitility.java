package dev.airtableroutes;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.Extension;

/**
 * Whatever a test awaits may take a minute, since a machine that is busy elsewhere stands still for seconds. Known before
 * the first class of tests starts anything.
 */
public final class PatientAwaitility implements Extension {

    static {
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
    }
}

package dev.airtableroutes.lead;

import dev.airtableroutes.failure.Unexpected;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one tick hands out. Whatever was taken in hand leaves, also when the tick breaks off: nobody else would hand it out. */
public final class Handout {

    private static final Logger LOG = LoggerFactory.getLogger(Handout.class);

    private Handout() {}

    /**
     * Collects what begins now.
     *
     * @param begin adds to the list what it has in hand, each at once
     * @return what was added; the failure is thrown only when that is nothing
     */
    public static <T> List<T> of(Consumer<List<T>> begin) {
        List<T> handed = new ArrayList<>();
        try {
            begin.accept(handed);
        } catch (RuntimeException broken) {
            if (handed.isEmpty()) {
                throw broken;
            }
            LOG.warn(
                    "Handing out work broke off after {}, and goes on with the next tick: {}",
                    handed.size(),
                    Unexpected.sentence(broken));
            LOG.debug("Where it broke off", broken);
        }
        return handed;
    }
}

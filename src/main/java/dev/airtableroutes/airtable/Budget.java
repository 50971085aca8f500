package dev.airtableroutes.airtable;

import java.time.Instant;
import java.util.List;

/**
 * The budget of a base as it stands.
 *
 * @param base logical name; where no file knows the base, its id
 * @param baseId Airtable's
 * @param perSecond requests that it allows
 * @param usedPerSecond requests that left, over the last ten seconds
 * @param open whether requests leave
 * @param closedSince null when it is open
 * @param closedUntil null when it is open
 * @param reason why it is closed, or null
 * @param waiting requests that wait for their turn
 * @param underWay requests without an answer yet
 * @param requests since the start
 * @param refused answers with 429 since the start
 * @param lastHour requests in each ten seconds of the last hour, or since the start; the last one is not over yet
 */
public record Budget(
        String base,
        String baseId,
        int perSecond,
        double usedPerSecond,
        boolean open,
        Instant closedSince,
        Instant closedUntil,
        String reason,
        int waiting,
        int underWay,
        long requests,
        long refused,
        List<Integer> lastHour) {}

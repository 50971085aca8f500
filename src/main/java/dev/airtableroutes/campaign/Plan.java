package dev.airtableroutes.campaign;

import java.util.List;
import java.util.Map;

/**
 * Who would go into a campaign, and who not and why.
 *
 * @param campaign its id, {@code heyreach/123}
 * @param going those that go
 * @param staying the first thousand of those that stay
 * @param reasons how many stay, by reason
 * @param stored how many pushes were stored and are sent next; 0 for a dry run
 */
public record Plan(String campaign, List<Row> going, List<Row> staying, Map<String, Integer> reasons, int stored) {

    /**
     * A lead.
     *
     * @param lead its id
     * @param who the address or profile that the platform would know it by; null when it has none
     * @param reason why it stays; null when it goes
     */
    public record Row(String lead, String who, String reason) {

        /** Without who it is. */
        @Override
        public String toString() {
            return "Row[" + lead + (reason == null ? "" : ": " + reason) + "]";
        }
    }

    public Plan {
        going = List.copyOf(going);
        staying = List.copyOf(staying);
    }

    Plan stored(int count) {
        return new Plan(campaign, going, staying, reasons, count);
    }
}

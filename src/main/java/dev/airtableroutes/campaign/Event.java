package dev.airtableroutes.campaign;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What can happen to a lead in a campaign; the options of Results.Event in Airtable. */
enum Event {
    PUSHED("Pushed", "Success", null, false),
    SKIPPED("Skipped", "Rejected", null, false),
    FAILED("Failed", "Error", null, false),
    SENT("Sent", "Success", "Contacted", true),
    OPENED("Opened", "Success", "Contacted", true),
    CLICKED("Clicked", "Success", "Contacted", true),
    CONNECTION_SENT("Connection Sent", "Success", "Contacted", true),
    CONNECTION_ACCEPTED("Connection Accepted", "Success", "Contacted", true),
    AUTO_REPLY("Auto-reply", "Success", "Contacted", true),
    REPLIED("Replied", "Success", "Replied", true),
    INTERESTED("Interested", "Success", "Replied", true),
    MEETING_BOOKED("Meeting Booked", "Success", "Replied", true),
    BOUNCED("Bounced", "Error", "Bounced", false),
    UNSUBSCRIBED("Unsubscribed", "Rejected", "Unsubscribed", true);

    /** A lead's status only goes on in this order: an event that comes late takes nothing back. */
    private static final List<String> ORDER = List.of("New", "Contacted", "Replied", "Bounced", "Unsubscribed");

    private final String label;
    private final String outcome;
    private final String status;
    private final boolean reaches;

    Event(String label, String outcome, String status, boolean reaches) {
        this.label = label;
        this.outcome = outcome;
        this.status = status;
        this.reaches = reaches;
    }

    static Optional<Event> of(String label) {
        return Arrays.stream(values())
                .filter(event -> event.label.equals(label))
                .findFirst();
    }

    /** Events that show that something has reached the person. */
    static List<Event> reaching() {
        return Arrays.stream(values()).filter(event -> event.reaches).toList();
    }

    String label() {
        return label;
    }

    /** An option of Results.Outcome. */
    String outcome() {
        return outcome;
    }

    /**
     * What the lead's status becomes.
     *
     * @param now as it stands
     * @param ours what an event made of it last; null when none has
     * @return null when it stays: since it is further on, or since a person has set it
     */
    String status(String now, String ours) {
        String current = now == null ? "New" : now;
        boolean people = !current.equals(ours == null ? "New" : ours);
        return status == null || people || ORDER.indexOf(status) <= ORDER.indexOf(current) ? null : status;
    }
}

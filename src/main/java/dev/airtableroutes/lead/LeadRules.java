package dev.airtableroutes.lead;

/** The rules that are in force. */
public final class LeadRules {

    private volatile Rules current;

    public LeadRules(Rules first) {
        this.current = first;
    }

    public Rules current() {
        return current;
    }

    /** Puts other rules, which were checked, in their place; leads under way follow them from their next step on. */
    public void replace(Rules next) {
        current = next;
    }
}

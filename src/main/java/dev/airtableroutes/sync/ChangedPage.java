package dev.airtableroutes.sync;

import dev.airtableroutes.deadletter.DeadLetter;
import java.util.List;

/** What a page asks of Airtable, and what of it cannot be delivered. */
public record ChangedPage(
        Pass pass, List<Change> changes, List<Change> deletions, List<DeadLetter> deadLetters, boolean last) {}

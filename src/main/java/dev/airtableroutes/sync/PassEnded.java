package dev.airtableroutes.sync;

/**
 * A pass has ended, well or not; told to whoever listens.
 *
 * @param report how
 * @param failure why it did not finish, or null
 * @param held whether that is nobody's fault: a person or the application itself stopped it, to go on later
 */
public record PassEnded(PassReport report, RuntimeException failure, boolean held) {}

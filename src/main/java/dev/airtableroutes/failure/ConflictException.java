package dev.airtableroutes.failure;

/** What somebody asked for cannot be done as things stand; the message says what stands in the way. */
public class ConflictException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public ConflictException(String sentence) {
        super(sentence);
    }
}

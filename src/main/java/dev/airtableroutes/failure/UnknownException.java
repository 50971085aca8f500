package dev.airtableroutes.failure;

/** Somebody asked for something that there is not; the message says what there is. */
public class UnknownException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public UnknownException(String sentence) {
        super(sentence);
    }
}

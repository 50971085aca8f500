package dev.airtableroutes.failure;

/** The other side cannot answer now: the same request is right again later. Nothing is lost by waiting. */
public class WaitException extends RuntimeException {

    public WaitException(String sentence) {
        super(sentence);
    }

    public WaitException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}

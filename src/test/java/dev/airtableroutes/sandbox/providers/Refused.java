package dev.airtableroutes.sandbox.providers;

/** A request that a stand-in does not answer as asked; the stand-in gives the status and sentence its own shape. */
final class Refused extends RuntimeException {

    final int status;

    Refused(int status, String message) {
        super(message);
        this.status = status;
    }
}

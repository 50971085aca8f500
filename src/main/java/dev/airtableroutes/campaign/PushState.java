package dev.airtableroutes.campaign;

/** How far a push has come. Its names are kept in MongoDB. */
public enum PushState {
    /** It was ordered; nothing was sent. */
    planned,
    /** It is in a batch that may have left. */
    sent,
    /** The platform has the lead. */
    pushed,
    /** It was not sent for a reason of ours, or the platform left it out: never tried again. */
    skipped,
    /** The platform took nothing: not tried again unless somebody orders it. */
    failed,
    /** It may have been taken: looked up, or left to a person where nothing can be looked up. Never sent blindly. */
    unknown;

    boolean last() {
        return this == pushed || this == skipped || this == failed;
    }
}

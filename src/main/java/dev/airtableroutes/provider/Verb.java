package dev.airtableroutes.provider;

/** What a provider can be asked to do; an operation and its route are called by it. */
public enum Verb {
    /** An e-mail address for a person. */
    find,
    /** Who somebody is of whom a search found only a handle. */
    resolve,
    /** Whether an e-mail address is good. */
    verify,
    /** Pages or posts by query. */
    search,
    /** A lead into a campaign. */
    push,
    /** What became of a push. */
    lookup
}

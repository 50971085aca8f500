package dev.airtableroutes.sandbox.providers;

/** What an address really is. */
public enum Deliverability {
    VALID,
    /** Its domain takes mail for everybody, so nobody can tell. */
    CATCH_ALL,
    /** It may exist or not: a full mailbox, a server that does not tell. */
    RISKY,
    /** A private one with a free-mail provider; it works. */
    WEBMAIL,
    /** There is no such mailbox, or no longer. */
    INVALID
}

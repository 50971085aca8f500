package dev.airtableroutes.lead;

/**
 * Who is asked next.
 *
 * @param provider its name
 * @param operation {@code resolve}, {@code find} or {@code verify}
 * @param address what is verified; null for others
 */
record Step(String provider, String operation, String address) {

    static final String RESOLVE = "resolve";
    static final String FIND = "find";
    static final String VERIFY = "verify";
}

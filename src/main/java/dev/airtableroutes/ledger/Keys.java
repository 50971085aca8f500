package dev.airtableroutes.ledger;

import java.util.Map;
import java.util.TreeMap;

/** How keys are written in the ledger: the field, a blank, the normalised value, or its digest where it is long. */
public final class Keys {

    private static final int LONGEST = 200;

    private Keys() {}

    public static String of(String field, String normalised) {
        return field + " " + (normalised.length() <= LONGEST ? normalised : Encoded.digest(normalised));
    }

    /** The record itself as a key, so that one record never gets two owners. */
    static String record(String recordId) {
        return "\u0001record " + recordId;
    }

    /** All cells together: how a record is found again that was created without any key. */
    public static String cells(Map<String, String> cells) {
        return "\u0001cells " + Encoded.digest(new TreeMap<>(cells).toString());
    }
}

package dev.airtableroutes.deadletter;

import java.util.Objects;

/**
 * What a question to a provider came to, as far as letters are concerned.
 *
 * @param documentId the {@code _id} of the lead, push or search
 * @param letter the letter that it leaves behind; null when no person has to do anything
 * @param note a sentence for the letters that are resolved by it
 */
public record Standing(String provider, Object documentId, DeadLetter letter, String note) {

    /** It leaves a letter. */
    public static Standing of(DeadLetter letter) {
        return new Standing(
                Objects.requireNonNull(letter.asked()).provider(),
                letter.documentId(),
                letter,
                "Something else stands in the way now.");
    }

    /** It leaves none. */
    public static Standing settled(String provider, Object documentId, String note) {
        return new Standing(provider, documentId, null, note);
    }
}

package dev.airtableroutes.console;

import java.io.Serializable;

/**
 * What came of a request, told on the next page.
 *
 * @param href where there is more of it; or null
 * @param link the words of that link
 */
record Notice(String sentence, String href, String link) implements Serializable {

    static Notice of(String sentence) {
        return new Notice(sentence, null, null);
    }
}

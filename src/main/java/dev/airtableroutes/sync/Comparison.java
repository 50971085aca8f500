package dev.airtableroutes.sync;

import java.util.List;

/**
 * What the mapping makes of a document now, beside what Airtable holds of it.
 *
 * @param document whether the document is in its collection
 * @param recordId Airtable's id of the record; null when it has none
 * @param live whether the record's cells were read just now; else they are what Airtable confirmed last
 * @param note a sentence on why something cannot be told; or null
 * @param cells in the order of the mapping; empty when there is nothing to compare
 */
public record Comparison(boolean document, String recordId, boolean live, String note, List<Cell> cells) {

    /** How the two sides of a cell stand to each other. */
    public enum Match {
        SAME,
        DIFFERENT,
        /** The document's value does not fit the field. */
        UNFIT,
        /** The document says nothing, and the mapping leaves such cells alone. */
        LEFT,
        /** Written when the record was created, and people's since. */
        THEIRS
    }

    /**
     * One cell.
     *
     * @param field logical name
     * @param name Airtable's name of the field
     * @param from the paths in the document that it comes from; empty for a constant
     * @param wanted what the document asks for, secrets hidden and long text cut; null for an empty cell
     * @param held what Airtable holds, the same way
     * @param note a sentence on what is wrong or awaited; or null
     */
    public record Cell(
            String field, String name, List<String> from, String wanted, String held, Match match, String note) {

        public boolean differs() {
            return match == Match.DIFFERENT || match == Match.UNFIT;
        }
    }
}

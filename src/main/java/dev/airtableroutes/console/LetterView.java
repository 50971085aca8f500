package dev.airtableroutes.console;

import dev.airtableroutes.console.Words.When;
import dev.airtableroutes.deadletter.Asker.Known;
import dev.airtableroutes.deadletter.Letter;
import dev.airtableroutes.deadletter.Letter.State;
import dev.airtableroutes.replay.Prices;
import dev.airtableroutes.sync.Comparison;
import dev.airtableroutes.sync.Comparison.Match;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A letter with its history, and its document beside the record; or what is known of whom a provider was asked about.
 *
 * @param table null of a provider's letter
 * @param provider null of a table's letter
 * @param mayReplay whether there is anything left to deliver
 * @param mayDiscard whether somebody still waits for it
 * @param beside null of a provider's letter
 * @param known of a provider's letter; empty when what it is about is gone
 * @param price what a replay may cost, as a sentence; or null
 */
record LetterView(
        String id,
        String table,
        String provider,
        String document,
        String documentType,
        String kind,
        String field,
        String value,
        String state,
        String tone,
        String reason,
        String route,
        List<String> others,
        Map<String, String> facts,
        When since,
        boolean mayReplay,
        boolean mayDiscard,
        List<Happened> history,
        Beside beside,
        List<Known> known,
        String price) {

    /**
     * The document and the record.
     *
     * @param sentence what the two sides are
     * @param note why something cannot be told; or null
     * @param rows the cells that are not empty on both sides, the differing ones first
     * @param empty the others, in a sentence; or null
     */
    record Beside(String sentence, String note, List<Row> rows, String empty) {

        private static Beside of(Comparison comparison) {
            return new Beside(
                    LetterView.sentence(comparison),
                    comparison.note(),
                    LetterView.rows(comparison),
                    LetterView.empty(comparison));
        }
    }

    /** One line of the history, latest first. */
    record Happened(When at, String what, String note) {}

    /**
     * A cell on both sides.
     *
     * @param from where in the document it comes from; null where that is its own name
     * @param tone how it is marked: {@code same}, {@code differs}, {@code unfit} or {@code left}
     * @param mark the same in a word
     */
    record Row(
            String field,
            String name,
            String from,
            String document,
            String record,
            String tone,
            String mark,
            String note) {

        public boolean marked() {
            return tone.equals("differs") || tone.equals("unfit");
        }
    }

    static LetterView of(Letter letter, Comparison beside) {
        return of(letter, Beside.of(beside), List.of(), BigDecimal.ZERO);
    }

    static LetterView of(Letter letter, List<Known> known, BigDecimal price) {
        return of(letter, null, known, price);
    }

    private static LetterView of(Letter letter, Beside beside, List<Known> known, BigDecimal price) {
        return new LetterView(
                letter.id(),
                letter.table(),
                letter.provider(),
                letter.documentId().text(),
                letter.documentId().type(),
                letter.kind(),
                letter.field(),
                letter.value(),
                letter.state().text(),
                LetterRow.tone(letter.state()),
                letter.reason(),
                letter.route(),
                letter.others(),
                facts(letter),
                Words.when(letter.since()),
                letter.state() == State.OPEN || letter.state() == State.DISCARDED,
                letter.state() == State.OPEN,
                history(letter),
                beside,
                known,
                price.signum() == 0 ? null : Prices.sentence(price));
    }

    private static Map<String, String> facts(Letter letter) {
        Map<String, String> facts = new TreeMap<>();
        if (letter.provider() != null) {
            facts.put("Asked", letter.provider() + " " + letter.operation());
            facts.put("Turn", letter.turn());
            facts.putAll(letter.fields());
            if (letter.errorType() != null) {
                facts.put(
                        "Answer", letter.errorType() + (letter.httpStatus() == null ? "" : ", " + letter.httpStatus()));
            }
        } else if (letter.httpStatus() != null) {
            facts.put("Airtable answered", letter.httpStatus() + " " + letter.errorType());
        }
        return facts;
    }

    private static List<Happened> history(Letter letter) {
        List<Happened> history = new ArrayList<>(letter.history().stream()
                .map(event -> new Happened(
                        Words.when(event.at()),
                        event.by() == null ? event.what() : event.what() + " by " + event.by(),
                        event.note()))
                .toList());
        Collections.reverse(history);
        return history;
    }

    private static String sentence(Comparison beside) {
        if (beside.cells().isEmpty()) {
            return beside.note() == null ? "The document is gone, and Airtable has no record of it." : null;
        }
        long different =
                beside.cells().stream().filter(Comparison.Cell::differs).count();
        if (!beside.document()) {
            return "The document is gone from its collection; this is the record that is left.";
        }
        if (beside.recordId() == null) {
            return "Airtable has no record of this document yet, as far as is known.";
        }
        return "Record %s, %s: %s"
                .formatted(
                        beside.recordId(),
                        beside.live() ? "read just now" : "as Airtable confirmed it last",
                        different == 0
                                ? "every cell is as the document asks for."
                                : "%s of %s differ%s."
                                        .formatted(
                                                Words.number(different),
                                                Words.count(beside.cells().size(), "cell"),
                                                different == 1 ? "s" : ""));
    }

    private static List<Row> rows(Comparison beside) {
        return beside.cells().stream()
                .filter(cell -> !isEmpty(cell))
                .sorted(Comparator.comparing(cell -> !cell.differs()))
                .map(cell -> row(cell, beside.recordId() != null))
                .toList();
    }

    private static String empty(Comparison beside) {
        List<String> fields = beside.cells().stream()
                .filter(LetterView::isEmpty)
                .map(Comparison.Cell::field)
                .toList();
        return fields.isEmpty() ? null : "Empty on both sides: " + String.join(", ", fields) + ".";
    }

    private static boolean isEmpty(Comparison.Cell cell) {
        return cell.wanted() == null && cell.held() == null && cell.note() == null;
    }

    /** The path, where it is not the field's own name. */
    private static String from(Comparison.Cell cell) {
        String from = String.join(", ", cell.from());
        return from.equals(cell.field()) ? null : cell.from().isEmpty() ? "a constant" : "from " + from;
    }

    private static Row row(Comparison.Cell cell, boolean record) {
        return new Row(
                cell.field(),
                cell.name(),
                from(cell),
                cell.wanted(),
                cell.held(),
                tone(cell.match(), record),
                mark(cell.match(), record),
                cell.note());
    }

    private static String tone(Match match, boolean record) {
        return switch (match) {
            case SAME -> "same";
            case DIFFERENT -> record ? "differs" : "left";
            case UNFIT -> "unfit";
            case LEFT, THEIRS -> "left";
        };
    }

    private static String mark(Match match, boolean record) {
        return switch (match) {
            case SAME -> "= same";
            case DIFFERENT -> record ? "≠ differs" : "+ new";
            case UNFIT -> "! does not fit";
            case LEFT -> "· left alone";
            case THEIRS -> "· people's since";
        };
    }
}

package dev.airtableroutes.sandbox;

import java.time.Instant;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The formulas that are played, each in exactly one form; no other is evaluated: better no rows than wrong ones. */
sealed interface Formula {

    boolean test(LiveTable table, LiveRecord record);

    /** Who was never edited has no such time, the stricter of two readings. */
    record ChangedAfter(Instant instant) implements Formula {

        @Override
        public boolean test(LiveTable table, LiveRecord record) {
            return record.edited && record.modified > instant.toEpochMilli();
        }
    }

    /** Who was made or edited after an instant, and has nothing in a field where one is named. */
    record NewSince(Instant instant, String emptyField) implements Formula {

        @Override
        public boolean test(LiveTable table, LiveRecord record) {
            boolean changed = record.created > instant.toEpochMilli() || new ChangedAfter(instant).test(table, record);
            return changed && (emptyField == null || record.cell(table.field(emptyField)) == null);
        }
    }

    record These(Set<String> ids) implements Formula {

        @Override
        public boolean test(LiveTable table, LiveRecord record) {
            return ids.contains(record.id);
        }
    }

    String INSTANT = "DATETIME_PARSE\\('(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{3})?Z)'\\)";
    Pattern CHANGED_AFTER = Pattern.compile("IS_AFTER\\(LAST_MODIFIED_TIME\\(\\), " + INSTANT + "\\)");
    Pattern NEW_SINCE =
            Pattern.compile("OR\\(IS_AFTER\\(CREATED_TIME\\(\\), " + INSTANT + "\\), " + CHANGED_AFTER + "\\)");
    Pattern NEW_AND_EMPTY = Pattern.compile("AND\\(\\{((?:[^}\\\\]|\\\\})+)}=BLANK\\(\\), (OR\\(.*\\))\\)");
    Pattern THIS = Pattern.compile("RECORD_ID\\(\\)='(rec[A-Za-z0-9]{14})'");
    Pattern THESE = Pattern.compile("OR\\(" + THIS + "(?:," + THIS + ")*\\)");

    /** @return null when there is none */
    static Formula of(String text) {
        if (text == null) {
            return null;
        }
        Matcher changed = CHANGED_AFTER.matcher(text);
        if (changed.matches()) {
            return new ChangedAfter(Instant.parse(changed.group(1)));
        }
        Matcher empty = NEW_AND_EMPTY.matcher(text);
        boolean andEmpty = empty.matches();
        Matcher since = NEW_SINCE.matcher(andEmpty ? empty.group(2) : text);
        if (since.matches() && since.group(1).equals(since.group(2))) {
            return new NewSince(
                    Instant.parse(since.group(1)), andEmpty ? empty.group(1).replace("\\}", "}") : null);
        }
        if (THESE.matcher(text).matches()) {
            return new These(
                    THIS.matcher(text).results().map(one -> one.group(1)).collect(Collectors.toSet()));
        }
        throw AirtableError.unprocessable(
                "INVALID_FILTER_BY_FORMULA",
                "The formula for filtering records is invalid: Invalid formula. Please check your formula text.");
    }
}

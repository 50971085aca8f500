package dev.airtableroutes.console;

import dev.airtableroutes.airtable.Budget;
import java.util.List;
import java.util.Locale;

/**
 * The last hour of a base's budget as a drawing of {@value #WIDTH} by {@value #HEIGHT}, a column for each ten seconds.
 *
 * @param line path of the requests a second; empty before the first ten seconds are over
 * @param area the same, closed at the ground
 * @param words what the drawing shows, for who does not see it
 * @param gate whether requests leave, as a sentence
 */
record Plot(String base, boolean open, String gate, String now, String totals, String line, String area, String words) {

    static final int WIDTH = 360;
    static final int HEIGHT = 40;
    private static final double SECONDS = 10;

    static Plot of(Budget budget) {
        List<Integer> over =
                budget.lastHour().subList(0, Math.max(0, budget.lastHour().size() - 1));
        String line = line(over, budget.perSecond());
        double most = over.stream().mapToInt(Integer::intValue).max().orElse(0) / SECONDS;
        return new Plot(
                budget.base(),
                budget.open(),
                gate(budget),
                "%s of %d requests/s".formatted(Words.rate(budget.usedPerSecond()), budget.perSecond()),
                "%s since the start, %s refused for the rate"
                        .formatted(Words.count(budget.requests(), "request"), Words.number(budget.refused())),
                line,
                line.isEmpty() ? "" : line + " V" + HEIGHT + " H" + (WIDTH - over.size()) + " Z",
                "Requests a second to %s over the last hour: at most %s of %d."
                        .formatted(budget.base(), Words.rate(most), budget.perSecond()));
    }

    private static String gate(Budget budget) {
        if (!budget.open()) {
            return "Closed %s, opens %s: %s."
                    .formatted(
                            Words.when(budget.closedSince()).text(),
                            Words.when(budget.closedUntil()).text(),
                            budget.reason());
        }
        return "Open, %s under way, %s waiting."
                .formatted(Words.number(budget.underWay()), Words.number(budget.waiting()));
    }

    private static String line(List<Integer> counts, int perSecond) {
        StringBuilder path = new StringBuilder();
        int left = WIDTH - counts.size();
        Integer before = null;
        for (int i = 0; i < counts.size(); i++) {
            Integer count = counts.get(i);
            if (before == null) {
                path.append("M").append(left + i).append(' ').append(height(count, perSecond));
            } else if (!before.equals(count)) {
                path.append(" H").append(left + i).append(" V").append(height(count, perSecond));
            }
            before = count;
        }
        return path.isEmpty() ? "" : path.append(" H").append(WIDTH).toString();
    }

    private static String height(int count, int perSecond) {
        double share = Math.min(1, count / SECONDS / perSecond);
        return String.format(Locale.ROOT, "%.1f", HEIGHT - share * HEIGHT);
    }
}

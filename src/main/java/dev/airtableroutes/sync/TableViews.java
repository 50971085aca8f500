package dev.airtableroutes.sync;

import dev.airtableroutes.deadletter.DeadLetters;
import dev.airtableroutes.deadletter.DeadLetters.Count;
import dev.airtableroutes.failure.UnknownException;
import dev.airtableroutes.mapping.Mapping;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The tables as programs and people see them. */
@Component
public class TableViews {

    private final Tables tables;
    private final Passes passes;
    private final DeadLetters deadLetters;

    public TableViews(Tables tables, Passes passes, DeadLetters deadLetters) {
        this.tables = tables;
        this.passes = passes;
        this.deadLetters = deadLetters;
    }

    /** All tables in link order. */
    public List<TableView> all() {
        return all(deadLetters.counts());
    }

    /** The same with counts of open letters that are known already. */
    public List<TableView> all(List<Count> counts) {
        Map<String, PassReport> latest = passes.latestOfEach();
        return tables.names().stream()
                .map(table -> view(table, latest.get(table), counts))
                .toList();
    }

    /** @throws UnknownException when there is no such table */
    public TableView one(String table) {
        PassReport latest = passes.latest(table, 1).stream().findFirst().orElse(null);
        return view(table, latest, deadLetters.counts());
    }

    private TableView view(String table, PassReport latest, List<Count> counts) {
        Mapping mapping = tables.known(table);
        Pause pause = tables.pause(table).orElse(null);
        return new TableView(
                table,
                table.substring(0, table.indexOf('/')),
                table.replace('/', '-'),
                mapping.collection(),
                latest != null && latest.underWay(),
                pause != null,
                pause == null ? null : pause.since(),
                pause == null ? null : pause.by(),
                tables.next(table).orElse(null),
                latest,
                counts.stream()
                        .filter(count -> table.equals(count.table()))
                        .collect(Collectors.toMap(Count::kind, Count::letters)));
    }
}

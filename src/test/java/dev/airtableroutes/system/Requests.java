package dev.airtableroutes.system;

import dev.airtableroutes.airtable.Call;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeSendingEvent;
import org.apache.camel.support.EventNotifierSupport;

/** Every request to Airtable as it is handed over to the route that makes it, with its body. */
final class Requests extends EventNotifierSupport {

    private final List<Call> calls = new CopyOnWriteArrayList<>();

    @Override
    public boolean isEnabled(CamelEvent event) {
        return event instanceof ExchangeSendingEvent;
    }

    @Override
    public void notify(CamelEvent event) {
        ExchangeSendingEvent sending = (ExchangeSendingEvent) event;
        if (sending.getEndpoint().getEndpointUri().equals("direct://airtable-request")) {
            calls.add((Call) sending.getExchange().getMessage().getBody());
        }
    }

    void forget() {
        calls.clear();
    }

    /** All but the readings of a base's schema. */
    List<Call> all() {
        return calls.stream()
                .filter(call -> !call.path().startsWith("/v0/meta"))
                .toList();
    }

    List<Call> to(String table, String what) {
        return calls.stream()
                .filter(call ->
                        call.purpose().startsWith(what) && call.purpose().endsWith(" " + table))
                .toList();
    }

    List<Call> writesTo(String table) {
        return to(table, "write");
    }

    /** The records of all writes to a table, each as its cells by Airtable's names, in the order of sending. */
    List<Map<String, Object>> cellsSentTo(String table) {
        return writesTo(table).stream()
                .flatMap(call -> records(call).stream())
                .map(Requests::fields)
                .toList();
    }

    /** How many records each write carried, smallest first. */
    List<Integer> sizes(String table) {
        return writesTo(table).stream()
                .map(call -> records(call).size())
                .sorted()
                .toList();
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> records(Call call) {
        return (List<Map<String, Object>>) call.json().get("records");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> fields(Map<String, Object> record) {
        return (Map<String, Object>) record.get("fields");
    }
}

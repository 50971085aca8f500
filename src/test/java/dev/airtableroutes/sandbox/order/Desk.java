package dev.airtableroutes.sandbox.order;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.airtableroutes.sandbox.http.Json;
import dev.airtableroutes.sandbox.http.Reply;
import dev.airtableroutes.sandbox.http.Request;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;

/** Where a stand-in takes orders over HTTP: endpoints of its own, under {@code /_sandbox}. They never count as arrivals. */
public final class Desk {

    private static final String ROOT = "/_sandbox";

    /** What comes of an order. */
    public interface Work {

        /**
         * @param path segments below {@code /_sandbox}
         * @return what goes back as JSON; null when there is no such order
         */
        Object on(Request request, List<String> path) throws IOException;
    }

    private final String help;
    private final Work work;

    /** @param help says which orders there are */
    public Desk(String help, Work work) {
        this.help = help;
        this.work = work;
    }

    public static boolean takes(Request request) {
        return request.path().equals(ROOT) || request.path().startsWith(ROOT + "/");
    }

    public Reply answer(Request request) {
        try {
            List<String> path = path(request);
            if (path.isEmpty() && request.method().equals("GET")) {
                return Reply.text(200, help);
            }
            Object answer = work.on(request, path);
            return answer == null ? problem(404, "No such order. GET /_sandbox lists them.") : Reply.json(200, answer);
        } catch (NoSuchElementException e) {
            return problem(404, e.getMessage());
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            return problem(400, e.getMessage());
        }
    }

    private static List<String> path(Request request) {
        return Arrays.stream(request.path().substring(ROOT.length()).split("/"))
                .filter(segment -> !segment.isEmpty())
                .map(segment -> URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8))
                .toList();
    }

    private static Reply problem(int status, String message) {
        return Reply.json(status, Map.of("error", String.valueOf(message)));
    }

    /** The JSON object in the body, with some of these keys and no others. */
    public static ObjectNode json(Request request, String... keys) throws IOException {
        if (!(Json.MAPPER.readTree(request.body()) instanceof ObjectNode json)) {
            throw new IllegalArgumentException("The body is no JSON object with " + List.of(keys) + ".");
        }
        Set<String> unknown = new TreeSet<>();
        json.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(Set.of(keys));
        if (!unknown.isEmpty() || json.isEmpty()) {
            throw new IllegalArgumentException("The body has the keys " + List.of(keys) + ", not " + unknown + ".");
        }
        return json;
    }
}

package dev.airtableroutes.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Where Hawtio shows our routes. */
final class Hawtio {

    static final String HOME = "/actuator/hawtio/";

    private static final String ROUTES =
            "org.apache.camel-folder-CamelContexts-folder-airtable-routes-folder-routes-folder-";

    private Hawtio() {}

    /** The diagram of a route. */
    static String diagram(String group, String route) {
        return HOME + "camel/routeDiagram?nid="
                + URLEncoder.encode(ROUTES + group + "-folder-" + route, StandardCharsets.UTF_8);
    }
}

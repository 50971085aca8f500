package dev.airtableroutes.route;

import java.util.Set;

/** Who works on routes for a long time, and has to come to an end when they are exchanged. */
public interface RouteUsers {

    /** The routes of these files are about to stop: come to an end, and begin nothing there. */
    void leave(Set<String> files);

    /** The routes of these files run again, or are gone. */
    void comeBack(Set<String> files);
}

package dev.airtableroutes.console;

import jakarta.servlet.http.HttpServletRequest;

/**
 * What every page has around it.
 *
 * @param user who looks
 * @param operator whether they may act
 * @param open how many dead letters are open; null when that cannot be told
 */
record Frame(String user, boolean operator, String open) {

    static Frame of(HttpServletRequest request, String open) {
        return new Frame(request.getRemoteUser(), request.isUserInRole("OPERATOR"), open);
    }
}

package dev.airtableroutes.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The form by which people log in. */
@RestController
@ConditionalOnWebApplication
class LoginPage {

    private final String page;
    private final String style;

    LoginPage() throws IOException {
        page = read("security/login.html");
        style = read("security/login.css");
    }

    @GetMapping(path = "/login", produces = MediaType.TEXT_HTML_VALUE + ";charset=UTF-8")
    String form(
            CsrfToken token,
            @RequestParam(required = false) String error,
            @RequestParam(required = false) Integer wait,
            @RequestParam(required = false) String logout) {
        String note = wait != null
                ? "<p role=\"alert\">Too many wrong passwords. Wait %d s before the next.</p>".formatted(wait)
                : error != null
                        ? "<p role=\"alert\">That name and password do not go together.</p>"
                        : logout != null ? "<p role=\"status\">You are logged out.</p>" : "";
        return page.replace("{{csrf}}", token.getToken()).replace("{{note}}", note);
    }

    @GetMapping(path = "/login.css", produces = "text/css;charset=UTF-8")
    String style() {
        return style;
    }

    private static String read(String resource) throws IOException {
        return new ClassPathResource(resource).getContentAsString(StandardCharsets.UTF_8);
    }
}

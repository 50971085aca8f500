package dev.airtableroutes.console;

import com.mongodb.MongoException;
import dev.airtableroutes.deadletter.DeadLetters.Count;
import dev.airtableroutes.deadletter.LetterFilter.BadFilterException;
import dev.airtableroutes.failure.ConflictException;
import dev.airtableroutes.failure.UnknownException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.servlet.ModelAndView;

/** What all pages have in common, and the page that says what went wrong. */
@ControllerAdvice(
        assignableTypes = {TablesPage.class, LeadsPage.class, LettersPage.class, PassesPage.class, RoutesPage.class})
@ConditionalOnWebApplication
class Frames {

    private final OpenLetters letters;

    Frames(OpenLetters letters) {
        this.letters = letters;
    }

    @ModelAttribute("frame")
    Frame frame(HttpServletRequest request) {
        long open = letters.counts().stream().mapToLong(Count::letters).sum();
        return Frame.of(request, Words.number(open));
    }

    @ExceptionHandler
    ModelAndView unknown(UnknownException unknown, HttpServletRequest request, HttpServletResponse response) {
        return page(HttpStatus.NOT_FOUND, "Not found", unknown.getMessage(), request, response);
    }

    @ExceptionHandler
    ModelAndView conflict(ConflictException conflict, HttpServletRequest request, HttpServletResponse response) {
        return page(HttpStatus.CONFLICT, "Not now", conflict.getMessage(), request, response);
    }

    @ExceptionHandler
    ModelAndView bad(BadFilterException bad, HttpServletRequest request, HttpServletResponse response) {
        return page(HttpStatus.BAD_REQUEST, "That cannot be asked for", bad.getMessage(), request, response);
    }

    /** The driver's own words tell of addresses, which are nobody's business here. */
    @ExceptionHandler
    ModelAndView mongoIsAway(MongoException away, HttpServletRequest request, HttpServletResponse response) {
        return page(
                HttpStatus.SERVICE_UNAVAILABLE,
                "MongoDB is away",
                "The source or the state database does not answer; passes go on by themselves when it does. Try again later.",
                request,
                response);
    }

    private static ModelAndView page(
            HttpStatus status,
            String title,
            String sentence,
            HttpServletRequest request,
            HttpServletResponse response) {
        response.setStatus(status.value());
        return page(title, sentence, request);
    }

    /** A page with a sentence, which asks nothing of anybody. */
    static ModelAndView page(String title, String sentence, HttpServletRequest request) {
        return new ModelAndView("console/trouble")
                .addObject("frame", Frame.of(request, null))
                .addObject("title", title)
                .addObject("sentence", sentence);
    }
}

package dev.airtableroutes.api;

import com.mongodb.MongoException;
import dev.airtableroutes.deadletter.LetterFilter.BadFilterException;
import dev.airtableroutes.failure.ConflictException;
import dev.airtableroutes.failure.UnknownException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * What goes wrong, as problems.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
@RestControllerAdvice(basePackageClasses = Problems.class)
class Problems {

    @ExceptionHandler
    ProblemDetail unknown(UnknownException unknown) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, unknown.getMessage());
    }

    @ExceptionHandler
    ProblemDetail conflict(ConflictException conflict) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, conflict.getMessage());
    }

    @ExceptionHandler
    ProblemDetail badFilter(BadFilterException bad) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, bad.getMessage());
    }

    /** The driver's own words tell of addresses, which are nobody's business here. */
    @ExceptionHandler
    ProblemDetail mongoIsAway(MongoException away) {
        return ProblemDetail.forStatusAndDetail(
                HttpStatus.SERVICE_UNAVAILABLE, "The state database does not answer; try again later.");
    }
}

package dev.airtableroutes.api;

import com.mongodb.MongoException;
import dev.airtableroutes.deadletter.LetterFilter.BadFilterException;
import dev.airtableroutes.failure.ConflictException;
import dev.airtableroutes.failure.UnknownException;
import java.util.stream.Collectors;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.validation.BindException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * What goes wrong, as problems.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
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

    /** Spring's own words name neither the parameter nor what is wrong with it. */
    @ExceptionHandler
    ProblemDetail misread(BindException bad) {
        String sentences = bad.getFieldErrors().stream()
                .map(field -> "%s is \"%s\".".formatted(field.getField(), field.getRejectedValue()))
                .collect(Collectors.joining(" "));
        return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, "That cannot be read: " + sentences);
    }

    /** The driver's own words tell of addresses, which are nobody's business here. */
    @ExceptionHandler
    ProblemDetail mongoIsAway(MongoException away) {
        return ProblemDetail.forStatusAndDetail(
                HttpStatus.SERVICE_UNAVAILABLE, "The state database does not answer; try again later.");
    }
}

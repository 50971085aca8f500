package dev.airtableroutes.api;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** How much may be asked for at once. */
final class Sizes {

    private static final int MOST = 500;
    /** Every letter before the page is read: further on, the link to the next page is the way. */
    private static final int DEEPEST = 10_000;

    private Sizes() {}

    static int checked(int size) {
        if (size < 1 || size > MOST) {
            throw bad("size is %d; expected 1 to %d.".formatted(size, MOST));
        }
        return size;
    }

    static int skip(int page, int size) {
        if (page < 0 || (long) page * checked(size) > DEEPEST) {
            throw bad("page is %d; expected 0 to %d with this size. Further on, follow \"next\" from page to page."
                    .formatted(page, DEEPEST / size));
        }
        return page * size;
    }

    static ErrorResponseException bad(String sentence) {
        return new ErrorResponseException(
                HttpStatus.BAD_REQUEST, ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, sentence), null);
    }
}

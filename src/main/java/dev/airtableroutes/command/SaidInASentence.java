package dev.airtableroutes.command;

import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Keeps Spring from logging what {@link Commands} says in a sentence. Spring makes one, see {@code spring.factories}. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class SaidInASentence implements SpringBootExceptionReporter {

    private final ConfigurableApplicationContext context;

    SaidInASentence(ConfigurableApplicationContext context) {
        this.context = context;
    }

    @Override
    public boolean reportException(Throwable failure) {
        return !Mistakes.in(failure, context == null ? null : context.getEnvironment())
                .isEmpty();
    }
}

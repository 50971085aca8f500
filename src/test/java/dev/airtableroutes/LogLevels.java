package dev.airtableroutes;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** Each class of tests finds the log as loud as in production, whatever application has run in the same JVM before it. */
public final class LogLevels implements BeforeAllCallback {

    @Override
    public void beforeAll(ExtensionContext context) {
        LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
        loggers.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
        loggers.getLogger("dev.airtableroutes").setLevel(null);
    }
}

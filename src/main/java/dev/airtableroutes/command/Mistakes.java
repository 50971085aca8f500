package dev.airtableroutes.command;

import dev.airtableroutes.failure.ConfigurationException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.beans.TypeMismatchException;
import org.springframework.beans.factory.InjectionPoint;
import org.springframework.beans.factory.UnsatisfiedDependencyException;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.WebServerException;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.env.ConfigurableEnvironment;

/** What keeps the application from starting and is for a person to change: a sentence each, with the variable to change. */
final class Mistakes {

    private static final Pattern FROM_A_VARIABLE = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)[:}].*");
    private static final Pattern PROPERTY = Pattern.compile("\\$\\{([a-z][\\w.-]*)[:}].*");

    private Mistakes() {}

    /**
     * @param environment of the application, null when there is none yet
     * @return nothing when it is something else, which the log has to tell with all it knows
     */
    static List<String> in(Throwable failure, ConfigurableEnvironment environment) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConfigurationException configuration) {
                return configuration.problems();
            }
            if (cause instanceof PortInUseException taken) {
                return List.of("Port %d is taken by another program, or by this one: set SERVER_PORT to a free one."
                        .formatted(taken.getPort()));
            }
            if (cause instanceof WebServerException) {
                return List.of("It cannot take requests (%s): set SERVER_PORT to a free port from 1 to 65535."
                        .formatted(
                                NestedExceptionUtils.getMostSpecificCause(cause).getMessage()));
            }
            if (cause instanceof InvalidConfigurationPropertyValueException invalid) {
                return List.of(sentence(invalid.getName(), invalid.getValue(), invalid.getReason()));
            }
            if (cause instanceof BindException bind && bind.getProperty() != null) {
                Class<?> type = bind.getTarget().getType().resolve(Object.class);
                return List.of(
                        sentence(bind.getName().toString(), bind.getProperty().getValue(), type.getName()));
            }
            if (cause instanceof UnsatisfiedDependencyException dependency
                    && cause.getCause() instanceof TypeMismatchException mismatch) {
                Matcher property = PROPERTY.matcher(expression(dependency.getInjectionPoint()));
                if (property.matches()) {
                    String type = String.valueOf(mismatch.getRequiredType());
                    return List.of(sentence(property.group(1), raw(property.group(1), environment), type));
                }
            }
        }
        return List.of();
    }

    private static String expression(InjectionPoint point) {
        Value value = point == null ? null : point.getAnnotation(Value.class);
        return value == null ? "" : value.value();
    }

    /** @param raw the value as it is written: application.yaml takes most of them from a variable @param type its name */
    private static String sentence(String property, Object raw, String type) {
        Matcher variable = FROM_A_VARIABLE.matcher(String.valueOf(raw));
        boolean named = variable.matches();
        return "%s is \"%s\", which is not %s."
                .formatted(
                        named
                                ? variable.group(1)
                                : property.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"),
                        named ? Preflight.environment().apply(variable.group(1)) : raw,
                        words(type));
    }

    private static String words(String type) {
        return switch (type.substring(type.lastIndexOf('.') + 1)) {
            case "int", "long", "Integer", "Long" -> "a whole number";
            case "boolean", "Boolean" -> "true or false";
            case "Duration" -> "a time such as 30s, 5m or 24h";
            default -> "what belongs there";
        };
    }

    private static Object raw(String property, ConfigurableEnvironment environment) {
        return environment == null
                ? null
                : environment.getPropertySources().stream()
                        .map(source -> source.getProperty(property))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
    }
}

package dev.airtableroutes.security;

import java.util.Set;
import java.util.regex.Pattern;
import javax.management.ObjectName;
import org.jolokia.server.core.restrictor.AllowAllRestrictor;
import org.jolokia.server.core.util.RequestType;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * What Jolokia, and Hawtio through it, may do with MBeans for whom is logged in. Viewers read, and call what only tells;
 * operators also call operations of Camel and of the application. Nobody sends messages to endpoints, writes what is
 * read as settings, or calls operations of the JVM that load code; nobody sees system properties or arguments of the JVM,
 * where a secret could stand. Jolokia makes one by the name of its class.
 */
public final class JmxAccess extends AllowAllRestrictor {

    private static final Set<RequestType> READING =
            Set.of(RequestType.READ, RequestType.LIST, RequestType.SEARCH, RequestType.VERSION);
    private static final Set<String> SECRET = Set.of("SystemProperties", "InputArguments", "ClassPath");
    private static final Set<String> OURS = Set.of("org.apache.camel", "dev.airtableroutes", "hawtio");
    private static final Pattern TELLS = Pattern.compile("(get|list|show|find|count|browse|dump|is|has|can)[A-Z].*"
            + "|list|show|counts?|browse|replayProgress|explainEndpointJson|canInvoke");
    // with headers of their own choice they would reach any endpoint, past the routes
    private static final Pattern SENDS =
            Pattern.compile("(send|request|createEndpoint|removeEndpoints|replace|clear).*");

    @Override
    public boolean isTypeAllowed(RequestType type) {
        return READING.contains(type) || type == RequestType.EXEC || operator();
    }

    @Override
    public boolean isAttributeReadAllowed(ObjectName name, String attribute) {
        return !("java.lang".equals(name.getDomain()) && SECRET.contains(attribute));
    }

    @Override
    public boolean isAttributeWriteAllowed(ObjectName name, String attribute) {
        return operator() && OURS.contains(name.getDomain());
    }

    @Override
    public boolean isOperationAllowed(ObjectName name, String signature) {
        String operation = signature.replaceFirst("\\(.*", "");
        if (!OURS.contains(name.getDomain()) || SENDS.matcher(operation).matches()) {
            return false;
        }
        return operator() || TELLS.matcher(operation).matches();
    }

    private static boolean operator() {
        Authentication who = SecurityContextHolder.getContext().getAuthentication();
        return who != null
                && who.getAuthorities().stream()
                        .anyMatch(role -> role.getAuthority().equals("ROLE_" + Accounts.OPERATOR));
    }
}

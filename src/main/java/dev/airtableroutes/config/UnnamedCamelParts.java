package dev.airtableroutes.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Leaves out Spring's settings of those components, languages, data formats, vaults and clouds of Camel that no setting
 * names: a tenth of a start. Camel makes each of them by itself when a route uses it.
 */
class UnnamedCamelParts implements AutoConfigurationImportFilter, EnvironmentAware {

    private static final Pattern PART =
            Pattern.compile("org\\.apache\\.camel\\.(?:component|language)\\.\\w+\\.springboot\\.(\\w+)"
                    + "|org\\.apache\\.camel\\.spring\\.boot\\.((?:vault|cloud)\\.\\w+)");
    private static final Bindable<Map<String, Object>> SETTINGS = Bindable.mapOf(String.class, Object.class);

    private Set<String> named = Set.of();

    @Override
    public void setEnvironment(Environment environment) {
        Binder settings = Binder.get(environment);
        named = new TreeSet<>();
        Stream.of("vault", "cloud")
                .filter(group -> settings.bind("camel." + group, SETTINGS).isBound())
                .forEach(named::add);
        for (String kind : List.of("camel.component", "camel.language", "camel.dataformat")) {
            settings.bind(kind, SETTINGS).ifBound(parts -> parts.keySet().stream()
                    .map(UnnamedCamelParts::plain)
                    .forEach(named::add));
        }
    }

    @Override
    public boolean[] match(String[] configurations, AutoConfigurationMetadata metadata) {
        // a name that is written otherwise in Camel's classes: then all are read, as without this filter
        boolean unknown = named.stream()
                .anyMatch(name -> Stream.of(configurations).noneMatch(configuration -> isOf(name, configuration)));
        boolean[] wanted = new boolean[configurations.length];
        for (int i = 0; i < wanted.length; i++) {
            String configuration = configurations[i];
            wanted[i] = unknown
                    || part(configuration) == null
                    || named.stream().anyMatch(name -> isOf(name, configuration));
        }
        return wanted;
    }

    private static boolean isOf(String name, String configuration) {
        String part = part(configuration);
        return part != null && part.startsWith(name);
    }

    /**
     * What a class configures, such as {@code sedacomponentautoconfiguration} or {@code vault.awsvaultautoconfiguration}; null
     * when it is no part of Camel.
     */
    private static String part(String configuration) {
        Matcher part = PART.matcher(configuration == null ? "" : configuration);
        return part.matches() ? plain(part.group(1) == null ? part.group(2) : part.group(1)) : null;
    }

    private static String plain(String name) {
        return name.replace("-", "").toLowerCase(Locale.ROOT);
    }
}

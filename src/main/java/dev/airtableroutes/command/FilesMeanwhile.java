package dev.airtableroutes.command;

import dev.airtableroutes.lead.LeadRules;
import dev.airtableroutes.mapping.Catalog;
import dev.airtableroutes.provider.Providers;
import java.util.concurrent.CompletableFuture;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.Environment;

/**
 * Reads the files of the mappings directory while Spring reads its configurations, a fifth of a start, and makes beans of
 * them. Spring's settings decide about them as about everything else.
 */
final class FilesMeanwhile {

    private FilesMeanwhile() {}

    static void read(ConfigurableApplicationContext context) {
        Environment environment = context.getEnvironment();
        CompletableFuture<Preflight.Read> files = CompletableFuture.supplyAsync(() -> Preflight.read(
                Preflight.mappings(environment.getProperty("mappings.directory")), environment::getProperty));
        // no bean is made before the files are known to be in order
        context.addBeanFactoryPostProcessor(beans -> files.join());
        GenericApplicationContext beans = (GenericApplicationContext) context;
        beans.registerBean("catalog", Catalog.class, () -> files.join().catalog());
        beans.registerBean(
                "providers", Providers.class, () -> new Providers(files.join().providers(), environment::getProperty));
        beans.registerBean(
                "leadRules", LeadRules.class, () -> new LeadRules(files.join().rules()));
    }
}

package dev.airtableroutes;

import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.type.classreading.ConcurrentReferenceCachingMetadataReaderFactory;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Spring Boot reads the class files of all configurations at each start and forgets them at its end. Here one JVM starts
 * the application many times: what was read is kept for the next start.
 */
public final class ReadOnce implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    /** Where Spring Boot puts its own, if there is none. */
    private static final String NAME = "org.springframework.boot.autoconfigure.internalCachingMetadataReaderFactory";

    private static final ConcurrentReferenceCachingMetadataReaderFactory READ =
            new ConcurrentReferenceCachingMetadataReaderFactory(ReadOnce.class.getClassLoader());

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        ((BeanDefinitionRegistry) context.getBeanFactory())
                .registerBeanDefinition(
                        NAME,
                        BeanDefinitionBuilder.rootBeanDefinition(
                                        ConcurrentReferenceCachingMetadataReaderFactory.class, () -> READ)
                                .getBeanDefinition());
    }
}

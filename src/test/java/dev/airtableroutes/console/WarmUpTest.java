package dev.airtableroutes.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

class WarmUpTest {

    /** A part that is renamed would warm nothing, and nobody would notice. */
    @Test
    void thePartThatIsRenderedIsThere() {
        ClassLoaderTemplateResolver resolver = new ClassLoaderTemplateResolver();
        resolver.setPrefix("templates/");
        resolver.setSuffix(".html");
        SpringTemplateEngine templates = new SpringTemplateEngine();
        templates.setTemplateResolver(resolver);

        assertThat(new WarmUp(templates).render()).isEqualToIgnoringWhitespace("<span class=\"chip good\">done</span>");
    }
}

package dev.airtableroutes.jmx;

import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.stereotype.Component;

/** Has Camel make its MBeans by {@link DirectMBeans}. */
@Component
class WatchedCheaply implements CamelContextConfiguration {

    @Override
    public void beforeApplicationStart(CamelContext camel) {
        camel.getCamelContextExtension().setManagementMBeanAssembler(new DirectMBeans(camel));
    }

    @Override
    public void afterApplicationStart(CamelContext camel) {}
}

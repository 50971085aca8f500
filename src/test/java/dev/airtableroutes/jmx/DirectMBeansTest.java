package dev.airtableroutes.jmx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.management.Attribute;
import javax.management.AttributeNotFoundException;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.modelmbean.ModelMBean;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.management.DefaultManagementMBeanAssembler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** MBeans that answer quickly say what Camel's own say. */
class DirectMBeansTest {

    /** Assembles each object twice: as the product does, and as Camel does. */
    private static final class Both extends DefaultManagementMBeanAssembler {

        private final DirectMBeans direct;
        private final List<ModelMBean> ours = new ArrayList<>();
        private final List<ModelMBean> camels = new ArrayList<>();

        Both(CamelContext camel) {
            super(camel);
            direct = new DirectMBeans(camel);
        }

        @Override
        protected void doStart() throws Exception {
            super.doStart();
            direct.start();
        }

        @Override
        public ModelMBean assemble(MBeanServer server, Object managed, ObjectName name) throws JMException {
            ours.add(direct.assemble(server, managed, name));
            camels.add(super.assemble(server, managed, name));
            return ours.get(ours.size() - 1);
        }
    }

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private Both both;

    @BeforeEach
    void start() throws Exception {
        both = new Both(camel);
        camel.getCamelContextExtension().setManagementMBeanAssembler(both);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:a")
                        .routeId("a")
                        .setBody(constant("b"))
                        .id("set")
                        .to("log:x?level=INFO&marker=y")
                        .id("tell");
                from("timer:t?delay=3600000")
                        .routeId("t")
                        .to("http://localhost:1/x?authMethod=Basic&authUsername=u&authPassword=topsecret")
                        .id("call");
            }
        });
        camel.start();
        camel.createProducerTemplate().sendBody("direct:a", "c");
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    private static Map<String, String> attributes(ModelMBean mbean) {
        String[] names = Arrays.stream(mbean.getMBeanInfo().getAttributes())
                .filter(MBeanAttributeInfo::isReadable)
                .map(MBeanAttributeInfo::getName)
                // these change while one looks
                .filter(name ->
                        !name.matches("Uptime.*|.*Millis|.*Timestamp|Load.*|.*Oldest.*|TotalProcessingTime|IdleSince"))
                .toArray(String[]::new);
        Map<String, String> attributes = new TreeMap<>();
        mbean.getAttributes(names).forEach(one -> {
            Attribute attribute = (Attribute) one;
            attributes.put(attribute.getName(), String.valueOf(attribute.getValue()));
        });
        return attributes;
    }

    @Test
    void everyAttributeOfEveryMBeanIsTheSame() {
        assertThat(both.ours)
                .hasSizeGreaterThan(10)
                .filteredOn(DirectMBean.class::isInstance)
                .hasSizeGreaterThan(10);
        for (int i = 0; i < both.ours.size(); i++) {
            assertThat(attributes(both.ours.get(i))).isEqualTo(attributes(both.camels.get(i)));
        }
        assertThat(both.ours.stream().map(DirectMBeansTest::attributes).map(Map::toString))
                .anyMatch(attributes -> attributes.contains("ExchangesCompleted=1"))
                .anyMatch(attributes -> attributes.contains("authPassword=xxxxxx"))
                .noneMatch(attributes -> attributes.contains("topsecret"));
    }

    @Test
    void whoAsksTheServerIsToldAsBefore() throws Exception {
        MBeanServer server = camel.getManagementStrategy().getManagementAgent().getMBeanServer();
        assertThat(server).isSameAs(ManagementFactory.getPlatformMBeanServer());
        ObjectName route =
                new ObjectName("org.apache.camel:context=" + camel.getManagementName() + ",type=routes,name=\"a\"");

        assertThat(server.getAttribute(route, "ExchangesCompleted")).isEqualTo(1L);
        assertThat(server.invoke(route, "dumpRouteStatsAsXml", new Object[] {false, true}, new String[] {
                            "boolean", "boolean"
                        })
                        .toString())
                .contains("id=\"set\"", "exchangesCompleted=\"1\"");
        assertThatThrownBy(() -> server.getAttribute(route, "Nonsense"))
                .isInstanceOfAny(AttributeNotFoundException.class, MBeanException.class);
    }
}

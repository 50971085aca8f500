package dev.airtableroutes.jmx;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.management.Descriptor;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.modelmbean.InvalidTargetObjectTypeException;
import javax.management.modelmbean.ModelMBean;
import javax.management.modelmbean.ModelMBeanInfo;
import org.apache.camel.CamelContext;
import org.apache.camel.api.management.ManagedInstance;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.api.management.NotificationSenderAware;
import org.apache.camel.support.management.DefaultManagementMBeanAssembler;
import org.apache.camel.support.management.NotificationSenderAdapter;

/**
 * Makes Camel's MBeans such that to be watched costs little: Hawtio's list reads all attributes of all routes every 5 s, an
 * open diagram several of every step every 2 s.
 */
final class DirectMBeans extends DefaultManagementMBeanAssembler {

    private final Map<Class<?>, Described> described = new ConcurrentHashMap<>();

    /** @param getters of the attributes that are told as they are, by their names */
    private record Described(ModelMBeanInfo info, Map<String, Method> getters) {}

    DirectMBeans(CamelContext camel) {
        super(camel);
    }

    @Override
    public ModelMBean assemble(MBeanServer server, Object managed, ObjectName name) throws JMException {
        if (tellsMore(managed)) {
            return super.assemble(server, managed, name);
        }
        Described type = described(managed, name);
        if (type.info() == null) {
            return null;
        }
        try {
            DirectMBean mbean = new DirectMBean(type.info(), masks(), managed, type.getters());
            if (managed instanceof NotificationSenderAware sender) {
                sender.setNotificationSender(new NotificationSenderAdapter(mbean));
            }
            return mbean;
        } catch (InvalidTargetObjectTypeException impossible) {
            throw new JMException(impossible.getMessage());
        }
    }

    /** Camel describes each of a thousand steps anew, which was an eighth of a start; its class says all that is in it. */
    private Described described(Object managed, ObjectName name) throws JMException {
        Class<?> type = managed.getClass();
        Described known = described.get(type);
        if (known == null) {
            ModelMBeanInfo info = assembler.getMBeanInfo(camelContext, managed, null, name.toString());
            known = new Described(
                    info, info != null && Modifier.isPublic(type.getModifiers()) ? getters(type, info) : Map.of());
            described.put(type, known);
        }
        return known;
    }

    /** What it stands for has attributes of its own. */
    private static boolean tellsMore(Object managed) {
        return managed instanceof ManagedInstance one
                && one.getInstance() != null
                && one.getInstance().getClass().isAnnotationPresent(ManagedResource.class);
    }

    private boolean masks() {
        return Boolean.TRUE.equals(
                camelContext.getManagementStrategy().getManagementAgent().getMask());
    }

    /** Not of those in which Camel leaves secrets out. */
    private static Map<String, Method> getters(Class<?> type, ModelMBeanInfo info) throws JMException {
        Map<String, Method> getters = new HashMap<>();
        for (Descriptor attribute : info.getDescriptors("attribute")) {
            Object getter = attribute.getFieldValue("getMethod");
            if (getter != null && !masked(info, getter.toString())) {
                Arrays.stream(type.getMethods())
                        .filter(method -> method.getName().equals(getter) && method.getParameterCount() == 0)
                        .findFirst()
                        .ifPresent(method ->
                                getters.put(attribute.getFieldValue("name").toString(), method));
            }
        }
        return Map.copyOf(getters);
    }

    private static boolean masked(ModelMBeanInfo info, String operation) throws JMException {
        Descriptor described = info.getDescriptor(operation, "operation");
        return described == null || "true".equals(described.getFieldValue("mask"));
    }
}

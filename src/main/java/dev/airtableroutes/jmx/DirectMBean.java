package dev.airtableroutes.jmx;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import javax.management.AttributeNotFoundException;
import javax.management.JMException;
import javax.management.MBeanException;
import javax.management.ReflectionException;
import javax.management.modelmbean.InvalidTargetObjectTypeException;
import javax.management.modelmbean.ModelMBeanInfo;
import org.apache.camel.support.management.MixinRequiredModelMBean;

/**
 * An MBean of Camel's that asks its object for an attribute. The JDK's own copies and checks the descriptions of attribute
 * and getter at each question, which was nearly all that being watched cost.
 */
final class DirectMBean extends MixinRequiredModelMBean {

    private final Object managed;
    private final Map<String, Method> getters;

    /**
     * @param getters of the attributes that are told as they are, by their names
     * @param mask whether Camel leaves secrets out of the others
     */
    DirectMBean(ModelMBeanInfo info, boolean mask, Object managed, Map<String, Method> getters)
            throws JMException, InvalidTargetObjectTypeException {
        super(info, mask, null, null);
        setManagedResource(managed, "ObjectReference");
        this.managed = managed;
        this.getters = getters;
    }

    @Override
    public Object getAttribute(String name) throws AttributeNotFoundException, MBeanException, ReflectionException {
        Method getter = getters.get(name);
        if (getter == null) {
            return super.getAttribute(name);
        }
        try {
            return getter.invoke(managed);
        } catch (InvocationTargetException failed) {
            Exception cause = failed.getCause() instanceof Exception known ? known : failed;
            throw new MBeanException(cause, "Attribute " + name + " cannot be told.");
        } catch (IllegalAccessException impossible) {
            throw new ReflectionException(impossible);
        }
    }
}

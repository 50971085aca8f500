package dev.airtableroutes.mapping;

import java.util.Map;

/**
 * What happens to the record of a document that is gone.
 *
 * @param policy keep it, delete it, or mark it
 * @param mark with {@link Policy#mark}: logical field -> value as the file says it; {@link Mapper#mark()} converts it
 */
public record Deleted(Policy policy, Map<String, Object> mark) {

    public enum Policy {
        keep,
        delete,
        mark
    }

    public static final Deleted KEEP = new Deleted(Policy.keep, Map.of());
    public static final Deleted DELETE = new Deleted(Policy.delete, Map.of());

    public Deleted {
        mark = Map.copyOf(mark);
    }
}

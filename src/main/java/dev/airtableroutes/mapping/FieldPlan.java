package dev.airtableroutes.mapping;

import dev.airtableroutes.base.Field;
import dev.airtableroutes.base.FieldType;
import java.util.List;
import org.bson.Document;

/** One field of a mapping, made ready for the type of its field, so that a document costs no thought. */
final class FieldPlan {

    private final String name;
    private final boolean link;
    private final boolean key;
    private final Path[] from;
    private final Path each;
    private final Object constant;
    private final Object otherwise;
    private final boolean checkbox;
    private final Converter converter;

    FieldPlan(Field field, FieldMapping mapping, boolean key) {
        this.name = field.key();
        this.key = key;
        this.link = mapping.link() != null;
        this.from = mapping.from().stream().map(Path::of).toArray(Path[]::new);
        this.each = mapping.each() == null ? null : Path.of(mapping.each());
        this.constant = mapping.value();
        this.otherwise = mapping.otherwise();
        this.checkbox = field.type() == FieldType.checkbox;
        this.converter = link ? Converters::keys : Converters.of(mapping, field);
    }

    String name() {
        return name;
    }

    boolean link() {
        return link;
    }

    boolean key() {
        return key;
    }

    /** What the document, the constant or the default says, not converted yet; null for nothing. */
    Object read(Document document) {
        for (Path path : from) {
            Object found = path.in(document);
            if (each != null && found != null) {
                found = each.inEach(found instanceof List<?> list ? list : List.of(found));
            }
            if (!Scalars.nothing(found)) {
                return found;
            }
        }
        return constant == null ? otherwise : constant;
    }

    /** The canonical value, null for nothing, or a {@link Bad}. */
    Object convert(Object found) {
        Object value = found == null ? null : converter.convert(found);
        // blanks in a number's place are nothing too
        return value == null && otherwise != null && found != otherwise ? converter.convert(otherwise) : value;
    }

    /** Whether a check box is empty because the document says no, and not because it says nothing. */
    boolean unticks(Object found) {
        return checkbox && found != null && !(found instanceof String text && text.isBlank());
    }

    /** A value from a file, converted as plainly as the field's type allows. */
    static Object constant(Field field, Object value) {
        return field.type() == FieldType.multipleRecordLinks
                ? new Bad("\"" + field.name() + "\" links records; a constant cannot say which.")
                : new FieldPlan(field, FieldMapping.constant(value), false).convert(value);
    }
}

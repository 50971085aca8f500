package dev.airtableroutes.mapping;

import dev.airtableroutes.base.Field;
import dev.airtableroutes.base.FieldType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Date;
import org.bson.types.Decimal128;

/** What a cell that people changed becomes in the document: the way back of {@link Converters}. */
final class Returned {

    private Returned() {}

    /** Whether cells of this type can be read back. */
    static boolean possible(FieldType type) {
        return type.text()
                || switch (type) {
                    case singleSelect,
                            multipleSelects,
                            checkbox,
                            number,
                            currency,
                            percent,
                            rating,
                            duration,
                            date,
                            dateTime -> true;
                    default -> false;
                };
    }

    /**
     * The value for the document, in the type that it has there already where that can hold it.
     *
     * @param canonical the cell, see {@link Cells}
     * @param before what the document says; null when nothing
     * @return null where the document shall say nothing
     */
    static Object value(Field field, ZoneId zone, Object canonical, Object before) {
        if (field.type() == FieldType.checkbox) {
            return canonical != null;
        }
        if (canonical == null) {
            return null;
        }
        return switch (field.type()) {
            case number, currency, percent, rating, duration ->
                canonical instanceof BigDecimal number ? number(number, before) : null;
            case date -> before instanceof String ? canonical : midnight(canonical.toString(), zone);
            case dateTime -> before instanceof String ? canonical : instant(canonical.toString());
            default -> canonical instanceof BigDecimal number ? Numbers.plain(number) : canonical;
        };
    }

    /** Money and credits stay exact; what was a double stays one. */
    private static Object number(BigDecimal number, Object before) {
        if (before instanceof String) {
            return Numbers.plain(number);
        }
        if (before instanceof Decimal128) {
            return new Decimal128(number);
        }
        if (before instanceof Double) {
            return number.doubleValue();
        }
        if (number.stripTrailingZeros().scale() > 0) {
            return new Decimal128(number);
        }
        boolean small = !(before instanceof Long) && number.abs().compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) <= 0;
        boolean fits = number.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;
        return small ? (Object) number.intValue() : fits ? (Object) number.longValue() : new Decimal128(number);
    }

    private static Object midnight(String date, ZoneId zone) {
        try {
            return Date.from(LocalDate.parse(date).atStartOfDay(zone).toInstant());
        } catch (DateTimeParseException odd) {
            return date;
        }
    }

    private static Object instant(String dateTime) {
        try {
            return Date.from(Instant.parse(dateTime));
        } catch (DateTimeParseException odd) {
            return dateTime;
        }
    }
}

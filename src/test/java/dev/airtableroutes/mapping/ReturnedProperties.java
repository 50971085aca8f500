package dev.airtableroutes.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.airtableroutes.base.Field;
import dev.airtableroutes.base.FieldType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.bson.Document;
import org.bson.types.Decimal128;

/** The way back is the way there: a cell that was read back asks for itself, whatever the document said before. */
class ReturnedProperties {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    record Cell(FieldType type, Object value) {}

    @Property(tries = 2000)
    void aCellThatWasReadBackAsksForItself(@ForAll("cells") Cell cell, @ForAll("before") Object before) {
        Field field = Samples.field(cell.type());
        Mapper mapper = new Mapper(
                Samples.mapping(Map.of(field.key(), Samples.shared(BERLIN, "some.value"))), Samples.everyType());
        Document document = new Document("some", new Document("value", before));

        Object returned = mapper.returned(field.key(), document, cell.value());
        Document after = new Document("some", returned == null ? new Document() : new Document("value", returned));

        assertThat(mapper.asksFor(field.key(), after, cell.value()))
                .as("%s reads back as %s", cell, returned)
                .isTrue();
    }

    /** Options that nobody knows yet and that differ in case alone are made one. */
    private static List<String> spelledOnce(List<String> options) {
        Set<String> once = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        once.addAll(options);
        return once.stream().sorted().toList();
    }

    @Provide
    Arbitrary<Cell> cells() {
        return Arbitraries.oneOf(
                Combinators.combine(
                                Arbitraries.of(FieldType.singleLineText, FieldType.multilineText, FieldType.email),
                                Arbitraries.strings()
                                        .ofMinLength(1)
                                        .alpha()
                                        .numeric()
                                        .withChars(" \n\u05d0\u00e9"))
                        .as(Cell::new),
                Combinators.combine(
                                Arbitraries.of(FieldType.number, FieldType.currency, FieldType.percent),
                                Arbitraries.bigDecimals()
                                        .between(new BigDecimal("-1e12"), new BigDecimal("1e12"))
                                        .ofScale(3)
                                        .map(Numbers::canonical))
                        .as(Cell::new),
                Arbitraries.integers()
                        .between(1, 5)
                        .map(stars -> new Cell(FieldType.rating, BigDecimal.valueOf(stars))),
                Arbitraries.longs()
                        .between(-2_000_000_000_000L, 4_000_000_000_000L)
                        .map(at -> new Cell(FieldType.dateTime, Instants.format(Instant.ofEpochMilli(at)))),
                Arbitraries.integers()
                        .between(-20_000, 40_000)
                        .map(day -> new Cell(FieldType.date, Instants.format(LocalDate.ofEpochDay(day)))),
                Arbitraries.strings().alpha().ofMinLength(1).map(option -> new Cell(FieldType.singleSelect, option)),
                Arbitraries.strings()
                        .alpha()
                        .ofMinLength(1)
                        .list()
                        .ofMinSize(1)
                        .map(options -> new Cell(FieldType.multipleSelects, spelledOnce(options))),
                Arbitraries.of(new Cell(FieldType.checkbox, true), new Cell(FieldType.checkbox, null)),
                Arbitraries.of(FieldType.singleLineText, FieldType.number, FieldType.dateTime, FieldType.singleSelect)
                        .map(type -> new Cell(type, null)));
    }

    @Provide
    Arbitrary<Object> before() {
        return Arbitraries.of("", "text", 1, 2L, 2.5, Decimal128.parse("1.50"), true, new Date(0), List.of("a"))
                .map(Object.class::cast)
                .injectNull(0.2);
    }
}

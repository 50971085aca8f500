package dev.airtableroutes.ledger;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Encoded cells as bytes, for who keeps those of very many records in memory: a map of strings takes five times as much.
 * One of them for all records, since each field's name is kept once.
 */
final class PackedCells {

    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> fields = new ArrayList<>();

    byte[] pack(Map<String, String> cells) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        cells.forEach((field, text) -> {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            write(number(field), packed);
            write(bytes.length, packed);
            packed.writeBytes(bytes);
        });
        return packed.toByteArray();
    }

    Map<String, String> unpack(byte[] packed) {
        Map<String, String> cells = new HashMap<>();
        ByteBuffer rest = ByteBuffer.wrap(packed);
        while (rest.hasRemaining()) {
            String field = field(read(rest));
            int length = read(rest);
            cells.put(field, new String(packed, rest.position(), length, StandardCharsets.UTF_8));
            rest.position(rest.position() + length);
        }
        return cells;
    }

    /** Seven bits a byte, the lowest first; all but the last byte have the eighth: most numbers here are small. */
    private static void write(int number, ByteArrayOutputStream to) {
        int rest = number;
        while (rest > 0x7f) {
            to.write(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        to.write(rest);
    }

    private static int read(ByteBuffer from) {
        int number = 0;
        int bits = 0;
        byte next;
        do {
            next = from.get();
            number |= (next & 0x7f) << bits;
            bits += 7;
        } while (next < 0);
        return number;
    }

    private synchronized int number(String field) {
        return numbers.computeIfAbsent(field, unknown -> {
            fields.add(field);
            return fields.size() - 1;
        });
    }

    private synchronized String field(int number) {
        return fields.get(number);
    }
}

package dev.airtableroutes.deadletter;

import java.nio.ByteBuffer;
import java.util.Date;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import org.bson.types.Binary;
import org.bson.types.ObjectId;

/** A document's {@code _id} for people: of which type it is, and what it says. */
public final class DocumentIds {

    /** @see <a href="https://bsonspec.org/spec.html">BSON, binary subtypes</a> */
    private static final byte UUID_SUBTYPE = 4;

    private static final int UUID_BYTES = 16;

    private DocumentIds() {}

    /** {@code ObjectId}, {@code UUID}, {@code string}, {@code int}, {@code long}, {@code double}, {@code date}, or the Java type. */
    public static String type(Object id) {
        if (id instanceof ObjectId) {
            return "ObjectId";
        }
        if (id instanceof UUID || uuid(id)) {
            return "UUID";
        }
        if (id instanceof String) {
            return "string";
        }
        if (id instanceof Integer) {
            return "int";
        }
        return id instanceof Date ? "date" : id.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /** The id as text, the same whenever it is asked for. */
    public static String text(Object id) {
        if (id instanceof Binary binary) {
            return uuid(id) ? uuidOf(binary).toString() : HexFormat.of().formatHex(binary.getData());
        }
        return id instanceof Date date ? date.toInstant().toString() : String.valueOf(id);
    }

    private static boolean uuid(Object id) {
        return id instanceof Binary binary && binary.getType() == UUID_SUBTYPE && binary.getData().length == UUID_BYTES;
    }

    private static UUID uuidOf(Binary binary) {
        ByteBuffer bytes = ByteBuffer.wrap(binary.getData());
        return new UUID(bytes.getLong(), bytes.getLong());
    }
}

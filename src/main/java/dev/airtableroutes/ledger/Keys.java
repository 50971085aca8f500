package dev.airtableroutes.ledger;

import java.math.BigDecimal;
import java.util.Date;
import java.util.HexFormat;
import java.util.Map;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.Decimal128;

/** How keys are written in the ledger: the field, a blank, the normalised value, or its digest where it is long. */
public final class Keys {

    private static final int LONGEST = 200;

    private Keys() {}

    public static String of(String field, String normalised) {
        return field + " " + (normalised.length() <= LONGEST ? normalised : Encoded.digest(normalised));
    }

    /** The field of a key. */
    public static String field(String key) {
        int blank = key.indexOf(' ');
        return blank < 0 ? key : key.substring(0, blank);
    }

    /** The normalised value of a key, or its digest. */
    public static String value(String key) {
        return key.substring(key.indexOf(' ') + 1);
    }

    /**
     * A document's id as text: different for ids that MongoDB keeps apart, the same for numbers that it holds equal
     * whatever their type.
     */
    public static String document(Object id) {
        String text;
        if (id instanceof Number number && !(id instanceof Decimal128) && Double.isFinite(number.doubleValue())) {
            text = "number "
                    + new BigDecimal(number.toString()).stripTrailingZeros().toPlainString();
        } else if (id instanceof Date date) {
            text = "date " + date.getTime();
        } else if (id instanceof Binary binary) {
            text = "binary " + binary.getType() + " " + HexFormat.of().formatHex(binary.getData());
        } else if (id instanceof Document document) {
            text = "document " + document.toJson();
        } else {
            text = id.getClass().getSimpleName() + " " + id;
        }
        return text.length() <= LONGEST ? text : Encoded.digest(text);
    }

    /** The record itself as a key, so that one record never gets two owners. */
    public static String record(String recordId) {
        return "\u0001record " + recordId;
    }

    /** All cells together: how a record is found again that was created without any key; whom it names does not count. */
    public static String cells(Map<String, String> cells) {
        return "\u0001cells " + Encoded.digest(Encoded.unaltered(cells).toString());
    }
}

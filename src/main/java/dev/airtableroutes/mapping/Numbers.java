package dev.airtableroutes.mapping;

import java.math.BigDecimal;
import java.math.MathContext;
import org.bson.types.Decimal128;

/** Numbers as Airtable knows them: IEEE doubles in JSON. */
final class Numbers {

    /** Every decimal of so many digits survives the way through a double. */
    private static final int SAFE_DIGITS = 15;

    private static final MathContext SHORT = new MathContext(SAFE_DIGITS);

    private static final int LONGEST_TEXT = 400;

    private Numbers() {}

    /**
     * The number that Airtable would answer if it were given this one, without trailing zeros, so that {@code equals} is
     * equality; null for one that no double holds.
     */
    static BigDecimal canonical(BigDecimal number) {
        if (number.signum() == 0) {
            return BigDecimal.ZERO;
        }
        BigDecimal stripped = number.stripTrailingZeros();
        // the magnitude first: 1E+999999999 is short to write and endless to convert
        long magnitude = (long) stripped.precision() - stripped.scale();
        if (magnitude > 309) {
            return null;
        }
        if (magnitude < -330) {
            return BigDecimal.ZERO;
        }
        if (stripped.precision() <= SAFE_DIGITS && magnitude < 300 && magnitude > -300) {
            return stripped;
        }
        double nearest = stripped.doubleValue();
        return Double.isInfinite(nearest) ? null : canonical(nearest);
    }

    private static BigDecimal canonical(double finite) {
        if (finite == 0) {
            return BigDecimal.ZERO;
        }
        BigDecimal number = BigDecimal.valueOf(finite).stripTrailingZeros();
        if (number.precision() <= SAFE_DIGITS) {
            return number;
        }
        // before JDK 19, Double.toString sometimes writes more digits than the double needs
        BigDecimal shorter = number.round(SHORT).stripTrailingZeros();
        return shorter.doubleValue() == finite ? shorter : number;
    }

    /** A number of any kind that BSON or JSON has; null when it is not finite. */
    static BigDecimal of(Number number) {
        if (number instanceof Integer || number instanceof Long || number instanceof Short || number instanceof Byte) {
            return canonical(BigDecimal.valueOf(number.longValue()));
        }
        if (number instanceof Double || number instanceof Float) {
            double value = number instanceof Float ? Double.parseDouble(number.toString()) : number.doubleValue();
            return Double.isFinite(value) ? canonical(value) : null;
        }
        if (number instanceof BigDecimal decimal) {
            return canonical(decimal);
        }
        return number instanceof Decimal128 decimal ? of(decimal) : parse(number.toString());
    }

    private static BigDecimal of(Decimal128 decimal) {
        if (decimal.isNaN() || decimal.isInfinite()) {
            return null;
        }
        // bigDecimalValue() refuses the negative zero, which its text does not
        return canonical(new BigDecimal(decimal.toString()));
    }

    /**
     * The number that a text says beyond doubt: a plain decimal, perhaps with an exponent, perhaps with blanks around it.
     * Null for anything else: {@code 1,234} is one thing in London and another in Berlin.
     */
    static BigDecimal parse(String text) {
        String number = text.strip();
        if (number.isEmpty() || number.length() > LONGEST_TEXT || !decimal(number)) {
            return null;
        }
        try {
            return canonical(new BigDecimal(number));
        } catch (NumberFormatException exponentBeyondInteger) {
            return null;
        }
    }

    private static boolean decimal(String text) {
        int i = sign(text, 0);
        int digits = 0;
        int points = 0;
        for (; i < text.length(); i++) {
            char character = text.charAt(i);
            if (digit(character)) {
                digits++;
            } else if (character == '.' && points == 0) {
                points++;
            } else {
                break;
            }
        }
        return digits > 0 && (i == text.length() || exponent(text, i));
    }

    private static boolean exponent(String text, int start) {
        if (text.charAt(start) != 'e' && text.charAt(start) != 'E') {
            return false;
        }
        int first = sign(text, start + 1);
        for (int i = first; i < text.length(); i++) {
            if (!digit(text.charAt(i))) {
                return false;
            }
        }
        return first < text.length();
    }

    private static int sign(String text, int at) {
        return at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+') ? at + 1 : at;
    }

    private static boolean digit(char character) {
        return character >= '0' && character <= '9';
    }

    static String plain(BigDecimal number) {
        return number.toPlainString();
    }
}

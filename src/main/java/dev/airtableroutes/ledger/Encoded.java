package dev.airtableroutes.ledger;

import dev.airtableroutes.digest.Sha256;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A canonical cell value as short text that is equal exactly when the value is: what the ledger keeps instead of the
 * value. Long values become a digest, so that the ledger stays small however long a cell is.
 *
 * <p>Files and people come back from Airtable otherwise than they were sent: a file under another address, a person with
 * the id or the e-mail that was left out. Their texts begin with a mark, and {@link #same} compares them.
 */
public final class Encoded {

    private static final int LONGEST = 64;

    private static final char DIGEST = '\u0001';
    private static final char FILES = '\u0002';
    private static final char PEOPLE = '\u0003';
    private static final char ANOTHERS = '\u0004';
    private static final String BETWEEN = "\u001f";

    private Encoded() {}

    /** Finds the texts of several elements, and the ones that are too long to be kept as they are. */
    static final Pattern SEVERAL = Pattern.compile(BETWEEN + "|^" + DIGEST);

    /** The text of a cell that got the value of another document by mistake: the same as no value that is wanted. */
    public static String anothers() {
        return String.valueOf(ANOTHERS);
    }

    /** The text of a canonical value; null for nothing. */
    public static String of(Object canonical) {
        return of(canonical, true);
    }

    /** The same for a value that Airtable lists: the addresses of files are not the ones that they were sent with. */
    public static String listed(Object canonical) {
        return of(canonical, false);
    }

    private static String of(Object canonical, boolean ownAddresses) {
        if (canonical == null) {
            return null;
        }
        if (canonical instanceof String text) {
            return shortened(text);
        }
        List<?> elements = canonical instanceof List<?> list ? list : List.of(canonical);
        if (each(elements, Set.of("url"))) {
            String names = join(elements, Encoded::filename);
            return FILES
                    + shortened(names)
                    + FILES
                    + (ownAddresses ? shortened(join(elements, file -> file.get("url"))) : "");
        }
        if (each(elements, Set.of("id", "email"))) {
            return PEOPLE + join(elements, Encoded::person);
        }
        return shortened(text(canonical));
    }

    /** A text of somebody's that begins like a mark is no mark. */
    private static String shortened(String text) {
        boolean plain = text.isEmpty() || text.charAt(0) >= ' ';
        return plain && text.length() <= LONGEST ? text : digest(text);
    }

    /** A plain loop: every cell of every document of every pass comes along here. */
    private static boolean each(List<?> elements, Set<String> anyOf) {
        for (Object element : elements) {
            if (!(element instanceof Map<?, ?> map) || Collections.disjoint(anyOf, map.keySet())) {
                return false;
            }
        }
        return !elements.isEmpty();
    }

    private static String join(List<?> elements, Function<Map<?, ?>, Object> part) {
        return elements.stream()
                .map(element -> String.valueOf(part.apply((Map<?, ?>) element)))
                .collect(Collectors.joining(BETWEEN));
    }

    private static String person(Map<?, ?> person) {
        Object id = person.get("id");
        Object email = person.get("email");
        return (id == null ? "" : id) + "|"
                + (email == null ? "" : email.toString().toLowerCase(Locale.ROOT));
    }

    /**
     * The filename, or what Airtable would call a file of that address: the last part of its path. Whether a query becomes
     * part of the name is nowhere said, so it counts on neither side.
     */
    private static Object filename(Map<?, ?> file) {
        Object name = file.get("filename");
        return String.valueOf(name == null ? file.get("url") : name)
                .replaceFirst("[?#].*", "")
                .replaceFirst("/+$", "")
                .replaceFirst("^.*/", "");
    }

    /** Whether two texts stand for the same cell; null for an empty one. */
    public static boolean same(String one, String other) {
        if (Objects.equals(one, other)) {
            return true;
        }
        if (one == null || other == null || one.isEmpty() || !other.startsWith(one.substring(0, 1))) {
            return false;
        }
        return switch (one.charAt(0)) {
            case FILES -> sameFiles(one, other);
            case PEOPLE -> samePeople(one, other);
            default -> false;
        };
    }

    /** By name, where one of the two does not know the address that the file was sent with. */
    private static boolean sameFiles(String one, String other) {
        boolean unknown = one.endsWith(String.valueOf(FILES)) || other.endsWith(String.valueOf(FILES));
        return unknown && names(one).equals(names(other));
    }

    private static String names(String files) {
        return files.substring(1, files.indexOf(FILES, 1));
    }

    private static boolean samePeople(String one, String other) {
        List<String> ones = List.of(one.substring(1).split(BETWEEN));
        List<String> others = List.of(other.substring(1).split(BETWEEN));
        return ones.size() == others.size()
                && ones.stream().allMatch(a -> others.stream().anyMatch(b -> samePerson(a, b)))
                && others.stream().allMatch(b -> ones.stream().anyMatch(a -> samePerson(a, b)));
    }

    /** By id where both have one, else by e-mail. */
    private static boolean samePerson(String one, String other) {
        String[] a = one.split("\\|", 2);
        String[] b = other.split("\\|", 2);
        return !a[0].isEmpty() && !b[0].isEmpty() ? a[0].equals(b[0]) : !a[1].isEmpty() && a[1].equals(b[1]);
    }

    /** The elements of a list of plain texts; none of nothing, and of one that is too long to be kept as it is. */
    public static List<String> elements(String encoded) {
        return encoded == null || encoded.isEmpty() || encoded.charAt(0) == DIGEST
                ? List.of()
                : List.of(encoded.split(BETWEEN));
    }

    /** Whether the text stands for one of which only a digest is kept. */
    public static boolean isDigest(String encoded) {
        return !encoded.isEmpty() && encoded.charAt(0) == DIGEST;
    }

    /** Whether one of these is, or may be, among the elements of a list. */
    static boolean mayHold(String encoded, Set<String> some) {
        return encoded.charAt(0) == DIGEST || elements(encoded).stream().anyMatch(some::contains);
    }

    /** Only what Airtable gives back as it was sent: the names of files, nothing of people. */
    static Map<String, String> unaltered(Map<String, String> cells) {
        Map<String, String> unaltered = new TreeMap<>();
        cells.forEach((field, text) -> {
            if (text.isEmpty() || text.charAt(0) != PEOPLE) {
                boolean files = !text.isEmpty() && text.charAt(0) == FILES;
                unaltered.put(field, files ? names(text) : text);
            }
        });
        return unaltered;
    }

    private static String text(Object value) {
        if (value instanceof List<?> list) {
            StringJoiner texts = new StringJoiner(BETWEEN);
            for (Object element : list) {
                texts.add(text(element));
            }
            return texts.toString();
        }
        if (value instanceof Map<?, ?> map) {
            return new TreeMap<>(map).toString();
        }
        return value.toString();
    }

    /** The text of a cell for people; of a long one nothing can be said. Null stays null. */
    public static String shown(String encoded) {
        if (encoded == null || encoded.isEmpty()) {
            return encoded;
        }
        return switch (encoded.charAt(0)) {
            case DIGEST -> "(long; the ledger keeps a fingerprint of it)";
            case ANOTHERS -> "(another document's; the next pass mends it)";
            case FILES -> shown(names(encoded));
            case PEOPLE ->
                Stream.of(encoded.substring(1).split(BETWEEN))
                        .map(person -> person.replace('|', ' ').trim())
                        .collect(Collectors.joining(", "));
            default -> encoded.replace(BETWEEN, ", ");
        };
    }

    /** 128 bits of SHA-256, with a mark that tells it from a value. */
    static String digest(String text) {
        return DIGEST + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(Sha256.of(text), 16));
    }
}

package dev.airtableroutes.sync;

import dev.airtableroutes.ledger.Encoded;
import dev.airtableroutes.ledger.Keys;
import dev.airtableroutes.mapping.MatchKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The record that a document asks for, with its links resolved.
 *
 * @param cells canonical values by logical field, links as record ids; a null clears; what is left out stays as it is.
 *     Without the fields that are set on creation only
 * @param encoded the same as the ledger writes it, without the empty ones
 * @param keys the keys of the document, as the ledger writes them, in the order of the mapping
 * @param fingerprint equal when nothing of all this has changed
 */
record Desired(Map<String, Object> cells, Map<String, String> encoded, List<String> keys, long fingerprint) {

    static Desired of(Map<String, Object> cells, List<MatchKey> keys) {
        Map<String, String> encoded = new TreeMap<>();
        cells.forEach((field, value) -> {
            String text = Encoded.of(value);
            if (text != null) {
                encoded.put(field, text);
            }
        });
        long fingerprint = 1;
        for (Map.Entry<String, String> cell : encoded.entrySet()) {
            fingerprint = mix(mix(fingerprint, cell.getKey()), cell.getValue());
        }
        for (Map.Entry<String, Object> cell : cells.entrySet()) {
            if (cell.getValue() == null) {
                fingerprint += spread(mix(1, cell.getKey()));
            }
        }
        List<String> written =
                keys.stream().map(key -> Keys.of(key.field(), key.value())).toList();
        for (String key : written) {
            fingerprint = mix(fingerprint, key);
        }
        return new Desired(cells, encoded, written, fingerprint);
    }

    /** FNV-1a over the characters, which is enough to notice a change; 0 is kept for "unknown". */
    static long mix(long hash, String text) {
        // the length comes first: otherwise two texts could pass for one that holds both
        long mixed = (hash ^ (text.length() + 1L) << 16) * 0x100000001b3L;
        for (int i = 0; i < text.length(); i++) {
            mixed = (mixed ^ text.charAt(i)) * 0x100000001b3L;
        }
        return mixed == 0 ? 1 : mixed;
    }

    /** So that sums differ, too: the last steps of FNV-1a are too even for it. The end of MurmurHash3. */
    private static long spread(long hash) {
        long spread = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
        spread = (spread ^ spread >>> 33) * 0xc4ceb9fe1a85ec53L;
        return spread ^ spread >>> 33;
    }

    /** The same without some cells, which are left as they are; another look finds that something is missing. */
    Desired without(Collection<String> fields) {
        Map<String, Object> fewer = new HashMap<>(cells);
        fewer.keySet().removeAll(fields);
        Map<String, String> fewerEncoded = new TreeMap<>(encoded);
        fewerEncoded.keySet().removeAll(fields);
        return new Desired(fewer, fewerEncoded, keys, incomplete(fingerprint));
    }

    /** Of a record that is not written whole. */
    static long incomplete(long fingerprint) {
        return mix(fingerprint, "not all of it");
    }

    /** The cells that differ from what Airtable holds. */
    Map<String, Object> differences(Map<String, String> held) {
        Map<String, Object> different = new HashMap<>();
        cells.forEach((field, value) -> {
            String wanted = encoded.get(field);
            if (!Encoded.same(wanted, held.get(field))) {
                different.put(field, value);
            }
        });
        return different;
    }

    /**
     * Of keys that the document had, those that it has nothing for by now and that its record goes on showing, since the cell
     * is not cleared: Airtable would find the record by them, so that they are not another document's yet.
     *
     * @param held what Airtable holds once the differences are written
     */
    List<String> stillShown(List<String> before, Map<String, String> held) {
        if (before.isEmpty()) {
            return List.of();
        }
        Set<String> fields = keys.stream().map(Keys::field).collect(Collectors.toSet());
        return before.stream()
                .filter(key -> !fields.contains(Keys.field(key)))
                .filter(key -> shows(held, key))
                .toList();
    }

    /** Whether a cell has the value of a key; of a long one only whether it has a long one. */
    private static boolean shows(Map<String, String> cells, String key) {
        String text = cells.get(Keys.field(key));
        return text != null && (Encoded.isDigest(text) || MatchKey.is(text, Keys.value(key)));
    }

    /** What Airtable holds once the differences are written. */
    Map<String, String> held(Map<String, String> before) {
        Map<String, String> after = new HashMap<>(before);
        after.keySet().removeAll(cells.keySet());
        after.putAll(encoded);
        return after;
    }
}

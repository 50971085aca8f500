package dev.airtableroutes.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Attachments by the addresses from which Airtable fetches them. */
final class AttachmentConverter {

    private AttachmentConverter() {}

    static Object several(Object value) {
        List<Map<String, String>> attachments = new ArrayList<>();
        for (Object element : value instanceof List<?> list ? list : List.of(value)) {
            if (Scalars.nothing(element)) {
                continue;
            }
            String url = address(element instanceof Map<?, ?> map ? map.get("url") : element);
            if (url == null) {
                return new Bad(
                        Scalars.sentence(element)
                                + " is no attachment; expected the http or https address of a file, or an object with url and filename.");
            }
            Object name = element instanceof Map<?, ?> map ? map.get("filename") : null;
            attachments.add(
                    name instanceof String filename && !filename.isBlank()
                            ? Map.of("url", url, "filename", Scalars.sendable(filename))
                            : Map.of("url", url));
        }
        return attachments.isEmpty() ? null : List.copyOf(attachments);
    }

    private static String address(Object value) {
        String url = value instanceof String text ? Scalars.sendable(text.strip()) : "";
        boolean http = url.regionMatches(true, 0, "http://", 0, 7) && url.length() > 7;
        boolean https = url.regionMatches(true, 0, "https://", 0, 8) && url.length() > 8;
        return (http || https) && url.chars().noneMatch(Character::isWhitespace) ? url : null;
    }
}

package dev.airtableroutes.mapping;

import java.util.Map;
import org.bson.Document;

/**
 * A test inside a mapping file.
 *
 * @param name a sentence
 * @param given the document
 * @param expect every cell that has a value, links as the keys of the wanted records; null where the test does not look
 * @param bad field -> part of the reason, for every bad cell
 * @param people field -> what people put into its cell in Airtable, null for an emptied one; null where the test is not about it
 * @param becomes the document afterwards
 * @param rejected whether the record must be held back
 * @param line where the test begins in its file
 */
public record MappingTest(
        String name,
        Document given,
        Map<String, Object> expect,
        Map<String, String> bad,
        Map<String, Object> people,
        Document becomes,
        boolean rejected,
        int line) {}

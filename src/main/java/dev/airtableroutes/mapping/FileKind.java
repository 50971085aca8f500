package dev.airtableroutes.mapping;

import java.util.List;

/** The kinds of file under {@code MAPPINGS_DIR}, each with its schema. */
enum FileKind {
    BASE("base.schema.json"),
    TABLE("table.schema.json");

    private final String file;
    private FileSchema schema;

    FileKind(String file) {
        this.file = file;
    }

    synchronized List<FileSchema.Objection> check(Object content) {
        if (schema == null) {
            schema = FileSchema.named(file);
        }
        return schema.check(content);
    }
}

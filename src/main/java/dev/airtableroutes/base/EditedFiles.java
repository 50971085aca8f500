package dev.airtableroutes.base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Files that people edit: as they are saved, or some of them as they were before. */
public final class EditedFiles {

    private final Map<Path, String> former;

    private EditedFiles(Map<Path, String> former) {
        this.former = Collections.unmodifiableMap(new HashMap<>(former));
    }

    public static EditedFiles asSaved() {
        return new EditedFiles(Map.of());
    }

    /** @param former the text that a file has instead of the saved one; null when the file is not to be there */
    public static EditedFiles except(Map<Path, String> former) {
        return new EditedFiles(former);
    }

    /**
     * All files below a directory, in the order of their paths.
     *
     * @throws IOException when the directory cannot be read
     */
    public List<Path> below(Path directory) throws IOException {
        return Stream.concat(FileTree.files(directory).stream(), former.keySet().stream())
                .filter(file -> file.startsWith(directory) && !isGone(file))
                .distinct()
                .sorted()
                .toList();
    }

    public boolean has(Path file) {
        return former.containsKey(file) ? !isGone(file) : Files.exists(file);
    }

    public String text(Path file) throws IOException {
        if (isGone(file)) {
            throw new NoSuchFileException(file.toString());
        }
        return former.containsKey(file) ? former.get(file) : Files.readString(file);
    }

    private boolean isGone(Path file) {
        return former.containsKey(file) && former.get(file) == null;
    }
}

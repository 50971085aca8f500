package dev.airtableroutes.base;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of a directory that people edit. */
public final class FileTree {

    private FileTree() {}

    /**
     * All files below a directory, in the order of their paths. What begins with a dot belongs to editors, and to
     * Kubernetes, whose mounted directories hold the files a second time in {@code ..data}; links are followed for the same
     * reason.
     *
     * @throws IOException when the directory cannot be read
     */
    public static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory, FileVisitOption.FOLLOW_LINKS)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !hidden(directory.relativize(file)))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException gone) {
            throw gone.getCause();
        }
    }

    private static boolean hidden(Path relative) {
        for (Path part : relative) {
            if (part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }
}

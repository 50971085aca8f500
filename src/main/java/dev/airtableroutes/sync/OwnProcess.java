package dev.airtableroutes.sync;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import org.bson.Document;

/** Which process this is, for others to know whether it still runs. */
final class OwnProcess {

    private static final String HOST = host();
    private static final String NUMBERS = numbers();
    private static final ProcessHandle PROCESS = ProcessHandle.current();

    private OwnProcess() {}

    static Document identity() {
        return new Document("host", HOST)
                .append("numbers", NUMBERS)
                .append("pid", PROCESS.pid())
                .append("started", started(PROCESS));
    }

    /** Only of a process beside this one can that be known; any other may run or not. */
    static boolean certainlyEnded(Document identity) {
        boolean besideThis = NUMBERS != null
                && HOST.equals(identity.getString("host"))
                && NUMBERS.equals(identity.getString("numbers"));
        return besideThis
                && ProcessHandle.of(identity.getLong("pid"))
                        .filter(ProcessHandle::isAlive)
                        .filter(process -> Objects.equals(started(process), identity.getString("started")))
                        .isEmpty();
    }

    static String name(Document identity) {
        return "%d on %s".formatted(identity.getLong("pid"), identity.getString("host"));
    }

    private static String started(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("");
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "";
        }
    }

    /** Within what process ids count: containers on one host have numbers, and maybe a host name, in common. Null if unknown. */
    private static String numbers() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")) + " "
                    + Files.readString(Path.of("/proc/sys/kernel/random/boot_id"))
                            .trim();
        } catch (IOException | UnsupportedOperationException notLinux) {
            return null;
        }
    }
}

package topictable.devstack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a child printed. */
record LogFile(Path path) {
    private static final int TAIL = 30;

    /** Whether the child complained that somebody else has one of its ports: in the words of a broker, or the registry's. */
    boolean portTaken() {
        return lines().stream().anyMatch(line -> line.contains("Address already in use") || line.contains("in use by another process"));
    }

    /** Shows the end of it on standard error. */
    void show(String whose) {
        List<String> lines = lines();
        System.err.println("devstack: the last lines of the log of " + whose + ":");
        lines.subList(Math.max(0, lines.size() - TAIL), lines.size()).forEach(line -> System.err.println("  " + line));
    }

    private List<String> lines() {
        try {
            return new String(Files.readAllBytes(path), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            return List.of("(" + path + " cannot be read: " + e + ")");
        }
    }
}

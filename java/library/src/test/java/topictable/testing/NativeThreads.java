package topictable.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The native threads of this process, which Java does not know. */
public final class NativeThreads {
    private static final Path TASKS = Path.of("/proc/self/task");

    private NativeThreads() {}

    /** Waits until no thread has a name that begins so. Linux keeps 15 characters of a name; elsewhere nothing is known. */
    public static void awaitEnd(String prefix) {
        if (Files.isDirectory(TASKS)) {
            Await.until("the threads called " + prefix + "… end", () -> !exists(prefix));
        }
    }

    private static boolean exists(String prefix) {
        try (Stream<Path> tasks = Files.list(TASKS)) {
            return tasks.anyMatch(task -> name(task).startsWith(prefix));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(Path task) {
        try {
            return Files.readString(task.resolve("comm"));
        } catch (IOException gone) {
            return "";
        }
    }
}

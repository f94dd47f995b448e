package topictable.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Runs after the tests, in another process, on what their VM has said: with {@code -Xcheck:jni} it tells every wrong
 * use of JNI.
 */
class CheckedJni {
    @Test
    void noWrongUseOfJni() throws IOException {
        List<String> log = Files.readAllLines(Path.of(System.getProperty("vm.log")));
        assertThat(log).as("the log of a VM with -Xcheck:jni").anyMatch(line -> line.contains("-Xcheck:jni"));
        assertThat(complaints(log)).isEmpty();
    }

    /** The complaints with the methods that led there, without those about Arrow's own native library. */
    private static List<String> complaints(List<String> log) {
        List<String> complaints = new ArrayList<>();
        for (int line = 0; line < log.size(); line++) {
            if (log.get(line).contains("WARNING in native method") || log.get(line).contains("ERROR in native method")) {
                List<String> frames = log.subList(line + 1, log.size()).stream()
                        .takeWhile(frame -> frame.startsWith("\t")).filter(frame -> frame.startsWith("\tat ")).toList();
                boolean arrow = frames.stream().filter(frame -> !frame.matches("\tat (java|jdk)\\..*")).findFirst()
                        .filter(frame -> frame.startsWith("\tat org.apache.arrow.")).isPresent();
                if (!arrow) {
                    complaints.add(log.get(line) + "\n" + String.join("\n", frames));
                }
            }
        }
        return complaints;
    }
}

package topictable.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A Java program in a process of its own, in a folder of its own, with the checks of JNI on. */
public final class ChildJvm implements AutoCloseable {
    private final Process process;
    private final Path folder;
    private final BufferedReader out;
    private final Path errors;

    private ChildJvm(Process process, Path folder, Path errors) {
        this.process = process;
        this.folder = folder;
        this.errors = errors;
        this.out = process.inputReader(StandardCharsets.UTF_8);
    }

    /** What a program has printed, and its status. */
    public record Result(int status, String out, String err) {
        /** The status was 0. */
        public Result succeeded() {
            assertThat(status).as("status; standard output:\n%s\nstandard error:\n%s", out, err).isZero();
            return this;
        }
    }

    /** How a program is started. */
    public static final class Builder {
        private final String main;
        private final List<String> classPath = new ArrayList<>(List.of(System.getProperty("java.class.path")));
        private final List<String> options = new ArrayList<>(List.of("-Xcheck:jni", "-XX:+UseSerialGC", "-Xshare:auto",
                "-XX:TieredStopAtLevel=1"));
        private final Map<String, String> environment = new HashMap<>();
        private boolean terminal;
        private String reader;

        private Builder(String main) {
            this.main = main;
        }

        /** In front of the tests' own class path. */
        public Builder before(Path entry) {
            classPath.add(0, entry.toString());
            return this;
        }

        /** In the place of the tests' own class path. */
        public Builder classPath(String... entries) {
            classPath.clear();
            classPath.addAll(List.of(entries));
            return this;
        }

        public Builder option(String option) {
            options.add(option);
            return this;
        }

        public Builder environment(String name, String value) {
            environment.put(name, value);
            return this;
        }

        /** Uses the native library of the tests. */
        public Builder withLibrary() {
            return option("-Dtopictable.library=" + System.getProperty("topictable.library"));
        }

        /** Connects the program with a terminal, from {@code script} of util-linux. */
        public Builder onTerminal() {
            terminal = true;
            return this;
        }

        /** Has a command of the shell read the program's standard output; the status is the program's. */
        public Builder readBy(String command) {
            reader = command;
            return this;
        }

        /** Starts the program. */
        public ChildJvm start(String... arguments) {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(options);
            command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath), main));
            command.addAll(List.of(arguments));
            String line = command.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
            if (reader != null) {
                command = List.of("bash", "-c", line + " | " + reader + "; exit ${PIPESTATUS[0]}");
            } else if (terminal) {
                command = List.of("script", "--quiet", "--return", "--command", "exec " + line, "/dev/null");
            }
            try {
                Path folder = Files.createTempDirectory("topictable-child");
                Path errors = folder.resolve("stderr.txt");
                ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectError(errors.toFile());
                builder.environment().putAll(environment);
                return NoLeaks.closeLater(new ChildJvm(builder.start(), folder, errors));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Runs the program to its end. */
        public Result run(String... arguments) {
            return start(arguments).end(Await.LONG);
        }
    }

    /** A program with the class path of the tests. */
    public static Builder of(String mainClass) {
        return new Builder(mainClass);
    }

    /** The next line of standard output; null at its end. */
    public String readLine() {
        try {
            return out.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads standard output up to this line. */
    public ChildJvm awaitLine(String wanted) {
        awaitLine(wanted::equals);
        return this;
    }

    /** Reads standard output up to such a line, and gives it. */
    public String awaitLine(Predicate<String> wanted) {
        List<String> before = new ArrayList<>();
        while (true) {
            String line = readLine();
            assertThat(line).as("a line after %s; standard error:\n%s", before, errors()).isNotNull();
            if (wanted.test(line)) {
                return line;
            }
            before.add(line);
        }
    }

    /** Writes a line to standard input. */
    public ChildJvm writeLine(String line) {
        return write(line + "\n");
    }

    /** Writes to standard input. */
    public ChildJvm write(String text) {
        try {
            OutputStream in = process.getOutputStream();
            in.write(text.getBytes(StandardCharsets.UTF_8));
            in.flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a signal, such as INT. */
    public void signal(String name) {
        try {
            int status = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
            assertThat(status).isZero();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until the process has ended by itself. It must not have crashed, nor misused JNI. */
    public Result end(Duration within) {
        try {
            boolean ended = process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            StringBuilder text = new StringBuilder();
            for (String line = readLine(); line != null; line = readLine()) {
                text.append(line).append('\n');
            }
            assertThat(ended).as("ended by itself within %s; it printed:\n%s%s", within, text, errors()).isTrue();
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files.filter(file -> file.getFileName().toString().startsWith("hs_err"))).isEmpty();
            }
            assertThat(text).doesNotContain("ERROR in native method", "WARNING in native method");
            return new Result(process.exitValue(), text.toString(), errors());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String errors() {
        try {
            return Files.readString(errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}

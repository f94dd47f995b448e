package topictable.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import topictable.Topictable;
import topictable.testing.NoLeaks;
import topictable.testing.Topic;

/** A script in a file, which the command runs in this process. */
final class Script {
    /** What scripts begin with that read a topic; {@code --set} tells the real address. */
    static final String CONSUMING = """
            import io.deephaven.kafka.KafkaTools
            props = new Properties()
            props.put('bootstrap.servers', 'redpanda:9092')
            """;

    final Path file;

    private Script(Path file) {
        this.file = file;
    }

    /** A script of these lines. */
    static Script of(String source) {
        try {
            Path folder = Files.createTempDirectory("topictable-script");
            Path file = Files.writeString(folder.resolve("pipeline.groovy"), source);
            NoLeaks.closeLater((AutoCloseable) () -> {
                Files.delete(file);
                Files.delete(folder);
            });
            return new Script(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The table {@code words} of a topic of text, from its beginning. */
    static Script words(Topic topic) {
        return of(CONSUMING + "words = " + consume(topic, "KafkaTools.Consume.simpleSpec('Word', String)"));
    }

    /** A call that reads all of a topic. */
    static String consume(Topic topic, String valueSpec) {
        return "KafkaTools.consumeToTable(props, '" + topic.name + "', KafkaTools.ALL_PARTITIONS,"
                + " KafkaTools.ALL_PARTITIONS_SEEK_TO_BEGINNING, KafkaTools.Consume.IGNORE, " + valueSpec
                + ", KafkaTools.TableType.append())\n";
    }

    /** What the command has printed, and its status. */
    record Result(int status, String out, String err) {}

    /** Runs the script with these options, on the broker of the tests. */
    Result run(String... options) {
        return command(arguments(options));
    }

    /** The command's arguments for that. */
    String[] arguments(String... options) {
        List<String> arguments = new ArrayList<>(List.of("run", file.toString(), "--set", "bootstrap.servers=" + Topic.BOOTSTRAP));
        arguments.addAll(List.of(options));
        return arguments.toArray(String[]::new);
    }

    /** Runs the command. What it sets for the whole process is taken back. */
    static Result command(String... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ByteArrayOutputStream complaints = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(complaints, true, StandardCharsets.UTF_8));
        try {
            int status = Main.run(arguments);
            return new Result(status, printed.toString(StandardCharsets.UTF_8), complaints.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
            for (int i = 1; i < arguments.length; i++) {
                if (arguments[i - 1].equals("--set")) {
                    Topictable.override(arguments[i].split("=", 2)[0], null);
                }
            }
        }
    }
}

package topictable.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import topictable.PublisherStatus;
import topictable.PublisherStatus.FileProgress;
import topictable.testing.ChildJvm;
import topictable.testing.Registry;
import topictable.testing.Topic;

/** What {@code publish} writes, and its options. */
class PublishTest {
    private static final Duration SOON = Duration.ofSeconds(6);
    private static final String TRADES = "Sym,Price,Qty,Time\nAAPL,1.5,100,2024-01-02T03:04:05.678Z\nTSLA,,20,2024-01-02T03:04:06Z\n";

    @TempDir
    private Path folder;

    private String file(String name, String content) {
        try {
            return Files.writeString(folder.resolve(name), content).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String[] arguments(String file, String topic, String... options) {
        List<String> arguments = new ArrayList<>(
                List.of("publish", file, "--topic", topic, "--set", "bootstrap.servers=" + Topic.BOOTSTRAP));
        arguments.addAll(List.of(options));
        return arguments.toArray(String[]::new);
    }

    private static Script.Result publish(String file, Topic topic, String... options) {
        return Script.command(arguments(file, topic.name, options));
    }

    /** What is shown of a topic, without partitions and offsets. */
    private static List<String> records(Topic topic, String... options) {
        List<String> arguments = new ArrayList<>(
                List.of("tail", topic.name, "--no-follow", "--set", "bootstrap.servers=" + Topic.BOOTSTRAP));
        arguments.addAll(List.of(options));
        Script.Result result = Script.command(arguments.toArray(String[]::new));
        assertThat(result.err()).isEmpty();
        return result.out().lines().map(line -> line.replaceFirst("^\\d+\t\\d+\t", "")).toList();
    }

    @Test
    void rowsAreRecords() {
        Topic topic = Topic.create();
        Script.Result result = publish(file("trades.csv", TRADES), topic, "--key", "Sym", "--timestamp", "Time",
                "--columns", "Price,Qty");
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).matches("topic " + topic.name + ": 2 records delivered in \\d+\\.\\d s\n");
        assertThat(result.status()).isZero();
        assertThat(records(topic)).containsExactly("2024-01-02T03:04:05.678Z\tAAPL\t{\"Price\":1.5,\"Qty\":100}",
                "2024-01-02T03:04:06Z\tTSLA\t{\"Qty\":20}");
    }

    @Test
    void optionsSayWhatTheFileIs() {
        Topic topic = Topic.create(2);
        String file = file("codes.txt", "007\tx\n8\tNULL\n9\ty\n");
        Script.Result result = publish(file, topic, "--input-format", "csv", "--names", "Code,Name", "--delimiter", "\\t",
                "--null", "NULL", "--type", "Code=string", "--limit", "2", "--partition", "1", "--format", "simple", "--columns",
                "Name", "--key", "Code");
        assertThat(result.err()).isEmpty();
        assertThat(records(topic).stream().map(line -> line.replaceFirst("^[^\t]*\t", ""))).containsExactly("007\tx", "8\t\\N");
    }

    @ParameterizedTest
    @ValueSource(strings = {"avro", "protobuf"})
    void valuesWithARegisteredSchema(String format) {
        Topic topic = Topic.create();
        String registry = "schema.registry.url=" + Registry.url();
        String file = file("trades.csv", TRADES);
        Script.Result made = publish(file, topic, "--format", format, "--timestamp", "Time", "--set", registry);
        assertThat(made.err()).isEmpty();
        Script.Result of = publish(file, topic, "--format", format + ":" + topic.name + "-value", "--timestamp", "Time", "--limit",
                "1", "--set", registry);
        assertThat(of.err()).isEmpty();
        assertThat(records(topic, "--format", format, "--columns", "Sym,Price", "--set", registry)).containsExactly(
                "2024-01-02T03:04:05.678Z\t\\N\tAAPL\t1.5", "2024-01-02T03:04:06Z\t\\N\tTSLA\t\\N",
                "2024-01-02T03:04:05.678Z\t\\N\tAAPL\t1.5");
    }

    @Test
    void rowsOfCsv() {
        Topic topic = Topic.create();
        Script.Result result = publish(file("trades.csv", TRADES), topic, "--format", "csv", "--timestamp", "Time", "--columns",
                "Sym,Price");
        assertThat(result.err()).isEmpty();
        assertThat(records(topic, "--format", "string")).containsExactly("2024-01-02T03:04:05.678Z\t\\N\tAAPL,1.5",
                "2024-01-02T03:04:06Z\t\\N\tTSLA,");
    }

    @Test
    void whatIsBeforeABrokenLineIsDelivered() {
        Topic topic = Topic.create();
        String file = file("late.jsonl", "{\"N\":1}\n{\"N\":2}\n{\"N\":2.5}\n");
        Script.Result result = publish(file, topic, "--infer", "1");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("topictable: line 3, field \"N\" of file \"" + file + "\": ")
                .endsWith("\n  2 records delivered\n");
        assertThat(records(topic)).hasSize(2);
    }

    @Test
    void aFileThatIsNotThere() {
        Script.Result result = publish("no-such-file.csv", Topic.create());
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("topictable: file \"no-such-file.csv\" does not exist\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --format simple            | --format simple needs --columns with one column
            --format avro:             | 'avro:' is no format: a subject can follow avro: and protobuf: only
            --format xml               | 'xml' is no format: expected json, avro, protobuf, csv, simple
            --limit 0                  | --limit 0 publishes nothing: expected at least 1
            --infer 0                  | --infer 0 finds no columns: expected at least 1
            --type N=number            | --type N=number: expected boolean, byte
            --delimiter ab             | --delimiter 'ab': expected one character, or \\t
            """)
    void aWrongCall(String options, String message) {
        Script.Result result = Script.command(arguments("some.csv", "some-topic", options.split(" ")));
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains(message);
    }

    @Test
    void standardInputIsPublishedAsItComes() {
        Topic topic = Topic.create();
        ChildJvm command = ChildJvm.of(Main.class.getName()).withLibrary().start(arguments("-", topic.name, "--input-format", "json",
                "--infer", "1"));
        command.write("{\"N\":1}\n");
        topic.awaitRecords(1);
        command.write("{\"N\":2}\n");
        topic.awaitRecords(2);
        command.signal("INT");
        ChildJvm.Result result = command.end(SOON);
        assertThat(result.status()).isEqualTo(128 + 2);
        assertThat(result.err()).isEqualTo("topictable: interrupted: 2 records delivered\n");
    }

    @Test
    void anInterruptedFileEndsSoonAndSaysHowFarItCame() {
        Topic topic = Topic.create();
        String rows = IntStream.range(0, 3_000_000).mapToObj(Integer::toString).collect(Collectors.joining("\n"));
        String file = file("long.csv", "N\n" + rows + "\n");
        ChildJvm command = ChildJvm.of(Main.class.getName()).withLibrary().option("-Dtopictable.stderr.terminal=true")
                .start(arguments(file, topic.name));
        topic.awaitRecords(1);
        command.signal("INT");
        ChildJvm.Result result = command.end(SOON);
        assertThat(result.status()).isEqualTo(128 + 2);
        assertThat(result.err()).contains("topictable: interrupted: ").endsWith(" records delivered\n");
    }

    @Test
    void progressInWords() {
        PublisherStatus status = status(new FileProgress(500, 25_000_000, OptionalLong.of(100_000_000)));
        assertThat(PublishProgress.line(status, Duration.ofSeconds(30)))
                .isEqualTo("12,345 records, 25% of 100.0 MB, 412 records/s, 1:30 left");
        PublisherStatus pipe = status(new FileProgress(500, 999, OptionalLong.empty()));
        assertThat(PublishProgress.line(pipe, Duration.ofSeconds(30))).isEqualTo("12,345 records, 999 B, 412 records/s");
    }

    private static PublisherStatus status(FileProgress progress) {
        return new PublisherStatus(PublisherStatus.State.RUNNING, 12_400, 12_345, 55, 0, Optional.empty(), Optional.of(progress));
    }
}

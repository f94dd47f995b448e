package topictable.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import topictable.testing.Await;
import topictable.testing.ChildJvm;
import topictable.testing.Topic;

/** The command as a process. */
class CommandProcessTest {
    private static final Duration SOON = Duration.ofSeconds(2);

    private static ChildJvm start(String... arguments) {
        return ChildJvm.of(Main.class.getName()).withLibrary().start(arguments);
    }

    @Test
    void itEndsByItself() {
        ChildJvm.Result result = start(Script.words(Topic.of("one")).arguments("--once", "--format", "tsv")).end(Await.LONG).succeeded();
        assertThat(result.out()).startsWith("# words\n").endsWith("\tone\n");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void itEndsWithTheScriptsFailure() {
        ChildJvm.Result result = start(Script.of("throw new Error('mine')").arguments()).end(Await.LONG);
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("topictable: Error encountered at line 1: throw new Error('mine')\n  mine\n");
    }

    @Test
    void itEndsWhenItIsInterrupted() {
        Topic topic = Topic.of("one");
        ChildJvm command = start(Script.words(topic).arguments("--format", "tsv"));
        command.awaitLine("# words");
        assertThat(command.readLine()).endsWith("Word:String");
        // Rows may come a moment later, under another heading.
        topic.send("two");
        command.awaitLine(line -> line.endsWith("\ttwo"));
        command.signal("INT");
        assertThat(command.end(SOON).status()).isEqualTo(128 + 2);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void onATerminalTablesTick() {
        Topic topic = Topic.of("one");
        ChildJvm command = ChildJvm.of(Main.class.getName()).withLibrary().environment("TERM", "xterm").onTerminal()
                .start(Script.words(topic).arguments());
        command.awaitLine(line -> line.contains("pipeline.groovy   (Ctrl-C ends)"));
        command.awaitLine(line -> line.contains("words: 1 row, "));
        topic.send("two");
        command.awaitLine(line -> line.contains("words: 2 rows, ") && line.contains("rows/s"));
        command.awaitLine(line -> line.contains("|two"));
        // Frames are drawn over each other.
        command.awaitLine(line -> line.contains("\033[6A") || line.contains("\033[7A"));
        command.write("\003");
        assertThat(command.end(SOON).status()).isEqualTo(128 + 2);
    }

    @Test
    void theProtocolOfTestPrograms() {
        Topic topic = Topic.of("one");
        Script script = Script.of(Script.CONSUMING + "words = " + Script.consume(topic, "KafkaTools.Consume.simpleSpec('Word', String)")
                + "bad = " + Script.consume(topic, "KafkaTools.Consume.simpleSpec('N', long)") + "other = emptyTable(2)\n");
        ChildJvm command = start(script.arguments("--protocol", "--set", "deephaven.timestamp.column.name=",
                "--set", "deephaven.offset.column.name=", "--set", "deephaven.partition.column.name="));
        command.awaitLine("@ready");
        topic.send("two");
        List<String> lines = new ArrayList<>(command.writeLine("").end(Await.LONG).succeeded().out().lines().toList());
        assertThat(lines).startsWith("@table \tbad\t0\tFAILED", "N:long", "@table \tother\t2\t", "", "", "").endsWith("@end");
        assertThat(lines).contains("Word:String", "one");

        ChildJvm failing = start(Script.of("x = 1\nthrow new IllegalStateException('a\\nb')").arguments("--protocol"));
        ChildJvm.Result result = failing.end(Await.LONG);
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.out()).isEqualTo("@error RuntimeException: Error encountered at line 2: "
                + "throw new IllegalStateException('a\\nb') <- IllegalStateException: a b\n");
    }
}

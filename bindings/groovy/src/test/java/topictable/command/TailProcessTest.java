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

/** {@code tail} as a process. */
class TailProcessTest {
    private static final Duration SOON = Duration.ofSeconds(2);

    private static ChildJvm.Builder command() {
        return ChildJvm.of(Main.class.getName()).withLibrary();
    }

    private static String[] arguments(Topic topic, String... options) {
        String[] arguments = new String[4 + options.length];
        arguments[0] = "tail";
        arguments[1] = topic.name;
        arguments[2] = "--set";
        arguments[3] = "bootstrap.servers=" + Topic.BOOTSTRAP;
        System.arraycopy(options, 0, arguments, 4, options.length);
        return arguments;
    }

    @Test
    void recordsAreShownAsTheyComeUntilItIsInterrupted() {
        Topic topic = Topic.of("one");
        ChildJvm command = command().start(arguments(topic, "--from", "beginning"));
        command.awaitLine(line -> line.endsWith("\tone"));
        topic.send("two");
        assertThat(command.readLine()).startsWith("0\t1\t").endsWith("\ttwo");
        command.signal("INT");
        ChildJvm.Result result = command.end(SOON);
        assertThat(result.status()).isEqualTo(128 + 2);
        assertThat(result.err()).isEmpty();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void onATerminalItBeginsAtTheEnd() {
        Topic topic = Topic.of("one");
        ChildJvm command = command().environment("TERM", "xterm").onTerminal().start(arguments(topic));
        // The heading tells that the end is known.
        assertThat(command.readLine()).isEqualTo("\033[1mpartition      offset  time                     key       value\033[0m");
        topic.send("two");
        assertThat(command.readLine()).startsWith("\033[2m        0           1  ").endsWith("\033[0m(null)    two");
        command.write("\003");
        assertThat(command.end(SOON).status()).isEqualTo(128 + 2);
    }

    @Test
    void aReaderThatLeavesEndsItSilently() {
        Topic topic = Topic.create().sendNumbers(0, 0, 20_000);
        ChildJvm.Result result = command().readBy("head -n 2").start(arguments(topic, "--from", "beginning")).end(Await.LONG);
        assertThat(result.out().lines()).hasSize(2);
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
    }

    @Test
    void nothingIsLostOfALongTopic() {
        Topic topic = Topic.create(2).sendNumbers(0, 0, 30_000).sendNumbers(1, 30_000, 60_000);
        ChildJvm command = command().start(arguments(topic, "--no-follow"));
        List<Integer> numbers = new ArrayList<>();
        for (String line = command.readLine(); line != null; line = command.readLine()) {
            numbers.add(Integer.parseInt(line.substring(line.lastIndexOf('\t') + 1)));
        }
        command.end(Await.LONG).succeeded();
        assertThat(numbers).hasSize(60_000).doesNotHaveDuplicates().contains(0, 59_999);
    }
}

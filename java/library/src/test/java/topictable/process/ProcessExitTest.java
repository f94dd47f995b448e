package topictable.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import topictable.testing.ChildJvm;
import topictable.testing.Topic;

/** A program ends when it wants to, whatever it reads. */
class ProcessExitTest {
    private static final Duration SOON = Duration.ofSeconds(3);

    private static ChildJvm reading(String end) {
        Topic topic = Topic.of("a", "b");
        return ChildJvm.of(ConsumeAndReturn.class.getName()).withLibrary().start(Topic.BOOTSTRAP, topic.name, "2", end)
                .awaitLine("ready");
    }

    @Test
    void whenMainReturns() {
        ChildJvm.Result result = reading("return").writeLine("").end(SOON).succeeded();
        assertThat(result.out()).isEqualTo("returns\n");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void whenMainThrows() {
        ChildJvm.Result result = reading("throw").writeLine("").end(SOON);
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("thrown by main");
    }

    @Test
    void whenItExits() {
        assertThat(reading("exit").writeLine("").end(SOON).status()).isEqualTo(5);
    }

    @Test
    void whenItIsTold() {
        ChildJvm program = reading("return");
        program.signal("TERM");
        assertThat(program.end(SOON).status()).isEqualTo(128 + 15);
    }
}

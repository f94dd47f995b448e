package topictable.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.deephaven.UncheckedDeephavenException;
import io.deephaven.kafka.KafkaTools;
import io.deephaven.kafka.KafkaTools.Consume;
import io.deephaven.kafka.KafkaTools.TableType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import topictable.ErrorCode;
import topictable.InvalidArgumentException;
import topictable.NotFoundException;
import topictable.RequestTimeoutException;
import topictable.TopictableError;
import topictable.Topictable;
import topictable.testing.Consuming;
import topictable.testing.Topic;

class ConsumeErrorsTest {
    @Test
    void bothIgnored() {
        // Before the cluster is asked anything.
        assertThatThrownBy(() -> Consuming.of("any").with("bootstrap.servers", "127.0.0.1:1")
                .partitions(partition -> true).value(Consume.ignoreSpec()).toTable())
                .isInstanceOf(InvalidArgumentException.class).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("can't ignore both key and value");
    }

    @Test
    void duplicateNames() {
        assertThatThrownBy(() -> Consuming.of("any").with("bootstrap.servers", "127.0.0.1:1")
                .key(Consume.simpleSpec("KafkaOffset", int.class)).value(Consume.simpleSpec("KafkaOffset", int.class)).toTable())
                .isInstanceOf(InvalidArgumentException.class).hasMessageContaining("duplicate names [KafkaOffset]")
                .satisfies(failure -> assertThat(((TopictableError) failure).details()).containsEntry("column", "KafkaOffset"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -3})
    void aRingOfNothing(int capacity) {
        assertThatThrownBy(() -> Consuming.of(Topic.create()).type(TableType.ring(capacity)).toTable())
                .isInstanceOf(InvalidArgumentException.class).hasMessageStartingWith("Capacity must be positive");
    }

    @Test
    void anUnknownTopic() {
        NotFoundException failure = catchThrowableOfType(NotFoundException.class,
                () -> Consuming.of("no-such-topic").toTable());
        assertThat(failure).isInstanceOf(UncheckedDeephavenException.class)
                .hasMessage("topic \"no-such-topic\" does not exist on " + Topic.BOOTSTRAP);
        assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(failure.details()).containsEntry("topic", "no-such-topic");
        // The same when the partitions are asked for first.
        assertThatThrownBy(() -> Consuming.of("no-such-topic").partitions(partition -> true).toTable())
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> Topictable.session().partitions(Topic.properties(), "no-such-topic"))
                .isInstanceOf(NotFoundException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "😀", "a b", "nul\0nul", ".."})
    void namesThatNoTopicHas(String name) {
        assertThatThrownBy(() -> Consuming.of(name).toTable()).isInstanceOf(TopictableError.class)
                .isNotInstanceOf(RequestTimeoutException.class).hasMessageContaining("topic");
    }

    @Test
    void nobodyAtTheAddress() throws IOException {
        // A port that was free a moment ago.
        String address;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = "127.0.0.1:" + socket.getLocalPort();
        }
        long start = System.nanoTime();
        RequestTimeoutException failure = catchThrowableOfType(RequestTimeoutException.class,
                () -> Consuming.of("any").with("bootstrap.servers", address, "default.api.timeout.ms", "1500").toTable());
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        assertThat(failure).hasMessageContaining(address).hasMessageContaining("1.5 s");
        assertThat(failure.code()).isEqualTo(ErrorCode.TIMEOUT);
        assertThat(failure.details()).containsEntry("bootstrap.servers", address);
        assertThat(took).isBetween(Duration.ofMillis(1400), Duration.ofMillis(4000));
    }

    @Test
    void aBrokerThatNeverAnswers() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + silent.getLocalPort();
            assertThatThrownBy(() -> Consuming.of("any")
                    .with("bootstrap.servers", address, "default.api.timeout.ms", "300").toTable())
                    .isInstanceOf(RequestTimeoutException.class).hasMessageContaining(address);
        }
    }

    @Test
    void noAddress() {
        assertThatThrownBy(() -> Consuming.of("any").properties(new Properties()).toTable())
                .isInstanceOf(InvalidArgumentException.class).hasMessageContaining("bootstrap.servers")
                .satisfies(failure -> assertThat(((TopictableError) failure).details())
                        .containsEntry("property", "bootstrap.servers"));
    }

    @Test
    void nullArguments() {
        assertThatThrownBy(() -> Consuming.of((String) null).toTable())
                .isInstanceOf(NullPointerException.class).hasMessage("topic");
        assertThatThrownBy(() -> Consuming.of("any").key(null).toTable())
                .isInstanceOf(NullPointerException.class).hasMessage("keySpec");
        assertThatThrownBy(() -> Consuming.of("any").value(null).toTable())
                .isInstanceOf(NullPointerException.class).hasMessage("valueSpec");
        assertThatThrownBy(() -> Consuming.of("any").type(null).toTable())
                .isInstanceOf(NullPointerException.class).hasMessage("tableType");
        assertThatThrownBy(() -> Consuming.of("any").partitions(null).toTable())
                .isInstanceOf(NullPointerException.class).hasMessage("partitionFilter");
        assertThatThrownBy(() -> Consuming.of("any").offsets(null).toTable())
                .isInstanceOf(NullPointerException.class).hasMessage("partitionToInitialOffset");
        assertThatThrownBy(() -> Consuming.of("any").properties(null).toTable())
                .isInstanceOf(NullPointerException.class).hasMessage("properties");
    }

    @Test
    void aTextThatIsNoUnicode() {
        assertThatThrownBy(() -> Consuming.of("half a pair: \ud83d").toTable())
                .isInstanceOf(InvalidArgumentException.class).hasMessageContaining("/consume/topic");
    }
}

package topictable.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static topictable.testing.NoLeaks.closeLater;

import io.deephaven.engine.table.Table;
import io.deephaven.engine.util.TableTools;
import io.deephaven.kafka.KafkaTools.Consume;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import topictable.ClosedException;
import topictable.Session;
import topictable.TableFailedException;
import topictable.Topictable;
import topictable.testing.Await;
import topictable.testing.Consuming;
import topictable.testing.Rows;
import topictable.testing.Topic;

class AwaitChangeTest {
    private static final Duration SHORT = Duration.ofMillis(50);

    @Test
    void aChange() {
        Topic topic = Topic.create();
        Table table = Consuming.of(topic).toTable();
        assertThat(Topictable.awaitChange(table, Duration.ZERO)).isFalse();
        topic.send("a");
        assertThat(Topictable.awaitChange(table, Await.LONG)).isTrue();
        assertThat(table.size()).isEqualTo(1);
        assertThat(Topictable.awaitChange(table, SHORT)).as("no other change").isFalse();
        // One that came before it is waited for.
        topic.send("b");
        Await.until("the row comes", () -> table.size() == 2);
        assertThat(Topictable.awaitChange(table, Duration.ZERO)).isTrue();
    }

    @Test
    void aTimeout() {
        Table table = Consuming.of(Topic.create()).toTable();
        long start = System.nanoTime();
        assertThat(Topictable.awaitChange(table, Duration.ofMillis(500))).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(490));
        assertThat(Topictable.awaitChange(table, Duration.ofSeconds(-1))).isFalse();
    }

    @Test
    void aTableThatNeverChanges() {
        Duration ever = Duration.ofSeconds(Long.MAX_VALUE);
        Table none = closeLater(TableTools.newTable(TableTools.intCol("A")));
        assertThat(Topictable.awaitChange(none, ever)).isFalse();
        // The rows that it begins with count as a change.
        Table some = closeLater(TableTools.newTable(TableTools.intCol("A", 1)));
        assertThat(Topictable.awaitChange(some, ever)).isTrue();
        assertThat(Topictable.awaitChange(some, ever)).isFalse();
    }

    @Test
    void aFailure() {
        Topic topic = Topic.of("1");
        Table table = Consuming.of(topic).value(Consume.simpleSpec("V", String.class)).toTable();
        Table bad = Consuming.of(topic).value(Consume.simpleSpec("V", long.class)).toTable();
        Rows.await(table, 1);
        assertThatThrownBy(() -> {
            while (Topictable.awaitChange(bad, Await.LONG)) {
                // The last change is seen first.
            }
        }).isInstanceOf(TableFailedException.class).hasMessageContaining("offset 0");
        assertThatThrownBy(() -> Topictable.awaitChange(bad, Duration.ZERO)).as("again").isInstanceOf(TableFailedException.class);
    }

    @Test
    void aSessionThatIsClosedMeanwhile() {
        Session session = closeLater(Topictable.open());
        Table table = Consuming.of(Topic.create()).toTable();
        CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> Topictable.awaitChange(table, Await.LONG));
        session.close();
        assertThatThrownBy(waiting::join).isInstanceOf(CompletionException.class).hasCauseInstanceOf(ClosedException.class)
                .hasMessageContaining("session");
    }

    @Test
    void aTableThatIsClosedMeanwhile() {
        Table table = Consuming.of(Topic.create()).toTable();
        CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> Topictable.awaitChange(table, Duration.ofSeconds(Long.MAX_VALUE)));
        Topictable.close(table);
        assertThatThrownBy(waiting::join).isInstanceOf(CompletionException.class).hasCauseInstanceOf(ClosedException.class);
    }

    @Test
    void severalThreadsWait() {
        Topic topic = Topic.create();
        Table table = Consuming.of(topic).toTable();
        Table derived = closeLater(table.countBy("N"));
        CompletableFuture<Boolean> first = CompletableFuture.supplyAsync(() -> Topictable.awaitChange(table, Await.LONG));
        CompletableFuture<Boolean> second = CompletableFuture.supplyAsync(() -> Topictable.awaitChange(derived, Await.LONG));
        topic.send("a");
        assertThat(first.join()).isTrue();
        assertThat(second.join()).isTrue();
    }
}

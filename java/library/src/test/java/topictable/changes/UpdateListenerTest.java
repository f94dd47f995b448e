package topictable.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static topictable.testing.NoLeaks.closeLater;

import io.deephaven.engine.table.ColumnSource;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.TableUpdate;
import io.deephaven.engine.table.TableUpdateListener;
import io.deephaven.engine.table.impl.InstrumentedTableUpdateListenerAdapter;
import io.deephaven.kafka.KafkaTools.Consume;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import topictable.TableFailedException;
import topictable.Topictable;
import topictable.testing.Await;
import topictable.testing.Consuming;
import topictable.testing.Rows;
import topictable.testing.Topic;

/** Listeners as scripts for Deephaven write them. */
class UpdateListenerTest {
    private static final class Listener extends InstrumentedTableUpdateListenerAdapter {
        final Queue<String> told = new ConcurrentLinkedQueue<>();
        final AtomicReference<Throwable> failure = new AtomicReference<>();
        private final Consumer<TableUpdate> body;

        Listener(Table source, Consumer<TableUpdate> body) {
            super("a listener of the tests", source, false);
            this.body = body;
        }

        @Override
        public void onUpdate(TableUpdate upstream) {
            told.add(upstream.added() + " " + upstream.removed() + " " + upstream.modified() + " " + upstream.shifted() + " "
                    + upstream.modifiedColumnSet());
            body.accept(upstream);
        }

        @Override
        protected void onFailureInternal(Throwable originalException, Entry sourceEntry) {
            failure.set(originalException);
        }
    }

    @Test
    void updates() {
        Topic topic = Topic.of("a", "b");
        Table table = Rows.await(Consuming.of(topic).toTable(), 2);
        Listener listener = new Listener(table, update -> {});
        table.addUpdateListener(listener);
        table.addUpdateListener(listener);
        topic.send("c");
        Await.until("the update", () -> !listener.told.isEmpty());
        table.removeUpdateListener(listener);
        topic.send("d");
        Rows.await(table, 4);
        // The rows from before are no update, and none comes after the removal.
        assertThat(listener.told).containsExactly("{2} {} {} {} ModifiedColumnSet{}");
        table.removeUpdateListener(listener);
        assertThat(listener.failure).hasNullValue();
    }

    /** Whatever has happened since, a listener reads the table as it was after its change, and before it. */
    @Test
    void aListenerReadsTheTableOfItsUpdate() {
        Topic topic = Topic.of("1");
        Table last = closeLater(closeLater(Consuming.of(topic).unregistered()).lastBy("KafkaPartition"));
        Rows.await(last, 1);
        ColumnSource<String> value = last.getColumnSource("Value");
        ColumnSource<Long> offset = last.getColumnSource("KafkaOffset");
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        Listener listener = new Listener(last, update -> {
            told.countDown();
            join(goOn);
            long key = update.modified().firstRowKey();
            seen.add(value.getPrev(key) + ">" + value.get(key) + " " + offset.getPrevLong(key) + ">" + offset.getLong(key)
                    + " " + last.size() + " " + Rows.column(last, "Value"));
        });
        last.addUpdateListener(listener);
        topic.send("2");
        join(told);
        topic.send("3");
        Rows.await(last, now -> Rows.column(now, "Value").get(0).equals("3"));
        goOn.countDown();
        Await.until("both updates", () -> seen.size() == 2);
        assertThat(seen).containsExactly("1>2 0>1 1 [2]", "2>3 1>2 1 [3]");
        assertThat(listener.told).containsExactly("{} {} {0} {} ModifiedColumnSet{KafkaOffset,KafkaTimestamp,Value}",
                "{} {} {0} {} ModifiedColumnSet{KafkaOffset,KafkaTimestamp,Value}");
        // Elsewhere there is no other time than now.
        assertThat(value.getPrev(0)).isEqualTo("3");
        last.removeUpdateListener(listener);
    }

    @Test
    void aListenerThatThrowsIsRemovedAndDisturbsNobody() {
        Topic topic = Topic.create();
        Table table = Consuming.of(topic).toTable();
        Listener bad = new Listener(table, update -> {
            throw new IllegalStateException("a listener's own fault, on purpose");
        });
        Listener good = new Listener(table, update -> {});
        table.addUpdateListener(bad);
        table.addUpdateListener(good);
        topic.send("a");
        Await.until("both are told", () -> good.told.size() == 1 && bad.failure.get() != null);
        assertThat(bad.failure.get()).isInstanceOf(IllegalStateException.class);
        topic.send("b");
        Await.until("the good one is told", () -> good.told.size() == 2);
        assertThat(bad.told).hasSize(1);
        assertThat(good.failure).hasNullValue();
    }

    @Test
    void aFailureOfTheTable() {
        Topic topic = Topic.create();
        Table table = Consuming.of(topic).value(Consume.simpleSpec("V", long.class)).toTable();
        Listener listener = new Listener(table, update -> {});
        table.addUpdateListener(listener);
        topic.send("1");
        Await.until("the failure", () -> listener.failure.get() != null);
        assertThat(listener.failure.get()).isInstanceOf(TableFailedException.class);
        assertThat(listener.told).isEmpty();
    }

    @Test
    void aTableThatIsClosedHasNoListeners() {
        Table table = Consuming.of(Topic.create()).unregistered();
        TableUpdateListener listener = new Listener(table, update -> {});
        table.addUpdateListener(listener);
        Topictable.close(table);
        Await.until("the subscription ends", () -> Topictable.liveHandles().get("subscriptions") == 0);
    }

    private static void join(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

package topictable.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static topictable.testing.NoLeaks.closeLater;

import io.deephaven.engine.rowset.RowSet;
import io.deephaven.engine.table.ColumnDefinition;
import io.deephaven.engine.table.ColumnSource;
import io.deephaven.engine.table.Table;
import io.deephaven.kafka.KafkaTools.Consume;
import io.deephaven.kafka.KafkaTools.TableType;
import io.deephaven.util.QueryConstants;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import topictable.ClosedException;
import topictable.Session;
import topictable.TableFailedException;
import topictable.Topictable;
import topictable.testing.Await;
import topictable.testing.Consuming;
import topictable.testing.Rows;
import topictable.testing.Topic;

/** Tables that are read while they change. */
class LiveReadingTest {
    private static final int ROWS = 6000;
    private static final int READERS = 3;

    @Test
    void severalThreadsReadWhileRecordsArrive() throws Exception {
        Topic topic = Topic.create();
        Table append = Consuming.of(topic).toTable();
        Table ring = Consuming.of(topic).type(TableType.ring(50)).toTable();
        onThreads(() -> {
            long rows = 0;
            while (rows < ROWS) {
                long before = rows;
                rows = append.size();
                assertThat(rows).isGreaterThanOrEqualTo(before);
                readAll(append);
                readAll(ring);
            }
            return null;
        }, () -> {
            for (int i = 0; i < ROWS; i += 100) {
                topic.sendNumbers(0, i, i + 100);
            }
        });
        assertThat(append.size()).isEqualTo(ROWS);
        Rows.await(ring, now -> now.getRowSet().lastRowKey() == ROWS - 1);
        assertThat(ring.getRowSet()).hasToString("{" + (ROWS - 50) + "-" + (ROWS - 1) + "}");
    }

    /** A row's value is its offset, or it has gone since its key was read. */
    private static void readAll(Table table) {
        ColumnSource<?> values = table.getColumnSource("Value");
        ColumnSource<?> offsets = table.getColumnSource("KafkaOffset");
        RowSet rows = table.getRowSet();
        for (long position = Math.max(0, rows.size() - 200); position < rows.size(); position++) {
            long key = rows.get(position);
            Object value = values.get(key);
            assertThat(value == null || value.equals(Long.toString(key))).as("%s at %d", value, key).isTrue();
            assertThat(offsets.getLong(key)).isIn(key, QueryConstants.NULL_LONG);
        }
    }

    @Test
    void aHeldTableStaysAsItIs() throws Exception {
        Topic topic = Topic.create();
        Table table = Consuming.of(topic).type(TableType.ring(20)).toTable();
        Table count = closeLater(Consuming.of(topic).toTable().countBy("N"));
        onThreads(() -> {
            boolean end = false;
            while (!end) {
                try (Session.Hold hold = Topictable.session().hold()) {
                    List<List<Object>> rows = Rows.of(table, "KafkaOffset", "Value");
                    assertThat(rows).doesNotContain(Arrays.asList(null, null)).hasSize((int) table.size());
                    assertThat(Rows.of(table, "KafkaOffset", "Value")).isEqualTo(rows);
                    long counted = count.isEmpty() ? 0 : count.getColumnSource("N").getLong(0);
                    Thread.sleep(1);
                    assertThat(count.isEmpty() ? 0 : count.getColumnSource("N").getLong(0)).isEqualTo(counted);
                    end = counted == ROWS;
                }
                // Others must get their turn between two holds.
                Thread.sleep(1);
            }
            return null;
        }, () -> {
            for (int i = 0; i < ROWS; i += 200) {
                topic.sendNumbers(0, i, i + 200);
            }
        });
    }

    private static void onThreads(Callable<?> reader, Runnable writer) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(READERS);
        try {
            List<Future<?>> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                readers.add(threads.submit(reader));
            }
            writer.run();
            for (Future<?> each : readers) {
                each.get(Await.LONG.toSeconds(), TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
            assertThat(threads.awaitTermination(Await.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aFailedTableKeepsItsRows() {
        Topic topic = Topic.of("1", "2");
        Table good = Consuming.of(topic).toTable();
        Table table = Consuming.of(topic).value(Consume.jsonSpec(
                new ColumnDefinition<?>[] {ColumnDefinition.ofInt("A")})).toTable();
        Table derived = closeLater(table.view("A"));
        Rows.await(table, 2);
        topic.send("{\"A\": ");
        Await.until("both tables fail", () -> table.isFailed() && derived.isFailed());
        topic.send("{\"A\": 4}");
        Rows.await(good, 4);

        for (Table failed : List.of(table, derived)) {
            assertThat(failed.size()).isEqualTo(2);
            assertThat(Rows.column(failed, "A")).containsExactly(null, null);
            assertThat(Topictable.failure(failed).orElseThrow()).hasMessageContaining("offset 2");
        }
        assertThat(Topictable.failure(good)).isEmpty();
        assertThatThrownBy(() -> table.where("A = 1")).as("a table of a failed one")
                .isInstanceOf(TableFailedException.class);
    }

    @Test
    void aTableIsClosedWhileOthersReadIt() throws Exception {
        Topic topic = Topic.create().sendNumbers(0, 0, 1000);
        Table table = Rows.await(Consuming.of(topic).toTable(), 1000);
        onThreads(() -> {
            ColumnSource<?> values = table.getColumnSource("Value");
            try {
                for (long key = 0;; key = (key + 1) % 1000) {
                    assertThat(values.get(key)).isEqualTo(Long.toString(key));
                }
            } catch (ClosedException e) {
                return null;
            }
        }, () -> Topictable.close(table));
    }
}

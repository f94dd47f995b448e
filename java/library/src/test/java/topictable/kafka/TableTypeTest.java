package topictable.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static topictable.testing.NoLeaks.closeLater;

import io.deephaven.engine.rowset.RowSet;
import io.deephaven.engine.table.Table;
import io.deephaven.kafka.KafkaTools.TableType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import topictable.Session;
import topictable.Topictable;
import topictable.testing.Consuming;
import topictable.testing.NativeThreads;
import topictable.testing.Rows;
import topictable.testing.Topic;

class TableTypeTest {
    @Test
    void appendKeepsEveryRow() {
        Topic topic = Topic.of("a", "b");
        Table table = Consuming.of(topic).toTable();
        Rows.await(table, 2);
        topic.send("c");
        Rows.await(table, 3);

        assertThat(table.isRefreshing()).isTrue();
        assertThat(table.isFailed()).isFalse();
        assertThat(Rows.of(table, "KafkaOffset", "Value"))
                .containsExactly(List.of(0L, "a"), List.of(1L, "b"), List.of(2L, "c"));
        assertThat(table.getRowSet()).hasToString("{0-2}");
    }

    @Test
    void blinkHasTheRowsOfOneCycle() {
        // Long cycles, so that a row is there long enough to be seen.
        Session session = closeLater(Topictable.open(Map.of("topictable.cycle.min.ms", "1000")));
        Topic topic = Topic.of("a", "b");
        // Nothing is missed between the making of the two tables.
        Session.Hold hold = session.hold();
        Table table = Consuming.of(topic).type(TableType.blink()).toTable();
        Table count = closeLater(table.countBy("N"));
        hold.close();

        Rows.await(count, now -> now.size() == 1 && count.getColumnSource("N").getLong(0) == 2);
        assertThat(Rows.column(table, "Value")).isSubsetOf("a", "b").isNotEmpty();
        Rows.await(table, Table::isEmpty);
        assertThat(table.getRowSet()).hasToString("{}");

        topic.send("c");
        Rows.await(table, 1);
        assertThat(Rows.column(table, "Value")).containsExactly("c");
        // Row keys count arrivals.
        assertThat(table.getRowSet()).hasToString("{2}");
    }

    @Test
    void ringKeepsTheLastRows() {
        Topic topic = Topic.of("a", "b", "c", "d", "e");
        Table table = Consuming.of(topic).type(TableType.ring(2)).toTable();
        Rows.await(table, now -> now.getRowSet().lastRowKey() == 4);
        assertThat(Rows.column(table, "Value")).containsExactly("d", "e");
        assertThat(table.getRowSet()).hasToString("{3-4}");

        topic.send("f");
        Rows.await(table, now -> now.getRowSet().lastRowKey() == 5);
        assertThat(Rows.column(table, "Value")).containsExactly("e", "f");
        RowSet keys = table.getRowSet();
        assertThat(keys.find(5)).isEqualTo(1);
        assertThat(table.getColumnSource("Value").get(3)).as("a row that is gone").isNull();
    }

    @Test
    void ringHoldsFewerRowsAtFirst() {
        Table table = Consuming.of(Topic.of("a")).type(TableType.ring(1000)).toTable();
        Rows.await(table, 1);
        assertThat(Rows.column(table, "Value")).containsExactly("a");
    }

    @Test
    void anEmptyTopicIsAnEmptyTable() {
        Table table = Consuming.of(Topic.create()).toTable();
        assertThat(table.isEmpty()).isTrue();
        assertThat(Topictable.awaitChange(table, Duration.ofMillis(100))).isFalse();
    }

    @Test
    void manyRowsComeInOrder() {
        Topic topic = Topic.create(3);
        for (int partition = 0; partition < 3; partition++) {
            topic.sendNumbers(partition, 0, 5000);
        }
        Table table = Rows.await(Consuming.of(topic).toTable(), 15_000);
        assertThat(table.size()).isEqualTo(15_000);
        long[] next = new long[3];
        for (List<Object> row : Rows.of(table, "KafkaPartition", "KafkaOffset", "Value")) {
            int partition = (Integer) row.get(0);
            assertThat(row.get(1)).isEqualTo(next[partition]);
            assertThat(row.get(2)).isEqualTo(Long.toString(next[partition]++));
        }
        assertThat(next).containsOnly(5000);
    }

    @Test
    void aConsumerStopsWithItsTable() {
        Table table = Consuming.of(Topic.of("a")).unregistered();
        Rows.await(table, 1);
        Topictable.close(table);
        NativeThreads.awaitEnd("tt-java-");
    }
}

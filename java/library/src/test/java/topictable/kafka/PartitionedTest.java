package topictable.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static topictable.testing.NoLeaks.closeLater;

import io.deephaven.engine.table.PartitionedTable;
import io.deephaven.engine.table.Table;
import io.deephaven.kafka.KafkaTools;
import org.junit.jupiter.api.Test;
import topictable.InvalidArgumentException;
import topictable.Topictable;
import topictable.testing.Consuming;
import topictable.testing.Rows;
import topictable.testing.Topic;

class PartitionedTest {
    @Test
    void aTableForEachPartition() {
        Topic topic = Topic.create(2);
        topic.sendNumbers(0, 0, 2).sendNumbers(1, 10, 11);
        PartitionedTable parts = KafkaTools.consumeToPartitionedTable(Topic.properties(), topic.name,
                KafkaTools.ALL_PARTITIONS, KafkaTools.ALL_PARTITIONS_SEEK_TO_BEGINNING, KafkaTools.Consume.IGNORE,
                KafkaTools.Consume.simpleSpec("Value", String.class), KafkaTools.TableType.append());
        closeLater((AutoCloseable) parts);
        assertThat(parts.keyColumnNames()).containsExactly("Partition");
        assertThat(parts.constituentDefinition().getColumnNames())
                .containsExactly("KafkaPartition", "KafkaOffset", "KafkaTimestamp", "Value");
        Rows.await(parts.table(), 2);
        Table first = closeLater(parts.constituentFor(0));
        assertThat(Rows.column(Rows.await(first, 2), "Value")).containsExactly("0", "1");
        assertThat(parts.constituentFor(7)).isNull();
        assertThatThrownBy(() -> parts.constituentFor("0")).isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("no key");
        Table merged = closeLater(parts.merge());
        topic.sendNumbers(1, 11, 12);
        assertThat(Rows.column(Rows.await(merged, 4), "Value")).containsExactlyInAnyOrder("0", "1", "10", "11");
        Table[] all = parts.constituents();
        assertThat(all).hasSize(2);
        for (Table table : all) {
            closeLater(table);
        }
    }

    @Test
    void badRecordsAsATable() {
        Topic topic = Topic.of("12345678", "bad");
        Table table = Consuming.of(topic).with("topictable.on.error", "skip")
                .value(KafkaTools.Consume.simpleSpec("V", long.class)).toTable();
        Rows.await(table, 1);
        Table errors = closeLater(Topictable.errorsOf(table));
        Rows.await(errors, 1);
        assertThat(Rows.column(errors, "Offset")).containsExactly(1L);
        assertThat(Rows.column(errors, "Field")).containsExactly("V");
        assertThat(Rows.column(errors, "Topic")).containsExactly(topic.name);
        Table derived = closeLater(table.view("V"));
        assertThatThrownBy(() -> Topictable.errorsOf(derived)).isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void badRecordsInATopic() {
        Topic topic = Topic.of("12345678", "bad");
        Topic dead = Topic.create();
        Table table = Consuming.of(topic)
                .with("topictable.on.error", "dead-letter", "topictable.dead.letter.topic", dead.name)
                .value(KafkaTools.Consume.simpleSpec("V", long.class)).toTable();
        Rows.await(table, 1);
        Table letters = Consuming.of(dead)
                .with("topictable.header.topictable.topic.column", "From", "topictable.header.topictable.field.column", "Field")
                .value(KafkaTools.Consume.simpleSpec("V", String.class)).toTable();
        Rows.await(letters, 1);
        assertThat(Rows.column(letters, "V")).containsExactly("bad");
        assertThat(Rows.column(letters, "From")).containsExactly(topic.name);
        assertThat(Rows.column(letters, "Field")).containsExactly("V");
    }

    @Test
    void aTableThatEnds() {
        Topic topic = Topic.of("a", "b");
        Table table = Consuming.of(topic).with("topictable.end.offset", "latest").toTable();
        Rows.await(table, 2);
        topictable.testing.Await.until("it ends", () -> !table.isRefreshing());
        topic.send("c");
        assertThat(table.size()).isEqualTo(2);
    }

    @Test
    void topicsAndDefinitions() {
        Topic topic = Topic.create();
        assertThat(KafkaTools.topics(Topic.properties())).contains(topic.name);
        assertThat(KafkaTools.listTopics(Topic.properties())).contains(topic.name).isSorted();
        assertThat(KafkaTools.getTableDefinition(Topic.properties("deephaven.offset.column.name", ""),
                KafkaTools.Consume.simpleSpec("K", int.class), KafkaTools.Consume.IGNORE).getColumnNames())
                .containsExactly("KafkaPartition", "KafkaTimestamp", "K");
        assertThatThrownBy(() -> KafkaTools.getTableDefinition(Topic.properties(), KafkaTools.Consume.IGNORE,
                KafkaTools.Consume.IGNORE)).isInstanceOf(InvalidArgumentException.class);
    }
}

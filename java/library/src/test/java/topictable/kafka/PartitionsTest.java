package topictable.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deephaven.engine.table.Table;
import io.deephaven.kafka.KafkaTools;
import io.deephaven.kafka.ingest.KafkaIngester.PartitionRange;
import io.deephaven.kafka.ingest.KafkaIngester.PartitionRoundRobin;
import io.deephaven.kafka.ingest.KafkaIngester.SinglePartition;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import topictable.InvalidArgumentException;
import topictable.Topictable;
import topictable.testing.Consuming;
import topictable.testing.Rows;
import topictable.testing.Topic;

class PartitionsTest {
    private static Topic topic;

    /** Three partitions; partition p has the values p0 to p3. */
    @BeforeAll
    static void fill() {
        topic = Topic.create(3);
        for (int partition = 0; partition < 3; partition++) {
            for (int i = 0; i < 4; i++) {
                topic.send(partition, null, null, Topic.bytes(partition + "" + i));
            }
        }
    }

    private static List<Object> values(IntPredicate partitions, IntToLongFunction offsets, int rows) {
        Table table = Consuming.of(topic).partitions(partitions).offsets(offsets).toTable();
        List<Object> values = new ArrayList<>(Rows.column(Rows.await(table, rows), "Value"));
        values.sort(null);
        return values;
    }

    @Test
    void allFromTheBeginning() {
        assertThat(values(KafkaTools.ALL_PARTITIONS, KafkaTools.ALL_PARTITIONS_SEEK_TO_BEGINNING, 12)).hasSize(12);
        // A function that is not the constant, with the same answers.
        assertThat(values(partition -> true, partition -> KafkaTools.SEEK_TO_BEGINNING, 12)).hasSize(12);
    }

    @Test
    void somePartitions() {
        assertThat(values(partition -> partition == 1, KafkaTools.ALL_PARTITIONS_SEEK_TO_BEGINNING, 4))
                .containsExactly("10", "11", "12", "13");
        assertThat(values(KafkaTools.partitionFilterFromArray(new int[] {2, 0}),
                KafkaTools.ALL_PARTITIONS_SEEK_TO_BEGINNING, 8)).hasSize(8).doesNotContain("10", "11", "12", "13");
    }

    @Test
    void rangesAndRoundRobin() {
        IntToLongFunction beginning = KafkaTools.ALL_PARTITIONS_SEEK_TO_BEGINNING;
        assertThat(values(new PartitionRange(1, 7), beginning, 8)).hasSize(8).doesNotContain("00");
        assertThat(values(new SinglePartition(2), beginning, 4)).containsExactly("20", "21", "22", "23");
        assertThat(values(new PartitionRoundRobin(0, 2), beginning, 8)).contains("00", "20").hasSize(8);
        assertThat(values(new PartitionRoundRobin(1, 2), beginning, 4)).contains("10").hasSize(4);
        assertThatThrownBy(() -> new PartitionRange(2, 1)).isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> new PartitionRoundRobin(2, 2)).isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("consumerIndex is 2");
    }

    @Test
    void partitionsThatTheTopicHasNot() {
        assertThat(values(KafkaTools.partitionFilterFromArray(new int[] {1, 77}),
                KafkaTools.ALL_PARTITIONS_SEEK_TO_BEGINNING, 4)).hasSize(4);
        assertThatThrownBy(() -> values(partition -> false, KafkaTools.ALL_PARTITIONS_SEEK_TO_BEGINNING, 0))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("partition filter").hasMessageContaining("0..2").hasMessageContaining(topic.name);
    }

    @Test
    void theFilterIsAskedOnceForEachPartition() {
        List<Integer> asked = new ArrayList<>();
        List<Integer> started = new ArrayList<>();
        values(partition -> {
            asked.add(partition);
            return partition < 2;
        }, partition -> {
            started.add(partition);
            return KafkaTools.SEEK_TO_BEGINNING;
        }, 8);
        assertThat(asked).containsExactly(0, 1, 2);
        assertThat(started).containsExactly(0, 1);
    }

    @Test
    void anExceptionOfTheFilterIsTheCallersOwn() {
        IllegalStateException mine = new IllegalStateException("mine");
        assertThatThrownBy(() -> values(partition -> {
            throw mine;
        }, KafkaTools.ALL_PARTITIONS_SEEK_TO_BEGINNING, 0)).isSameAs(mine);
    }

    @Test
    void startsByPartition() {
        assertThat(values(KafkaTools.ALL_PARTITIONS, partition -> partition + 1, 6))
                .containsExactly("01", "02", "03", "12", "13", "23");
        assertThat(values(KafkaTools.ALL_PARTITIONS, KafkaTools.partitionToOffsetFromParallelArrays(
                new int[] {2, 0}, new long[] {KafkaTools.SEEK_TO_BEGINNING, 3}), 5))
                .as("an unlisted partition is not seeked: it begins at its end")
                .containsExactly("03", "20", "21", "22", "23");
    }

    @Test
    void theEnd() {
        Topic other = Topic.of("before");
        Table seeked = Consuming.of(other).offsets(KafkaTools.ALL_PARTITIONS_SEEK_TO_END).toTable();
        Table asked = Consuming.of(other).offsets(partition -> KafkaTools.SEEK_TO_END).toTable();
        Table latest = Consuming.of(other).offsets(KafkaTools.ALL_PARTITIONS_DONT_SEEK).toTable();
        Table earliest = Consuming.of(other).offsets(KafkaTools.ALL_PARTITIONS_DONT_SEEK)
                .with("auto.offset.reset", "earliest").toTable();
        // What is written after the call is read.
        other.send("after");
        assertThat(Rows.column(Rows.await(seeked, 1), "Value")).containsExactly("after");
        assertThat(Rows.column(Rows.await(asked, 1), "Value")).containsExactly("after");
        assertThat(Rows.column(Rows.await(latest, 1), "Value")).containsExactly("after");
        assertThat(Rows.column(Rows.await(earliest, 2), "Value")).containsExactly("before", "after");
    }

    @Test
    void anOffsetThatIsNone() {
        assertThatThrownBy(() -> values(KafkaTools.ALL_PARTITIONS, partition -> -7, 0))
                .isInstanceOf(InvalidArgumentException.class).hasMessageContaining("-7");
    }

    @Test
    void thePartitionsOfATopic() {
        assertThat(Topictable.session().partitions(Topic.properties(), topic.name)).containsExactly(0, 1, 2);
    }
}

package topictable.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deephaven.engine.table.Table;
import io.deephaven.kafka.KafkaTools;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import topictable.InvalidArgumentException;
import topictable.testing.Await;
import topictable.testing.Consuming;
import topictable.testing.Rows;
import topictable.testing.Topic;

class SubscribeTest {
    private static Properties properties(Topic topic) {
        return Topic.properties("group.id", "members of " + topic.name, "auto.offset.reset", "earliest",
                "topictable.subscribe", "group", "auto.commit.interval.ms", "200");
    }

    @Test
    void aTableAndAJavaConsumerShareATopic() {
        Topic topic = Topic.create(2).sendNumbers(0, 0, 5).sendNumbers(1, 5, 10);
        Table table = Consuming.of(topic).properties(properties(topic)).offsets(KafkaTools.ALL_PARTITIONS_DONT_SEEK).toTable();
        Rows.await(table, 10);
        Properties java = properties(topic);
        java.remove("topictable.subscribe");
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(java, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(topic.name));
            Await.until("a partition for each", () -> {
                consumer.poll(Duration.ofMillis(50));
                return consumer.assignment().size() == 1;
            });
            int others = consumer.assignment().iterator().next().partition();
            topic.sendNumbers(0, 10, 15).sendNumbers(1, 15, 20);
            List<String> seen = new java.util.ArrayList<>();
            Await.until("the records of one partition", () -> {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(50))) {
                    assertThat(record.partition()).isEqualTo(others);
                    seen.add(record.value());
                }
                return seen.size() >= 5;
            });
            // What the table had read before was committed before its partition went.
            assertThat(seen).hasSize(5).allMatch(value -> Integer.parseInt(value) >= 10);
            Rows.await(table, 15);
            assertThat(Rows.column(table, "Value")).doesNotContainAnyElementsOf(seen);
        }
        topic.sendNumbers(0, 20, 21).sendNumbers(1, 21, 22);
        Await.until("what came last", () -> Rows.column(table, "Value").containsAll(List.of("20", "21")));
    }

    @Test
    void whereToBeginIsForTheGroupToSay() {
        Topic topic = Topic.of("a");
        assertThatThrownBy(() -> Consuming.of(topic).properties(properties(topic)).toTable())
                .isInstanceOf(InvalidArgumentException.class).hasMessageContaining("ALL_PARTITIONS_DONT_SEEK");
    }
}

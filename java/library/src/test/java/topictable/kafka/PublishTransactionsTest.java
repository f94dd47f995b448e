package topictable.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deephaven.engine.table.Table;
import io.deephaven.kafka.KafkaPublishOptions;
import io.deephaven.kafka.KafkaTools;
import io.deephaven.kafka.KafkaTools.Produce;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import topictable.InvalidArgumentException;
import topictable.Publisher;
import topictable.PublisherStatus.State;
import topictable.Session;
import topictable.Topictable;
import topictable.testing.Consuming;
import topictable.testing.Rows;
import topictable.testing.Topic;

class PublishTransactionsTest {
    /** What a program gives its consumer and its producer. */
    private static Properties properties(Topic from) {
        return Topic.properties("group.id", "copy " + from.name, "auto.offset.reset", "earliest", "enable.auto.commit",
                "false", "isolation.level", "read_committed", "transactional.id", "copy " + from.name);
    }

    private static Table source(Topic from) {
        return Consuming.of(from).properties(properties(from)).offsets(KafkaTools.ALL_PARTITIONS_DONT_SEEK).toTable();
    }

    private static KafkaPublishOptions to(Topic from, Topic into, Table table) {
        return KafkaPublishOptions.builder().table(table).topic(into.name).config(properties(from))
                .valueSpec(Produce.simpleSpec("Value")).build();
    }

    @Test
    void aTopicIsCopiedExactlyOnce() throws InterruptedException {
        Topic from = Topic.create();
        Topic into = Topic.create();
        Table back = Consuming.of(into).with("isolation.level", "read_committed").toTable();
        for (int round = 1; round <= 2; round++) {
            from.send(null, ("first of " + round).getBytes());
            try (Publisher publisher = Topictable.publish(to(from, into, source(from)))) {
                from.send(null, ("second of " + round).getBytes());
                Rows.await(back, 2L * round);
                publisher.run();
                assertThat(publisher.status().state()).isEqualTo(State.STOPPED);
                assertThat(publisher.status().delivered()).isEqualTo(2);
            }
        }
        assertThat(Rows.column(back, "Value")).containsExactly("first of 1", "second of 1", "first of 2", "second of 2");
    }

    @Test
    void whatWouldForgetIsRefused() {
        Topic from = Topic.create();
        Table counts = source(from).countBy("Value");
        assertThatThrownBy(() -> Topictable.publish(to(from, from, counts))).isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("after a restart countBy").hasMessageContaining("topictable.publish.send.offsets");
    }
}

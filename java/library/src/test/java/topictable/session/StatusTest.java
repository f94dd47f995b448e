package topictable.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static topictable.testing.NoLeaks.closeLater;

import io.deephaven.engine.table.Table;
import org.junit.jupiter.api.Test;
import topictable.ClosedException;
import topictable.Session;
import topictable.Topictable;
import topictable.testing.Await;
import topictable.testing.Consuming;
import topictable.testing.Topic;

/** What consumers are doing. */
class StatusTest {
    @Test
    void aLiveTableAndText() {
        Session session = closeLater(Topictable.open());
        Table status = closeLater(session.status());
        assertThat(status.getDefinition().getColumnNames()).containsExactly("Consumer", "Partition", "Topic", "State",
                "Position", "End", "Lag", "Records", "RecordsPerSecond", "Bytes", "BytesPerSecond", "BadRecords",
                "MemoryBytes", "Error", "Updated");
        Topic topic = Topic.of("one", "two");
        session.call(() -> Consuming.of(topic).toTable());
        Table read = closeLater(status.where("State = `reading`", "Position = 2", "Lag = 0", "Records = 2"));
        Await.until("a row of the consumer", () -> read.size() == 1);
        assertThat(status.getColumnSource("Topic").get(status.getRowSet().get(0))).isEqualTo(topic.name);
        assertThat(session.metrics()).contains("# TYPE topictable_lag gauge")
                .contains("topic=\"" + topic.name + "\",partition=\"0\"} 2\n");
        session.close();
        assertThatThrownBy(session::status).isInstanceOf(ClosedException.class);
        assertThatThrownBy(session::metrics).isInstanceOf(ClosedException.class);
    }
}

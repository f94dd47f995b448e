package topictable.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.deephaven.engine.table.ColumnSource;
import io.deephaven.engine.table.Table;
import java.lang.ref.Reference;
import java.util.Map;
import org.junit.jupiter.api.Test;
import topictable.Topictable;
import topictable.testing.Await;
import topictable.testing.Consuming;
import topictable.testing.NativeThreads;
import topictable.testing.Rows;
import topictable.testing.Topic;

/** What nobody can reach any more is released. */
class CleanerTest {
    @Test
    void anUnreachableTableIsReleasedAndItsConsumerStops() {
        useATable();
        Await.until(() -> "all is released, but there are " + Topictable.liveHandles(), () -> {
            System.gc();
            return Topictable.liveHandles().get("tables") == 0 && Topictable.liveHandles().get("views") == 0;
        });
        NativeThreads.awaitEnd("tt-java-");
    }

    private static void useATable() {
        Topic topic = Topic.of("a", "b");
        Table table = Rows.await(Consuming.of(topic).unregistered(), 2);
        assertThat(Rows.column(table, "Value")).containsExactly("a", "b");
        topic.send("c");
        Rows.await(table, 3);
    }

    @Test
    void aColumnKeepsItsTable() {
        ColumnSource<String> column = column();
        System.gc();
        System.gc();
        assertThat(column.get(0)).isEqualTo("a");
        assertThat(Topictable.liveHandles()).containsEntry("tables", 1);
        Reference.reachabilityFence(column);
    }

    private static ColumnSource<String> column() {
        return Rows.await(Consuming.of(Topic.of("a")).unregistered(), 1).getColumnSource("Value");
    }

    @Test
    void aDerivedTableKeepsWhatItIsDerivedFrom() {
        Topic topic = Topic.of("a");
        Table derived = Consuming.of(topic).unregistered().view("Value");
        Await.until("the first table is released", () -> {
            System.gc();
            return Topictable.liveHandles().get("tables") == 1;
        });
        topic.send("b");
        assertThat(Rows.column(Rows.await(derived, 2), "Value")).containsExactly("a", "b");
        Topictable.close(derived);
    }

    @Test
    void oldViewsAreReleasedAtOnce() {
        Topic topic = Topic.create();
        Table table = Consuming.of(topic).toTable();
        for (int i = 1; i <= 20; i++) {
            topic.send(Integer.toString(i));
            Rows.await(table, i);
            assertThat(Rows.column(table, "Value")).hasSize(i);
        }
        Map<String, Integer> live = Topictable.liveHandles();
        assertThat(live).containsEntry("tables", 1).containsEntry("views", 1);
    }
}

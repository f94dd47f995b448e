package topictable.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static topictable.testing.NoLeaks.closeLater;

import io.deephaven.engine.table.Table;
import io.deephaven.engine.util.TableTools;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import topictable.ClosedException;
import topictable.ErrorCode;
import topictable.InvalidArgumentException;
import topictable.Session;
import topictable.Topictable;
import topictable.testing.Await;
import topictable.testing.Consuming;
import topictable.testing.Rows;
import topictable.testing.Topic;

class SessionTest {
    @Test
    void oneIsOpenedByDefault() {
        Session session = Topictable.session();
        assertThat(session.isClosed()).isFalse();
        assertThat(Topictable.session()).isSameAs(session);
        session.close();
        assertThat(Topictable.session()).isNotSameAs(session);
    }

    @Test
    void theOneOpenedLastIsCurrent() {
        Session base = Topictable.session();
        Session first = closeLater(Topictable.open());
        Session second = closeLater(Topictable.open());
        assertThat(Topictable.session()).isSameAs(second);
        first.close();
        assertThat(Topictable.session()).isSameAs(second);
        Session third = closeLater(Topictable.open());
        third.close();
        assertThat(Topictable.session()).isSameAs(second);
        second.close();
        assertThat(Topictable.session()).isSameAs(base);
    }

    @Test
    void aBodyRunsInASession() throws InterruptedException {
        Session first = closeLater(Topictable.open());
        Session second = closeLater(Topictable.open());
        Table table = closeLater(first.call(() -> {
            assertThat(Topictable.session()).isSameAs(first);
            assertThat(second.call(Topictable::session)).isSameAs(second);
            assertThat(Topictable.session()).isSameAs(first);
            return TableTools.newTable(TableTools.intCol("A", 1));
        }));
        assertThat(Topictable.session()).isSameAs(second);
        first.close();
        assertThat(Rows.column(table, "A")).containsExactly(1);

        assertThatThrownBy(() -> second.call(() -> {
            throw new IllegalStateException("mine");
        })).hasMessage("mine");
        assertThat(Topictable.session()).isSameAs(second);
        List<Session> other = new ArrayList<>();
        second.call(() -> {
            Session third = closeLater(Topictable.open());
            Thread thread = new Thread(() -> other.add(Topictable.session()));
            thread.start();
            Await.until("the thread ends", () -> !thread.isAlive());
            assertThat(other).as("a body's session is that of its thread only").containsExactly(third);
            return null;
        });
    }

    @Test
    void tablesOutliveTheirSession() {
        Topic topic = Topic.of("a", "b");
        Session session = closeLater(Topictable.open());
        Table table = Rows.await(Consuming.of(topic).toTable(), 2);
        Table values = closeLater(TableTools.newTable(TableTools.intCol("A", 1)));
        session.close();

        topic.send("c");
        Table other = Consuming.of(topic).toTable();
        Rows.await(other, 3);
        assertThat(Rows.column(table, "Value")).containsExactly("a", "b");
        assertThat(table.isFailed()).isFalse();
        assertThat(Rows.column(values, "A")).containsExactly(1);
    }

    @Test
    void aClosedSessionMakesNoTables() {
        Session session = Topictable.open();
        assertThat(session.isClosed()).isFalse();
        session.close();
        session.close();
        assertThat(session.isClosed()).isTrue();

        List<Runnable> uses = List.of(
                () -> session.call(() -> TableTools.emptyTable(1)),
                () -> session.call(() -> Consuming.of("any").toTable()),
                () -> session.partitions(Topic.properties(), "any"),
                session::hold);
        for (Runnable use : uses) {
            assertThatThrownBy(use::run).isInstanceOf(ClosedException.class).isInstanceOf(IllegalStateException.class)
                    .hasMessage("the session is closed")
                    .satisfies(failure -> assertThat(((ClosedException) failure).code()).isEqualTo(ErrorCode.CLOSED));
        }
    }

    @Test
    void aSessionClosesAtTheEndOfItsBlock() {
        Session kept;
        try (Session session = Topictable.open()) {
            kept = session;
            closeLater(TableTools.emptyTable(1));
        }
        assertThat(kept.isClosed()).isTrue();
    }

    @Test
    void severalThreadsCloseASession() throws InterruptedException {
        for (int round = 0; round < 20; round++) {
            Session session = Topictable.open();
            CountDownLatch start = new CountDownLatch(1);
            List<Throwable> failures = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Thread thread = new Thread(() -> {
                    try {
                        start.await();
                        session.close();
                    } catch (Throwable e) {
                        synchronized (failures) {
                            failures.add(e);
                        }
                    }
                });
                thread.start();
                threads.add(thread);
            }
            start.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(failures).isEmpty();
        }
    }

    @Test
    void aClosedTable() {
        Table table = TableTools.newTable(TableTools.intCol("A", 1));
        assertThat(table.size()).isEqualTo(1);
        Topictable.close(table);
        Topictable.close(table);
        List<Runnable> uses = List.of(table::size, table::getRowSet, table::isFailed, () -> table.where("A = 1"),
                () -> table.getColumnSource("A").getInt(0), () -> table.getColumnSource("A").get(0),
                () -> TableTools.string(table), () -> Topictable.awaitChange(table, Duration.ZERO),
                () -> Topictable.failure(table), () -> Topictable.exportStream(table, 8));
        for (Runnable use : uses) {
            assertThatThrownBy(use::run).isInstanceOf(ClosedException.class).hasMessage("a table of values is closed");
        }
        assertThat(table.getDefinition().getColumnNames()).containsExactly("A");
    }

    @Test
    void propertiesOfASession() {
        closeLater(Topictable.open(Map.of("topictable.cycle.min.ms", "0"))).close();
        assertThatThrownBy(() -> Topictable.open(Map.of("topictable.cycle.min.ms", "soon")))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("topictable.cycle.min.ms").hasMessageContaining("soon");
        assertThatThrownBy(() -> Topictable.open(Map.of("bootstrap.servers", "x")))
                .isInstanceOf(InvalidArgumentException.class).hasMessageContaining("bootstrap.servers");
    }

    @Test
    void holdsAreCounted() {
        Session session = closeLater(Topictable.open());
        Topic topic = Topic.create();
        Table table = Consuming.of(topic).toTable();
        Session.Hold first = session.hold();
        Session.Hold second = session.hold();
        topic.send("a");
        first.close();
        first.close();
        assertThat(Topictable.awaitChange(table, Duration.ofMillis(100))).isFalse();
        second.close();
        Rows.await(table, 1);
    }

    @Test
    void aHeldSessionCanBeClosed() {
        Session session = Topictable.open();
        Session.Hold hold = session.hold();
        session.close();
        hold.close();
    }

    @Test
    void theVersion() {
        assertThat(Topictable.version()).matches("\\d+\\.\\d+\\.\\d+");
    }
}

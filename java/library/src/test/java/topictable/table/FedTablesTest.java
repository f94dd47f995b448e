package topictable.table;

import static io.deephaven.engine.util.TableTools.intCol;
import static io.deephaven.engine.util.TableTools.longCol;
import static io.deephaven.engine.util.TableTools.newTable;
import static io.deephaven.engine.util.TableTools.stringCol;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static topictable.testing.NoLeaks.closeLater;

import io.deephaven.engine.table.ColumnDefinition;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.TableDefinition;
import io.deephaven.engine.table.impl.AddOnlyToBlinkTableAdapter;
import io.deephaven.engine.table.impl.BlinkTableTools;
import io.deephaven.engine.table.impl.util.AppendOnlyArrayBackedInputTable;
import io.deephaven.engine.table.impl.util.FunctionGeneratedTableFactory;
import io.deephaven.engine.table.impl.util.KeyedArrayBackedInputTable;
import io.deephaven.engine.util.input.InputTableUpdater;
import io.deephaven.stream.TablePublisher;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import topictable.ClosedException;
import topictable.Session;
import topictable.SubscribeOptions;
import topictable.Topictable;
import topictable.internal.LiveTable;
import topictable.testing.Await;
import topictable.testing.Rows;

/** Tables whose rows come from the program: publishers, blink tables of tables, generated tables. */
class FedTablesTest {
    private static final TableDefinition COLUMNS =
            TableDefinition.of(ColumnDefinition.ofString("K"), ColumnDefinition.ofInt("V"));

    private static Table rows(String keys, int... values) {
        return closeLater(newTable(stringCol("K", keys.split("")), intCol("V", values)));
    }

    /** What the column V has after each change, the first of which is the state now. */
    private static BlockingQueue<List<Object>> cycles(Table table) {
        BlockingQueue<List<Object>> cycles = new LinkedBlockingQueue<>();
        closeLater(Topictable.onChange(table, SubscribeOptions.defaults(), change -> cycles.add(Rows.column(change.after(), "V"))));
        return cycles;
    }

    private static List<Object> next(BlockingQueue<List<Object>> cycles) throws InterruptedException {
        List<Object> next = cycles.poll(Await.LONG.toSeconds(), TimeUnit.SECONDS);
        assertThat(next).as("a cycle in time").isNotNull();
        return next;
    }

    @Test
    void rowsOfAPublisherAreThereForOneCycle() throws Exception {
        TablePublisher publisher = TablePublisher.of("prices", COLUMNS, null, null);
        assertThat(publisher.definition()).isEqualTo(COLUMNS);
        Table table = closeLater(publisher.table());
        assertThat(publisher.table()).isSameAs(table);
        assertThat(BlinkTableTools.isBlink(table)).isTrue();
        assertThat(table.isRefreshing()).isTrue();
        Table all = closeLater(BlinkTableTools.blinkToAppendOnly(table));
        Table sums = closeLater(table.sumBy("K"));
        BlockingQueue<List<Object>> cycles = cycles(table);
        assertThat(next(cycles)).isEmpty();
        try (Session.Hold hold = Topictable.session().hold()) {
            publisher.add(rows("ab", 1, 2));
            // Columns in another order, and more of them.
            publisher.add(closeLater(newTable(longCol("More", 0), intCol("V", 3), stringCol("K", "a"))));
        }
        assertThat(next(cycles)).containsExactly(1, 2, 3);
        assertThat(next(cycles)).isEmpty();
        publisher.add(rows("b", 4));
        assertThat(next(cycles)).containsExactly(4);
        assertThat(next(cycles)).isEmpty();
        assertThat(Rows.column(all, "V")).containsExactly(1, 2, 3, 4);
        assertThat(Rows.of(sums)).containsExactly(List.of("a", 4L), List.of("b", 6L));
    }

    @Test
    void rowsThatDoNotFitAreRefused() {
        TablePublisher publisher = TablePublisher.of("prices", COLUMNS, null, null);
        closeLater(publisher.table());
        assertThatThrownBy(() -> publisher.add(closeLater(newTable(intCol("V", 1))))).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the rows have no column \"K\"");
        assertThatThrownBy(() -> publisher.add(closeLater(newTable(stringCol("K", "a"), longCol("V", 1)))))
                .hasMessage("column \"V\" of the rows has type Int64: expected Int32");
        assertThatThrownBy(() -> TablePublisher.of(null, COLUMNS, null, null)).isInstanceOf(NullPointerException.class);
        Table given = rows("a", 1);
        Topictable.close(given);
        assertThatThrownBy(() -> publisher.add(given)).isInstanceOf(ClosedException.class);
        assertThat(publisher.isAlive()).isTrue();
    }

    @Test
    void aFlushFillsTheNextCycle() throws Exception {
        System.setProperty("topictable.flush.ms", "50");
        try {
            AtomicInteger flushes = new AtomicInteger();
            AtomicBoolean held = new AtomicBoolean(true);
            TablePublisher publisher = TablePublisher.of("counts", COLUMNS, of -> {
                int flush = flushes.incrementAndGet();
                of.add(newTable(stringCol("K", "a"), intCol("V", flush)));
                held.compareAndSet(true, of.table().size() == 0);
                of.add(newTable(stringCol("K", "b"), intCol("V", -flush)));
            }, null);
            BlockingQueue<List<Object>> cycles = cycles(closeLater(publisher.table()));
            List<List<Object>> seen = new ArrayList<>();
            while (seen.size() < 3) {
                List<Object> cycle = next(cycles);
                if (!cycle.isEmpty()) {
                    seen.add(cycle);
                }
            }
            int first = (int) seen.get(0).get(0);
            assertThat(seen).containsExactly(List.of(first, -first), List.of(first + 1, -first - 1), List.of(first + 2, -first - 2));
            assertThat(held).isTrue();
        } finally {
            System.clearProperty("topictable.flush.ms");
        }
    }

    @Test
    void aFailureEndsAPublisher() {
        AtomicInteger ends = new AtomicInteger();
        TablePublisher publisher = TablePublisher.of("prices", COLUMNS, null, ends::incrementAndGet);
        Table table = closeLater(publisher.table());
        Table all = closeLater(BlinkTableTools.blinkToAppendOnly(table));
        publisher.add(rows("a", 1));
        publisher.publishFailure(new IllegalStateException("the feed is lost"));
        publisher.publishFailure(new IllegalStateException("once more"));
        assertThat(Await.happens(Await.LONG, table::isFailed)).isTrue();
        assertThat(Await.happens(Await.LONG, () -> ends.get() == 1)).isTrue();
        assertThat(Rows.column(all, "V")).containsExactly(1);
        assertThat(LiveTable.of(table).failure()).hasMessageContaining("the feed is lost")
                .hasMessageContaining("the table of the publisher prices");
        assertThat(publisher.isAlive()).isFalse();
        publisher.add(rows("a", 2));
        assertThat(Rows.column(all, "V")).containsExactly(1);
        assertThat(ends).hasValue(1);
    }

    @Test
    void whatAFlushThrowsFailsTheTable() {
        System.setProperty("topictable.flush.ms", "20");
        try {
            TablePublisher publisher = TablePublisher.of("prices", COLUMNS, of -> {
                throw new IllegalStateException("no price");
            }, null);
            Table table = closeLater(publisher.table());
            assertThat(Await.happens(Await.LONG, table::isFailed)).isTrue();
            assertThat(LiveTable.of(table).failure()).hasMessageContaining("no price");
        } finally {
            System.clearProperty("topictable.flush.ms");
        }
    }

    @Test
    void aPublisherEndsWithItsTable() {
        AtomicInteger ends = new AtomicInteger();
        TablePublisher publisher = TablePublisher.of("prices", COLUMNS, null, ends::incrementAndGet);
        Table sums = publisher.table().sumBy("K");
        Topictable.close(publisher.table());
        assertThat(publisher.isAlive()).as("a derived table is left").isTrue();
        publisher.add(rows("a", 5));
        Rows.await(sums, 1);
        Rows.await(publisher.table(), now -> now.size() == 0);
        Topictable.close(publisher.table());
        Topictable.close(sums);
        assertThat(Await.happens(Await.LONG, () -> ends.get() == 1)).isTrue();
        assertThat(publisher.isAlive()).isFalse();
        assertThatThrownBy(publisher::table).isInstanceOf(ClosedException.class);
        publisher.add(rows("a", 5));
    }

    @Test
    void aPublisherEndsWithItsSession() {
        AtomicInteger ends = new AtomicInteger();
        Session session = Topictable.open();
        TablePublisher publisher = session.call(() -> TablePublisher.of("prices", COLUMNS, null, ends::incrementAndGet));
        closeLater(publisher.table());
        session.close();
        assertThat(publisher.isAlive()).isFalse();
        assertThat(Await.happens(Await.LONG, () -> ends.get() == 1)).isTrue();
    }

    @Test
    void aPublisherAsAnInputTable() {
        TablePublisher publisher = TablePublisher.of("prices", COLUMNS, null, null);
        Table input = closeLater(publisher.inputTable());
        Table all = closeLater(BlinkTableTools.blinkToAppendOnly(input));
        InputTableUpdater updater = InputTableUpdater.from(input);
        updater.add(rows("a", 7));
        Rows.await(all, 1);
        assertThatThrownBy(() -> updater.delete(rows("a", 7))).hasMessageContaining("cannot be deleted");
    }

    @Test
    void rowsThatComeAsABlinkTable() throws Exception {
        Table input = closeLater(AppendOnlyArrayBackedInputTable.make(rows("ab", 1, 2)));
        Rows.await(input, 2);
        InputTableUpdater updater = InputTableUpdater.from(input);
        BlockingQueue<List<Object>> cycles;
        Table blink;
        try (Session.Hold hold = Topictable.session().hold()) {
            blink = closeLater(AddOnlyToBlinkTableAdapter.toBlink(input));
            cycles = cycles(blink);
        }
        assertThat(BlinkTableTools.isBlink(blink)).isTrue();
        assertThat(AddOnlyToBlinkTableAdapter.toBlink(blink)).isSameAs(blink);
        assertThat(next(cycles)).containsExactly(1, 2);
        assertThat(next(cycles)).isEmpty();
        updater.add(rows("c", 3));
        assertThat(next(cycles)).containsExactly(3);
        assertThat(next(cycles)).isEmpty();
        assertThatThrownBy(() -> AddOnlyToBlinkTableAdapter.toBlink(rows("a", 1))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the table does not change");
        Table keyed = closeLater(KeyedArrayBackedInputTable.make(rows("a", 1), "K"));
        Rows.await(keyed, 1);
        Table changing = closeLater(AddOnlyToBlinkTableAdapter.toBlink(keyed));
        InputTableUpdater.from(keyed).add(rows("a", 2));
        assertThat(Await.happens(Await.LONG, changing::isFailed)).isTrue();
        assertThat(LiveTable.of(changing).failure()).hasMessageContaining("row 0 has changed");
    }

    @Test
    void aTableThatIsMadeAgainAndAgain() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        Table table = closeLater(FunctionGeneratedTableFactory.create(() -> {
            int call = calls.incrementAndGet();
            return call % 2 == 1 ? rowsNow("ab", call, 0) : rowsNow("a", call);
        }, 50));
        assertThat(Rows.column(table, "V")).as("rows at once").containsExactly(1, 0);
        assertThat(table.isRefreshing()).isTrue();
        Table reversed = closeLater(table.reverse());
        BlockingQueue<List<Object>> cycles = cycles(reversed);
        for (int seen = 0; seen < 4;) {
            List<Object> cycle = next(cycles);
            int call = (int) cycle.get(cycle.size() - 1);
            assertThat(cycle).isEqualTo(call % 2 == 1 ? List.of(0, call) : List.of(call));
            seen++;
        }
        assertThat(Rows.of(closeLater(FunctionGeneratedTableFactory.create(() -> rowsNow("a", 1), 0)))).hasSize(1);
    }

    private static Table rowsNow(String keys, int... values) {
        return newTable(stringCol("K", keys.split("")), intCol("V", values));
    }

    @Test
    void aTableThatIsMadeOfOthers() {
        Table one = closeLater(AppendOnlyArrayBackedInputTable.make(COLUMNS));
        Table two = closeLater(AppendOnlyArrayBackedInputTable.make(COLUMNS));
        AtomicInteger calls = new AtomicInteger();
        Table table = closeLater(FunctionGeneratedTableFactory.create(() -> {
            calls.incrementAndGet();
            return newTable(longCol("One", one.size()), longCol("Two", two.size()));
        }, one, two));
        assertThat(Rows.of(table)).containsExactly(List.of(0L, 0L));
        InputTableUpdater.from(one).add(rows("ab", 1, 2));
        Rows.await(table, now -> Rows.of(now).equals(List.of(List.of(2L, 0L))));
        InputTableUpdater.from(two).add(rows("c", 3));
        Rows.await(table, now -> Rows.of(now).equals(List.of(List.of(2L, 1L))));
        assertThat(calls.get()).isBetween(3, 4);
        Topictable.close(table);
        assertThatThrownBy(() -> FunctionGeneratedTableFactory.create(() -> rows("a", 1), rows("a", 1)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("must be refreshing");
    }

    @Test
    void aGeneratedTableFailsWithItsSource() {
        TablePublisher publisher = TablePublisher.of("prices", COLUMNS, null, null);
        Table source = closeLater(publisher.table());
        Table table = closeLater(FunctionGeneratedTableFactory.create(() -> rowsNow("a", 1), source));
        publisher.publishFailure(new IllegalStateException("the feed is lost"));
        assertThat(Await.happens(Await.LONG, table::isFailed)).isTrue();
        assertThat(LiveTable.of(table).failure()).hasMessageContaining("a generated table has failed")
                .hasMessageContaining("the table of the publisher prices").hasMessageContaining("the feed is lost");
        assertThat(Rows.column(table, "V")).containsExactly(1);
    }

    @Test
    void whatAFunctionMayNotGive() {
        assertThatThrownBy(() -> FunctionGeneratedTableFactory.create(() -> null, 50)).hasMessageContaining("has given null");
        assertThatThrownBy(() -> FunctionGeneratedTableFactory.create(() -> {
            throw new IllegalStateException("at once");
        }, 50)).hasMessage("at once");
        fails("has given null", null);
        fails("the rows have no column \"K\"", newTable(intCol("V", 1)));
        Table closed = rowsNow("a", 1);
        Topictable.close(closed);
        fails("is closed", closed);
    }

    /** What is given later fails the table, which keeps its rows. */
    private static void fails(String message, Table later) {
        AtomicBoolean first = new AtomicBoolean(true);
        Table table = closeLater(FunctionGeneratedTableFactory.create(
                () -> first.compareAndSet(true, false) ? rowsNow("a", 1) : later, 30));
        assertThat(Await.happens(Await.LONG, table::isFailed)).isTrue();
        assertThat(LiveTable.of(table).failure()).hasMessageContaining(message).hasMessageContaining("a generated table");
        assertThat(Rows.column(table, "V")).containsExactly(1);
    }
}

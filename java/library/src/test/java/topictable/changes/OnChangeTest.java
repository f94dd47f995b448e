package topictable.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static topictable.testing.NoLeaks.closeLater;

import io.deephaven.engine.rowset.RowSet;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.util.TableTools;
import io.deephaven.kafka.KafkaTools.Consume;
import io.deephaven.kafka.KafkaTools.TableType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import topictable.ClosedException;
import topictable.InvalidArgumentException;
import topictable.NotFoundException;
import topictable.OverrunException;
import topictable.Session;
import topictable.SubscribeOptions;
import topictable.SubscribeOptions.Policy;
import topictable.Subscription;
import topictable.TableChange;
import topictable.TableFailedException;
import topictable.Topictable;
import topictable.testing.Await;
import topictable.testing.Consuming;
import topictable.testing.Rows;
import topictable.testing.Topic;

class OnChangeTest {
    private static final int ROWS = 3000;

    /** The rows of a table by key, kept by changes alone. What a change says of old rows must be what is here. */
    private static final class Mirror implements Consumer<TableChange> {
        final Map<Long, List<Object>> rows = new TreeMap<>();
        final AtomicReference<Throwable> wrong = new AtomicReference<>();
        long sequence = -1;

        @Override
        public synchronized void accept(TableChange change) {
            try {
                assertThat(change.isInitial()).isEqualTo(sequence == -1);
                assertThat(change.sequence()).isGreaterThan(sequence);
                sequence = change.sequence();
                byKey(change.removed()).forEach((key, row) -> assertThat(rows.remove(key)).isEqualTo(row));
                byKey(change.modifiedBefore()).forEach((key, row) -> assertThat(rows.remove(key)).isEqualTo(row));
                byKey(change.modified()).forEach((key, row) -> assertThat(rows.put(key, row)).isNull());
                byKey(change.added()).forEach((key, row) -> assertThat(rows.put(key, row)).isNull());
                assertThat((long) rows.size()).isEqualTo(change.size()).isEqualTo(change.after().size());
            } catch (Throwable e) {
                wrong.compareAndSet(null, e);
            }
        }

        synchronized boolean is(Table table) {
            assertThat(wrong.get()).isNull();
            return rows.equals(byKey(table));
        }
    }

    private static Map<Long, List<Object>> byKey(Table table) {
        List<List<Object>> rows = Rows.of(table);
        Map<Long, List<Object>> byKey = new TreeMap<>();
        RowSet.Iterator keys = table.getRowSet().iterator();
        rows.forEach(row -> byKey.put(keys.nextLong(), row));
        return byKey;
    }

    @Test
    void mirrorsAreKeptByChangesAloneWhileRecordsArrive() throws Exception {
        Topic topic = Topic.create();
        Table append = Consuming.of(topic).value(Consume.simpleSpec("Value", String.class)).toTable();
        Table ring = Consuming.of(topic).type(TableType.ring(100)).toTable();
        Table blink = Consuming.of(topic).type(TableType.blink()).toTable();
        Table last = closeLater(append.lastBy("KafkaPartition"));
        Table some = closeLater(append.where("KafkaOffset > 1000"));
        ExecutorService pool = Executors.newFixedThreadPool(4);
        SubscribeOptions joining = SubscribeOptions.defaults().policy(Policy.COALESCE).capacity(1);
        Map<Table, Mirror> mirrors = new java.util.LinkedHashMap<>();
        for (Table table : List.of(append, ring, blink, last, some)) {
            mirrors.put(table, new Mirror());
            closeLater(Topictable.onChange(table, mirrors.get(table)));
        }
        Mirror pooled = new Mirror();
        Mirror coalesced = new Mirror();
        closeLater(Topictable.onChange(ring, pooled, pool));
        closeLater(Topictable.onChange(ring, joining, coalesced, pool));
        for (int i = 0; i < ROWS; i += 100) {
            topic.sendNumbers(0, i, i + 100);
        }
        Rows.await(append, ROWS);
        Rows.await(last, now -> Rows.column(now, "Value").equals(List.of(Integer.toString(ROWS - 1))));
        mirrors.put(ring, pooled);
        mirrors.forEach((table, mirror) -> Await.until(table + " is mirrored", () -> mirror.is(table)));
        Await.until("the ring is mirrored by coalesced changes", () -> coalesced.is(ring));
        pool.shutdown();
    }

    @Test
    void aChangeTellsOfRowsAndColumns() {
        Topic topic = Topic.of("a");
        Table last = closeLater(closeLater(Consuming.of(topic).unregistered()).lastBy("KafkaPartition"));
        Rows.await(last, 1);
        Queue<String> told = new ConcurrentLinkedQueue<>();
        closeLater(Topictable.onChange(last, SubscribeOptions.defaults().columns("Value", "KafkaPartition"),
                change -> told.add(change.sequence() + " " + change.isInitial() + " +" + Rows.of(change.added()) + " -"
                        + Rows.of(change.removed()) + " " + Rows.of(change.modifiedBefore()) + ">"
                        + Rows.of(change.modified()) + " " + change.modifiedColumns() + " "
                        + Rows.of(change.before()) + ">" + Rows.of(change.after()))));
        Await.until("the first change", () -> told.size() == 1);
        topic.send("b");
        Await.until("the second change", () -> told.size() == 2);
        assertThat(told).containsExactly("0 true +[[a, 0]] -[] []>[] [] []>[[a, 0]]",
                "1 false +[] -[] [[a, 0]]>[[b, 0]] [Value] [[a, 0]]>[[b, 0]]");
    }

    @Test
    void aChangeCanBeReadOnlyInItsCall() {
        Table table = closeLater(TableTools.newTable(TableTools.intCol("A", 1)));
        AtomicReference<TableChange> kept = new AtomicReference<>();
        AtomicReference<Table> added = new AtomicReference<>();
        Subscription subscription = closeLater(Topictable.onChange(table, change -> {
            kept.set(change);
            added.set(change.added());
        }));
        subscription.ended().toCompletableFuture().join();
        assertThat(subscription.isEnded()).isTrue();
        assertThatThrownBy(() -> added.get().size()).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> kept.get().removed()).isInstanceOf(ClosedException.class).hasMessageContaining("listener");
    }

    @Test
    void aListenerThatThrowsGoesOnAndDisturbsNobody() {
        Topic topic = Topic.create();
        Table table = Consuming.of(topic).toTable();
        AtomicInteger thrown = new AtomicInteger();
        AtomicInteger good = new AtomicInteger();
        Subscription throwing = closeLater(Topictable.onChange(table, change -> {
            thrown.incrementAndGet();
            throw new AssertionError("a listener's own fault, on purpose");
        }));
        closeLater(Topictable.onChange(table, change -> good.incrementAndGet()));
        for (int i = 1; i <= 3; i++) {
            topic.send("x");
            int changes = i + 1;
            Await.until("both were called", () -> thrown.get() == changes && good.get() == changes);
        }
        assertThat(throwing.isEnded()).isFalse();
    }

    @Test
    void aSlowSubscriberEndsWhenItAskedForThat() {
        Topic topic = Topic.create();
        Table table = Consuming.of(topic).toTable();
        CountDownLatch go = new CountDownLatch(1);
        ExecutorService own = Executors.newSingleThreadExecutor();
        Subscription subscription = closeLater(Topictable.onChange(table,
                SubscribeOptions.defaults().policy(Policy.FAIL).capacity(1), change -> join(go), own));
        for (int i = 1; i <= 3; i++) {
            topic.send("x");
            Rows.await(table, i);
        }
        go.countDown();
        assertThatThrownBy(() -> subscription.ended().toCompletableFuture().join())
                .isInstanceOf(CompletionException.class).hasCauseInstanceOf(OverrunException.class);
        own.shutdown();
    }

    @Test
    void ends() {
        Session session = closeLater(Topictable.open());
        Topic topic = Topic.of("1");
        Table table = Consuming.of(topic).toTable();
        Table bad = Consuming.of(topic).value(Consume.simpleSpec("V", long.class)).toTable();
        Subscription open = Topictable.onChange(table, change -> {});
        Subscription failing = Topictable.onChange(bad, change -> {});
        assertThatThrownBy(() -> failing.ended().toCompletableFuture().join())
                .hasCauseInstanceOf(TableFailedException.class).hasMessageContaining("offset 0");
        assertThat(open.isEnded()).isFalse();
        session.close();
        open.ended().toCompletableFuture().join();
        assertThat(open.isEnded()).isTrue();
        open.close();
    }

    @Test
    void aBoundedReadEndsAfterItsLastRecord() {
        Table table = Consuming.of(Topic.of("a", "b", "c")).with("topictable.end.offset", "latest").toTable();
        Mirror mirror = new Mirror();
        Topictable.onChange(table, mirror).ended().toCompletableFuture().join();
        assertThat(table.size()).isEqualTo(3);
        assertThat(mirror.is(table)).isTrue();
    }

    @Test
    void whatCannotBe() {
        Table table = closeLater(TableTools.newTable(TableTools.intCol("A", 1)));
        SubscribeOptions options = SubscribeOptions.defaults();
        assertThatThrownBy(() -> Topictable.onChange(table, options.columns("B"), change -> {}))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> Topictable.onChange(table, options.capacity(0), change -> {}))
                .isInstanceOf(InvalidArgumentException.class);
        assertThatThrownBy(() -> Topictable.onChange(table, change -> {}, null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void anExecutorThatTakesNothingEndsTheSubscription() {
        Table table = Consuming.of(Topic.create()).toTable();
        ExecutorService gone = Executors.newSingleThreadExecutor();
        gone.shutdown();
        Subscription subscription = closeLater(Topictable.onChange(table, change -> {}, gone));
        Await.until("it ends", subscription::isEnded);
    }

    @Test
    void aListenerMayCloseItsSubscriptionItsTableAndItsSession() {
        Session session = closeLater(Topictable.open());
        Table table = Consuming.of(Topic.create()).unregistered();
        AtomicReference<Subscription> own = new AtomicReference<>();
        CountDownLatch made = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        own.set(Topictable.onChange(table, change -> {
            join(made);
            calls.incrementAndGet();
            own.get().close();
            Topictable.close(table);
            session.close();
            assertThat(change.added().size()).isZero();
        }));
        made.countDown();
        own.get().ended().toCompletableFuture().join();
        Await.until("the session is closed", session::isClosed);
        assertThat(calls).hasValue(1);
    }

    /** Subscriptions, tables and sessions are closed by several threads while changes come. */
    @Test
    void closeRaces() throws Exception {
        Topic topic = Topic.create();
        AtomicBoolean stop = new AtomicBoolean();
        AtomicReference<Throwable> wrong = new AtomicReference<>();
        ExecutorService pool = Executors.newFixedThreadPool(6);
        pool.submit(() -> {
            for (int i = 0; !stop.get(); i++) {
                topic.sendNumbers(0, i, i + 1);
            }
        });
        for (int turn = 0; turn < 8; turn++) {
            Session session = Topictable.open(Map.of("topictable.cycle.min.ms", "0"));
            Table table = Consuming.of(topic).unregistered();
            CountDownLatch done = new CountDownLatch(4);
            for (int thread = 0; thread < 4; thread++) {
                boolean closes = thread == 0;
                pool.submit(() -> {
                    try {
                        churn(table, closes ? 10 : 30, pool);
                        if (closes) {
                            session.close();
                            Topictable.close(table);
                        }
                    } catch (ClosedException e) {
                        // Another thread was faster.
                    } catch (Throwable e) {
                        wrong.set(e);
                    } finally {
                        done.countDown();
                    }
                });
            }
            assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        }
        stop.set(true);
        pool.shutdown();
        assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(wrong.get()).isNull();
        Await.until(() -> "all is released: " + Topictable.liveHandles(),
                () -> Topictable.liveHandles().get("subscriptions") == 0 && Topictable.liveHandles().get("changes") == 0);
    }

    private static void churn(Table table, int turns, ExecutorService pool) throws InterruptedException {
        List<Subscription> open = new ArrayList<>();
        Consumer<TableChange> reads = change -> {
            try {
                byKey(change.added());
                byKey(table);
            } catch (ClosedException e) {
                // The table was closed meanwhile.
            }
        };
        try {
            for (int i = 0; i < turns; i++) {
                open.add(i % 2 == 0 ? Topictable.onChange(table, reads) : Topictable.onChange(table, reads, pool));
                Thread.sleep(ThreadLocalRandom.current().nextInt(3));
                if (i % 3 == 0) {
                    open.remove(0).close();
                }
            }
        } finally {
            open.forEach(Subscription::close);
        }
    }

    private static void join(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

package topictable.internal;

import io.deephaven.engine.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import topictable.ClosedException;
import topictable.InvalidArgumentException;
import topictable.SubscribeOptions;

/** Tables with the rows of tables that a function of the program makes, again and again. */
public final class GeneratedTables {
    /** How often it is seen that a table is gone. */
    private static final long LOOK_MILLIS = 1000;
    private static final String WHAT = "a generated table";

    private GeneratedTables() {}

    /** One that is made anew each time that so many milliseconds have passed; when that is none, never. */
    public static Table every(long millis, Supplier<Table> supplier) {
        if (millis <= 0) {
            return supplied(supplier).snapshot();
        }
        Feed feed = Feed.ofRows(supplied(supplier), WHAT);
        Table table = feed.table();
        feed.every(millis, () -> feed.put(supplied(supplier)), () -> { });
        return table;
    }

    /** One that is made anew when one of these tables has changed; once for all that have changed meanwhile. */
    public static Table after(List<Table> sources, Supplier<Table> supplier) {
        List<String> still = sources.stream().filter(source -> !source.isRefreshing()).map(Object::toString).toList();
        if (!still.isEmpty()) {
            throw new InvalidArgumentException("all source tables must be refreshing: these are not: " + still, Map.of());
        }
        if (sources.isEmpty()) {
            return supplied(supplier).snapshot();
        }
        Feed feed = Feed.ofRows(supplied(supplier), WHAT);
        Table table = feed.table();
        AtomicBoolean due = new AtomicBoolean();
        Runnable again = () -> {
            due.set(false);
            feed.put(supplied(supplier));
        };
        List<NativeSubscription> subscriptions = new ArrayList<>();
        feed.every(LOOK_MILLIS, () -> { }, () -> close(subscriptions));
        SubscribeOptions latest = SubscribeOptions.defaults().policy(SubscribeOptions.Policy.COALESCE).capacity(1);
        for (Table source : sources) {
            NativeSubscription subscription = NativeSubscription.of(LiveTable.of(source), latest, change -> {
                // The table was made of the rows that the first change has, or of later ones.
                if (!change.isInitial() && due.compareAndSet(false, true)) {
                    feed.soon(again);
                }
            }, null);
            subscription.whenEnded(why -> {
                if (why != null && !(why instanceof ClosedException)) {
                    feed.fail(source + " has failed, of which " + WHAT + " is made: " + why.getMessage());
                }
            });
            synchronized (subscriptions) {
                subscriptions.add(subscription);
            }
        }
        if (!feed.isAlive()) {
            close(subscriptions);
        }
        return table;
    }

    private static void close(List<NativeSubscription> subscriptions) {
        synchronized (subscriptions) {
            subscriptions.forEach(NativeSubscription::close);
        }
    }

    private static Table supplied(Supplier<Table> supplier) {
        Table table = supplier.get();
        if (table == null) {
            throw new InvalidArgumentException("the function of a generated table has given null: expected a table", Map.of());
        }
        return table;
    }
}

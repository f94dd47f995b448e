package topictable.internal;

import io.deephaven.engine.rowset.RowSet;
import io.deephaven.engine.table.ModifiedColumnSet;
import io.deephaven.engine.table.TableUpdate;
import io.deephaven.engine.table.TableUpdateListener;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import topictable.SubscribeOptions;
import topictable.Subscription;

/** The listeners of Deephaven's shape of one table. */
final class UpdateListeners {
    private static final System.Logger LOG = System.getLogger("topictable");
    /** The change that this thread's listener is told of. */
    private static final ThreadLocal<Told> TOLD = new ThreadLocal<>();

    private final LiveTable table;
    private final Map<TableUpdateListener, NativeSubscription> subscriptions = new IdentityHashMap<>();
    /** Whether a reader has to look for a change that it is told of. */
    private volatile boolean any;

    UpdateListeners(LiveTable table) {
        this.table = table;
    }

    private record Told(LiveTable table, NativeChange change) {}

    void add(TableUpdateListener listener) {
        NativeSubscription subscription;
        synchronized (this) {
            if (subscriptions.containsKey(listener)) {
                return;
            }
            any = true;
            subscription = NativeSubscription.of(table, SubscribeOptions.defaults(), change -> tell(listener, change), null);
            subscriptions.put(listener, subscription);
        }
        // Without the lock: a table that has failed tells the listener so at once.
        subscription.whenEnded(why -> {
            // Whoever was removed before hears nothing.
            if (remove(listener) && why != null) {
                fail(listener, why);
            }
        });
    }

    /** False when the listener was not there. */
    boolean remove(TableUpdateListener listener) {
        Subscription subscription;
        synchronized (this) {
            subscription = subscriptions.remove(listener);
        }
        if (subscription != null) {
            subscription.close();
        }
        return subscription != null;
    }

    void clear() {
        List<TableUpdateListener> all;
        synchronized (this) {
            all = List.copyOf(subscriptions.keySet());
        }
        all.forEach(this::remove);
    }

    private void tell(TableUpdateListener listener, NativeChange change) {
        if (change.isInitial()) {
            return;
        }
        TOLD.set(new Told(table, change));
        try {
            listener.onUpdate(new Update(change));
        } catch (Throwable e) {
            LOG.log(System.Logger.Level.ERROR, "a listener of " + table + " has thrown, and is removed", e);
            if (remove(listener)) {
                fail(listener, e);
            }
        } finally {
            TOLD.remove();
        }
    }

    private void fail(TableUpdateListener listener, Throwable why) {
        try {
            listener.onFailure(why, null);
        } catch (Throwable e) {
            LOG.log(System.Logger.Level.ERROR, "a listener of " + table + " has thrown in onFailure", e);
        }
    }

    /** The change that this thread's listener of the table is told of; null outside of such a call. */
    NativeChange told() {
        if (!any) {
            return null;
        }
        Told told = TOLD.get();
        return told != null && told.table == table ? told.change : null;
    }

    private record Update(NativeChange change) implements TableUpdate {
        @Override
        public RowSet added() {
            return change.added().getRowSet();
        }

        @Override
        public RowSet removed() {
            return change.removed().getRowSet();
        }

        @Override
        public RowSet modified() {
            return change.modified().getRowSet();
        }

        @Override
        public ModifiedColumnSet modifiedColumnSet() {
            return ModifiedColumnSet.of(change.modifiedColumns());
        }

        @Override
        public String toString() {
            return "TableUpdate{added=" + added() + ", removed=" + removed() + ", modified=" + modified() + "}";
        }
    }
}

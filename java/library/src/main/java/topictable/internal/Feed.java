package topictable.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deephaven.engine.table.ColumnDefinition;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.TableDefinition;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import topictable.ClosedException;
import topictable.Session;
import topictable.Topictable;

/**
 * Puts rows into a table that it does not keep: when nobody can reach the table any more, the feed ends. One thread, a daemon,
 * does the work of all feeds. Safe for use by several threads.
 */
public final class Feed {
    private static final System.Logger LOG = System.getLogger("topictable");
    private static final ScheduledExecutorService THREAD = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "topictable-feeds");
        thread.setDaemon(true);
        return thread;
    });

    private final Session session = Topictable.session();
    private final String what;
    private final Handle handle;
    /** The table until somebody has asked for it. */
    private LiveTable first;
    private WeakReference<LiveTable> table;
    private ScheduledFuture<?> beats;
    private Runnable end = () -> { };
    private boolean ended;

    private Feed(String request, ObjectNode fields, String what) {
        this.what = what;
        JsonNode made = session.call(request, fields.put("label", what), null);
        handle = new Handle(made.get("handle").asLong(), "the feed of " + what);
        first = new LiveTable(made.get("table"), what);
        table = new WeakReference<>(first);
    }

    /** The feed of a new blink table of these columns. */
    public static Feed ofBlink(TableDefinition definition, String what) {
        ObjectNode request = Bridge.object();
        ArrayNode columns = request.putArray("columns");
        for (ColumnDefinition<?> column : definition.getColumns()) {
            columns.addObject().put("name", column.getName())
                    .set("type", ColumnValues.type(column.getName(), column.getDataType()).name());
        }
        return new Feed("feed", request, what);
    }

    /** The feed of a new table that has the rows of the table that was put last, first of this one. */
    public static Feed ofRows(Table rows, String what) {
        return LiveTable.of(rows).using(number -> new Feed("feed_like", Bridge.object().put("table", number), what));
    }

    /**
     * The table.
     *
     * @throws ClosedException when it is gone
     */
    public synchronized Table table() {
        first = null;
        LiveTable known = table.get();
        if (known == null || known.handle().isClosed()) {
            JsonNode found = ended ? null : Bridge.call(handle, "fed_table");
            if (found == null || found.isNull()) {
                throw new ClosedException(what + " is gone: nobody has used it", Map.of());
            }
            known = new LiveTable(found, what);
            table = new WeakReference<>(known);
        }
        return known;
    }

    /** Puts the rows that a table has now, for the next cycle. */
    public void put(Table rows) {
        LiveTable.of(rows).using(number -> Bridge.call(handle, "put_rows", Bridge.object().put("table", number)));
    }

    /** Fails the table, after what was put before. */
    public void fail(String message) {
        try {
            Bridge.call(handle, "fail_feed", Bridge.object().put("message", message));
        } catch (ClosedException e) {
            LOG.log(Level.DEBUG, "nobody has the table any more that fails", e);
        }
        THREAD.execute(this::look);
    }

    /** Whether rows still come into the table. */
    public boolean isAlive() {
        if (!handle.tryAcquire()) {
            return false;
        }
        try {
            return Bridge.call(handle, "is_alive").get("alive").asBoolean();
        } finally {
            handle.done();
        }
    }

    /** Does the work each time that so many milliseconds have passed, and {@code end} once, when the feed has ended. */
    public synchronized void every(long millis, Runnable work, Runnable end) {
        this.end = end;
        beats = THREAD.scheduleWithFixedDelay(() -> run(work), millis, millis, TimeUnit.MILLISECONDS);
    }

    /** Has the thread of all feeds do the work soon. */
    void soon(Runnable work) {
        THREAD.execute(() -> run(work));
    }

    /** Does the work while the tables of the session do not change, in that session. */
    private void run(Runnable work) {
        if (isAlive()) {
            try (Session.Hold hold = session.hold()) {
                session.call(() -> {
                    work.run();
                    return null;
                });
            } catch (Throwable e) {
                LOG.log(Level.ERROR, "what feeds " + what + " has thrown", e);
                fail("what feeds it has thrown " + e);
            }
        }
        look();
    }

    /** Ends the feed when its table has ended. */
    private void look() {
        if (isAlive()) {
            return;
        }
        Runnable last;
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            if (beats != null) {
                beats.cancel(false);
            }
            last = end;
        }
        handle.close();
        try {
            last.run();
        } catch (Throwable e) {
            LOG.log(Level.ERROR, "the end of " + what + " has thrown", e);
        }
    }
}

package topictable.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deephaven.engine.table.ColumnDefinition;
import io.deephaven.engine.table.TableDefinition;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import topictable.ClosedException;

/**
 * Rows on their way into an input table. Who adds one does not wait for the table's next cycle: a thread that all such tables
 * share takes what there is.
 */
public final class WrittenRows {
    private static final System.Logger LOG = System.getLogger(WrittenRows.class.getName());
    private static final Executor SENDER = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "topictable-rows");
        thread.setDaemon(true);
        return thread;
    });

    private final LiveTable table;
    private List<Object[]> waiting = new ArrayList<>();
    private boolean sending;
    private boolean closed;
    private RuntimeException failure;

    /** Rows for an input table. */
    private WrittenRows(LiveTable table) {
        this.table = table;
    }

    /** Rows for a new table of these columns, to which they are appended. */
    public static WrittenRows of(TableDefinition definition) {
        return new WrittenRows(NewTable.forInput(ColumnValues.none(definition)));
    }

    /** The table. */
    public LiveTable table() {
        return table;
    }

    /** Adds a row, with a cell for each column. */
    synchronized void add(Object... cells) {
        if (failure != null) {
            throw failure;
        }
        if (closed) {
            throw new ClosedException("the writer of " + table + " is closed", Map.of());
        }
        waiting.add(cells);
        if (!sending) {
            sending = true;
            SENDER.execute(this::send);
        }
    }

    /** Returns when all rows are in the table. */
    public synchronized void flush() {
        boolean interrupted = false;
        while (sending) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Takes no more rows, and returns when all are in the table. */
    public void close() {
        synchronized (this) {
            closed = true;
        }
        flush();
    }

    private void send() {
        for (List<Object[]> rows = next(); rows != null; rows = next()) {
            try {
                send(rows);
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "rows of " + table + " are lost", e);
                fail(e);
            }
        }
    }

    /** The rows that are waiting; null when there are none. */
    private synchronized List<Object[]> next() {
        List<Object[]> rows = waiting;
        waiting = new ArrayList<>();
        if (rows.isEmpty()) {
            sending = false;
            notifyAll();
            return null;
        }
        return rows;
    }

    private synchronized void fail(RuntimeException e) {
        failure = e;
    }

    private void send(List<Object[]> rows) {
        List<ColumnDefinition<?>> columns = table.getDefinition().getColumns();
        ColumnValues values = new ColumnValues(rows.size());
        for (int i = 0; i < columns.size(); i++) {
            Object[] cells = new Object[rows.size()];
            for (int row = 0; row < cells.length; row++) {
                cells[row] = rows.get(row)[i];
            }
            values.add(columns.get(i).getName(), columns.get(i).getDataType(), cells);
        }
        ObjectNode request = values.describe(Bridge.object().put("rows", values.rows()));
        Bridge.call(table.handle(), "add_rows", request, values.bytes());
    }
}

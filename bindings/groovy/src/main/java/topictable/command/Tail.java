package topictable.command;

import io.deephaven.engine.rowset.RowSet;
import io.deephaven.engine.table.ColumnSource;
import io.deephaven.engine.table.Table;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import topictable.TableChange;

/** Shows the rows of a table of records as they come: until there are enough, no more can come, or nobody reads them. */
final class Tail {
    private final List<RecordColumn> columns;
    private final RecordWriter writer;
    private final BadRecords bad;
    private final long firstOffset;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final Object[] values;
    private long left;

    /**
     * @param columns partition, offset and time, and then any others
     * @param bad tells of the records that could not be read
     * @param firstOffset the first offset to show
     * @param limit how many records to show
     */
    Tail(List<RecordColumn> columns, RecordWriter writer, BadRecords bad, long firstOffset, long limit) {
        this.columns = columns;
        this.writer = writer;
        this.bad = bad;
        this.firstOffset = firstOffset;
        this.left = limit;
        values = new Object[columns.size()];
    }

    /** Writes the records of a change. The writing is what the topic's reader waits for, so nothing piles up. */
    void show(TableChange change) {
        if (done.isDone()) {
            return;
        }
        try {
            write(change.added());
            boolean read = writer.flush();
            bad.tell();
            if (!read || left == 0) {
                done.complete(null);
            }
        } catch (RuntimeException e) {
            done.completeExceptionally(e);
        }
    }

    private void write(Table rows) {
        ColumnSource<?>[] sources = columns.stream().map(column -> rows.getColumnSource(column.column()))
                .toArray(ColumnSource<?>[]::new);
        for (RowSet.Iterator keys = rows.getRowSet().iterator(); left > 0 && keys.hasNext();) {
            long key = keys.nextLong();
            for (int i = 0; i < sources.length; i++) {
                values[i] = sources[i].get(key);
            }
            long offset = (long) values[1];
            if (offset < firstOffset) {
                continue;
            }
            bad.shown((int) values[0], offset);
            writer.write(values);
            left--;
        }
        Arrays.fill(values, null);
    }

    /**
     * Waits for the end.
     *
     * @throws RuntimeException why the table has failed, or could not be shown
     */
    void await(CompletionStage<Void> ended) {
        ended.whenComplete((nothing, failure) -> {
            if (failure == null) {
                done.complete(null);
            } else {
                done.completeExceptionally(failure);
            }
        });
        try {
            done.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        }
    }
}

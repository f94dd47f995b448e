package topictable.internal;

import io.deephaven.engine.primitive.iterator.CloseableIterator;
import io.deephaven.engine.rowset.RowSet;
import io.deephaven.engine.table.ColumnSource;

/**
 * The values of a column, from the first row to the last, as they were at one time.
 *
 * @param <T> the boxed type of the column
 */
final class ColumnIterator<T> implements CloseableIterator<T> {
    private final ColumnSource<T> column;
    private final RowSet.Iterator rows;
    private final Runnable whenClosed;

    /** The values of a column of a table that does not change. */
    ColumnIterator(ViewTable table, String name, Runnable whenClosed) {
        column = table.getColumnSource(name);
        rows = table.getRowSet().iterator();
        this.whenClosed = whenClosed;
    }

    @Override
    public boolean hasNext() {
        return rows.hasNext();
    }

    @Override
    public T next() {
        return column.get(rows.nextLong());
    }

    @Override
    public void close() {
        whenClosed.run();
    }
}

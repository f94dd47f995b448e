package io.deephaven.engine.table;

import io.deephaven.engine.rowset.TrackingRowSet;
import java.util.Collection;
import java.util.Map;

/**
 * A live table. Mirrors Deephaven's interface of the same name.
 *
 * <p>What is read is the table as it was at the end of the last update cycle. Two readings may see different cycles,
 * unless the session is held ({@link topictable.Session#hold}) or a snapshot is read. All methods may be called from
 * any thread.
 *
 * <p>A table is released when nobody can reach it any more, or when it is closed. When its session is closed it keeps its
 * last state and can still be read.
 */
public interface Table extends TableOperations {
    /** How many rows the table has. */
    long size();

    /** The same. */
    default long getSize() {
        return size();
    }

    /** Whether the table has no rows. */
    default boolean isEmpty() {
        return size() == 0;
    }

    /** Whether rows may come or go: false for a table that was made from values. */
    boolean isRefreshing();

    /** Whether the table has failed. It keeps its last good state. */
    boolean isFailed();

    /** The names and types of the columns. */
    TableDefinition getDefinition();

    /** How many columns there are. */
    default int numColumns() {
        return getDefinition().numColumns();
    }

    /** Whether there is a column of the name. */
    default boolean hasColumn(String name) {
        return getDefinition().getColumn(name) != null;
    }

    /** Whether there are columns of all the names. */
    default boolean hasColumns(String... names) {
        for (String name : names) {
            if (!hasColumn(name)) {
                return false;
            }
        }
        return true;
    }

    /** Whether there are columns of all the names. */
    default boolean hasColumns(Collection<String> names) {
        return hasColumns(names.toArray(String[]::new));
    }

    /** The keys of the rows there are now. */
    TrackingRowSet getRowSet();

    /**
     * The values of a column.
     *
     * @throws topictable.NotFoundException when there is no such column
     */
    <T> ColumnSource<T> getColumnSource(String name);

    /** The values of a column, whose type the caller knows. */
    @SuppressWarnings("unchecked")
    default <T> ColumnSource<T> getColumnSource(String name, Class<? extends T> type) {
        ColumnSource<T> source = getColumnSource(name);
        if (!type.isAssignableFrom(source.getType())) {
            throw new ClassCastException("Cannot convert [" + name + "] of type " + source.getType() + " to type " + type);
        }
        return source;
    }

    /** The values of all columns. */
    Collection<? extends ColumnSource<?>> getColumnSources();

    /** The values of all columns by name. */
    Map<String, ? extends ColumnSource<?>> getColumnSourceMap();

    /**
     * Calls the listener with each change of the table from now on, on the thread that all such listeners share. The
     * update cycles wait for it when it is 64 changes behind. A listener that throws is logged, hears of it by
     * {@code onFailure}, and is removed. It is kept, and keeps the table, until it is removed, or the table fails or is
     * closed, or its session is. One that is there already is not added again.
     */
    void addUpdateListener(TableUpdateListener listener);

    /**
     * Ends the calls of a listener; one that is under way at this moment is not waited for. A listener that is not there
     * is no error.
     */
    void removeUpdateListener(TableUpdateListener listener);

    /** This table: here every table is ready to be read. */
    default Table coalesce() {
        return this;
    }
}

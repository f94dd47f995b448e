package io.deephaven.engine.table;

import io.deephaven.api.agg.Aggregation;
import io.deephaven.api.ColumnName;
import io.deephaven.api.Pair;
import io.deephaven.api.Strings;
import io.deephaven.api.TableOperationsDefaults;
import io.deephaven.engine.primitive.iterator.CloseableIterator;
import io.deephaven.engine.rowset.TrackingRowSet;
import io.deephaven.engine.table.hierarchical.RollupTable;
import io.deephaven.engine.table.hierarchical.TreeTable;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import topictable.UnsupportedFeatureException;

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
public interface Table extends TableOperationsDefaults<Table, Table>, GridAttributes<Table> {
    /** The attribute of a table that can be written: its {@link io.deephaven.engine.util.input.InputTableUpdater}. */
    String INPUT_TABLE_ATTRIBUTE = "InputTable";
    /** The attribute of a table whose rows never change or go. */
    String ADD_ONLY_TABLE_ATTRIBUTE = "AddOnly";
    /** The attribute of a table whose rows never change or go, and come behind all others. */
    String APPEND_ONLY_TABLE_ATTRIBUTE = "AppendOnly";
    /** The attribute of a table that has the rows of one cycle only. */
    String BLINK_TABLE_ATTRIBUTE = "BlinkTable";

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
     * The values of a column from the first row to the last, as they are now, boxed; null for a null. Close it after use, or
     * the rows are held until it is collected.
     *
     * @throws topictable.NotFoundException when there is no such column
     */
    <T> CloseableIterator<T> columnIterator(String columnName);

    /** The same. */
    default <T> CloseableIterator<T> objectColumnIterator(String columnName) {
        return columnIterator(columnName);
    }

    /** The same of a column whose type the caller knows. */
    default <T> CloseableIterator<T> objectColumnIterator(String columnName, Class<? extends T> type) {
        getColumnSource(columnName, type);
        return columnIterator(columnName);
    }

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

    /** The name, type and kind of each column, as a table. */
    Table meta();

    /** The same rows under the keys 0, 1, 2 and so on. */
    Table flatten();

    /** A blink table's rows of this cycle as a table of any kind; any other table as it is. */
    Table removeBlink();

    /** This part of the rows from the first on: 0.5 is one half. */
    Table headPct(double percent);

    /** This part of the rows up to the last. */
    Table tailPct(double percent);

    /** The rows from one part of them on, up to another part. */
    Table slicePct(double startPercentInclusive, double endPercentExclusive);

    /** The first rows of each group of rows with equal keys. */
    Table headBy(long nRows, String... groupByColumns);

    /** The first rows of each group of rows with equal keys. */
    default Table headBy(long nRows, Collection<String> groupByColumns) {
        return headBy(nRows, groupByColumns.toArray(String[]::new));
    }

    /** The last rows of each group of rows with equal keys. */
    Table tailBy(long nRows, String... groupByColumns);

    /** The last rows of each group of rows with equal keys. */
    default Table tailBy(long nRows, Collection<String> groupByColumns) {
        return tailBy(nRows, groupByColumns.toArray(String[]::new));
    }

    /** All columns, some of them under another name: {@code "New = Old"}. They keep their places. */
    Table renameColumns(String... pairs);

    /** All columns, some of them under another name. They keep their places. */
    default Table renameColumns(Collection<? extends Pair> pairs) {
        return renameColumns(pairs.stream().map(Strings::of).toArray(String[]::new));
    }

    /** All columns, under the names that the function gives for theirs. */
    default Table renameAllColumns(UnaryOperator<String> renameFunction) {
        return renameColumns(getDefinition().getColumnNames().stream()
                .map(name -> Pair.of(ColumnName.of(name), ColumnName.of(renameFunction.apply(name)))).toList());
    }

    /** All columns, these before all others; each a name, or {@code "New = Old"}. */
    Table moveColumnsUp(String... columns);

    /** All columns, these behind all others; each a name, or {@code "New = Old"}. */
    Table moveColumnsDown(String... columns);

    /** All columns, these behind {@code index} of the others; each a name, or {@code "New = Old"}. */
    Table moveColumns(int index, String... columns);

    /** All columns, and for each {@code "New = filter"} whether the filter is true. */
    Table wouldMatch(String... matches);

    /** The rows of each key as a table of its own, in which the key columns stay. */
    default PartitionedTable partitionBy(String... keyColumnNames) {
        return partitionBy(false, keyColumnNames);
    }

    /** The rows of each key as a table of its own. */
    PartitionedTable partitionBy(boolean dropKeys, String... keyColumnNames);

    /** What the function makes of this table. */
    default <R> R apply(Function<Table, R> function) {
        return function.apply(this);
    }

    /** What the aggregations make of all rows. */
    default RollupTable rollup(Collection<? extends Aggregation> aggregations) {
        return rollup(aggregations, false);
    }

    /** The same, and with {@code includeConstituents} the rows below it. */
    default RollupTable rollup(Collection<? extends Aggregation> aggregations, boolean includeConstituents) {
        return rollup(aggregations, includeConstituents, new String[0]);
    }

    /** What the aggregations make of all rows, of the groups by the first key, by the first two, and so on. */
    default RollupTable rollup(Collection<? extends Aggregation> aggregations, String... groupByColumns) {
        return rollup(aggregations, false, groupByColumns);
    }

    /** The same. */
    default RollupTable rollup(Collection<? extends Aggregation> aggregations, Collection<? extends ColumnName> groupByColumns) {
        return rollup(aggregations, false, groupByColumns);
    }

    /** The same, and with {@code includeConstituents} the rows below the last groups. */
    default RollupTable rollup(Collection<? extends Aggregation> aggregations, boolean includeConstituents,
            Collection<? extends ColumnName> groupByColumns) {
        return rollup(aggregations, includeConstituents, Strings.names(groupByColumns));
    }

    /**
     * The same. {@link topictable.Topictable#levelsOf} gives all levels as a live table.
     *
     * @throws UnsupportedFeatureException for {@code AggMed}, {@code AggPct}, {@code AggApproxPct} and {@code AggFormula} with
     *         a parameter, and for constituents of a blink table
     * @throws IllegalArgumentException when two columns would have one name
     */
    RollupTable rollup(Collection<? extends Aggregation> aggregations, boolean includeConstituents, String... groupByColumns);

    /**
     * The rows whose parent is null, below each those whose parent it is, and so on. Rows that are below no root are not
     * there. {@link topictable.Topictable#levelsOf} gives all levels as a live table.
     *
     * @throws IllegalArgumentException when the columns are of different types, or two rows have one identifier
     * @throws UnsupportedFeatureException for a blink table, and for more than 1,000 levels
     */
    TreeTable tree(String idColumn, String parentColumn);

    /**
     * The rows of each key as a table of its own, whose {@link PartitionedTable#table()} also has what the aggregations make
     * of it. That groups without rows stay, or are given, is not in this version.
     */
    PartitionedTable partitionedAggBy(Collection<? extends Aggregation> aggregations, boolean preserveEmpty,
            Table initialGroups, String... keyColumnNames);
}

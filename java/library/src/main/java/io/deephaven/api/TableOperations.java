package io.deephaven.api;

import io.deephaven.api.agg.Aggregation;
import io.deephaven.api.agg.spec.AggSpec;
import io.deephaven.api.filter.Filter;
import io.deephaven.api.snapshot.SnapshotWhenOptions;
import io.deephaven.api.updateby.UpdateByOperation;
import java.util.Collection;
import topictable.UnsupportedFeatureException;

/**
 * What can be done with a table. Mirrors Deephaven's interface of the same name; the other forms of the same operations
 * are in {@link TableOperationsDefaults}.
 *
 * <p>The result follows its table. An operation that this version does not have throws {@link UnsupportedFeatureException},
 * which names it. Operations and their formulas are read by the native library, which says what is wrong with them.
 *
 * <p>Formulas and filters may name variables of the {@linkplain io.deephaven.engine.context.QueryScope query scope}, as
 * they are when the operation is called. A column of the same name comes first.
 *
 * @param <TOPS> what operations give
 * @param <TABLE> what a table is joined with
 */
public interface TableOperations<TOPS extends TableOperations<TOPS, TABLE>, TABLE> {
    /** The first rows. */
    TOPS head(long size);

    /** The last rows. */
    TOPS tail(long size);

    /** The rows from one position on, before another one; negative positions count from the end, where 0 is the end. */
    TOPS slice(long firstPositionInclusive, long lastPositionExclusive);

    /** The rows in the opposite order. */
    TOPS reverse();

    /** The rows as they are now; they do not change any more. */
    TOPS snapshot();

    /**
     * The rows as they were when another table, the trigger, last changed: when rows of it came, went or changed. Behind
     * the columns stand stamps, what columns of the trigger held in its last row.
     */
    TOPS snapshotWhen(TABLE trigger, SnapshotWhenOptions options);

    /** The rows sorted by these columns, the first of them first; rows that are equal keep their order. */
    TOPS sort(Collection<? extends SortColumn> columnsToSortBy);

    /** The rows for which all filters are true, such as {@code "Size > 50"} or {@code "Sym in `AAPL`, `MSFT`"}. */
    TOPS where(String... filters);

    /** The rows for which the filter is true. */
    TOPS where(Filter filter);

    /** The rows whose values in these columns, {@code "Sym"} or {@code "Sym = Ticker"}, are those of a row of another table. */
    TOPS whereIn(TABLE rightTable, String... columnsToMatch);

    /** The rows whose values in these columns are those of no row of the other table. */
    TOPS whereNotIn(TABLE rightTable, String... columnsToMatch);

    /** These columns only: names, or {@code "New = formula"}; computed when they are read. */
    TOPS view(String... columns);

    /** All columns and these; computed when they are read. */
    TOPS updateView(String... columns);

    /** All columns and these; computed once and kept. */
    TOPS update(String... columns);

    /** All columns and these; computed when they are read, once for equal values of what they are made of. */
    TOPS lazyUpdate(String... columns);

    /** These columns only, all without any; computed once and kept. */
    TOPS select(String... columns);

    /** The different rows of these columns, of all without any. */
    TOPS selectDistinct(String... columns);

    /** All columns but these. */
    TOPS dropColumns(String... columnNames);

    /**
     * All rows, with columns of the row of the other table that matches.
     *
     * @param columnsToMatch columns with commas between: {@code "Sym, Ex = Venue"}
     * @param columnsToAdd the other table's columns to be added, {@code "Px, Currency = Ccy"}; empty for all
     * @param joinType what to do with several rows that match
     */
    TOPS naturalJoin(TABLE rightTable, String columnsToMatch, String columnsToAdd, NaturalJoinType joinType);

    /** All rows, with columns of the one row of the other table that matches; without one it fails. */
    TOPS exactJoin(TABLE rightTable, String columnsToMatch, String columnsToAdd);

    /** Each row with each row of the other table that matches. */
    TOPS join(TABLE rightTable, String columnsToMatch, String columnsToAdd);

    /**
     * All rows, with columns of the last row of the other table that is not after it.
     *
     * @param columnsToMatch columns with commas between, the ordered one last: {@code "Sym, Time >= QuoteTime"}
     */
    TOPS aj(TABLE rightTable, String columnsToMatch, String columnsToAdd);

    /**
     * All rows, with columns of the first row of the other table that is not before it.
     *
     * @param columnsToMatch columns with commas between, the ordered one last: {@code "Sym, Time <= QuoteTime"}
     */
    TOPS raj(TABLE rightTable, String columnsToMatch, String columnsToAdd);

    /**
     * All rows, with vectors of the rows of the other table that match and whose value is in the row's range. Both tables
     * must not change any more, and the other one must have the values of each key in ascending order.
     *
     * @param columnsToMatch the columns that match, and then the range: {@code ["Sym", "Start <= Time < End"]}, where
     *         {@code <-} before and {@code ->} behind also take the nearest row outside when none is at that end
     * @param aggregations the vectors: only {@code AggGroup}
     */
    TOPS rangeJoin(TABLE rightTable, Collection<String> columnsToMatch, Collection<? extends Aggregation> aggregations);

    /** A row for each group of rows with equal keys, with the groups' values as vectors. */
    TOPS groupBy(String... groupByColumns);

    /**
     * A row for each element of the vectors and arrays in these columns, in all without any.
     *
     * @param nullFill whether a shorter one is filled with nulls; otherwise all must have one length
     */
    TOPS ungroup(boolean nullFill, String... columnsToUngroup);

    /** A row for each group of rows with equal keys, with one computation of all other columns. */
    TOPS aggAllBy(AggSpec spec, String... groupByColumns);

    /** A row for each group of rows with equal keys, with what the aggregations make of it. */
    TOPS aggBy(Collection<? extends Aggregation> aggregations, String... groupByColumns);

    /** The number of rows of each group of rows with equal keys, in the column {@code countColumnName}. */
    TOPS countBy(String countColumnName, String... groupByColumns);

    /**
     * All rows, with what the operations make of each and those of its group before it, or around it. Rows with equal keys
     * are a group.
     */
    TOPS updateBy(Collection<? extends UpdateByOperation> operations, String... byColumns);
}

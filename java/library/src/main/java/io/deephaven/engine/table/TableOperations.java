package io.deephaven.engine.table;

import java.util.Map;
import topictable.UnsupportedFeatureException;

/**
 * What can be done with a table. Mirrors Deephaven's interface of the same name.
 *
 * <p>An operation that this version does not have throws {@link UnsupportedFeatureException}, which names it. The
 * result of any other one follows its table.
 */
public interface TableOperations {
    /**
     * The rows for which all filters are true, such as {@code "Size > 50"} or {@code "Sym = `AAPL`"}. A filter compares
     * a column with a constant; null is less than everything else.
     */
    Table where(String... filters);

    /** These columns, each a name, or {@code "New = Old"} for a column under another name. */
    Table view(String... columns);

    /**
     * The last row of each group of rows with equal keys, in the order in which the groups were first seen; the key
     * columns come first. Without keys the last row of all.
     */
    Table lastBy(String... groupBy);

    /**
     * The sums of all other columns for each group of rows with equal keys. Nulls are left out; the sum of nulls only
     * is null. Whole numbers give long.
     */
    Table sumBy(String... groupBy);

    /** The number of rows of each group of rows with equal keys, in the column {@code countColumn}. */
    Table countBy(String countColumn, String... groupBy);

    /** Not in this version. */
    default Table update(String... columns) {
        throw missing("update");
    }

    /** Not in this version. */
    default Table updateView(String... columns) {
        throw missing("updateView");
    }

    /** Not in this version. */
    default Table select(String... columns) {
        throw missing("select");
    }

    /** Not in this version. */
    default Table lazyUpdate(String... columns) {
        throw missing("lazyUpdate");
    }

    /** All columns but these. */
    Table dropColumns(String... columns);

    /** All columns, some of them under another name: {@code "New = Old"}. They keep their places. */
    Table renameColumns(String... pairs);

    /** All columns, these before all others; each a name, or {@code "New = Old"}. */
    Table moveColumnsUp(String... columns);

    /** All columns, these behind all others; each a name, or {@code "New = Old"}. */
    Table moveColumnsDown(String... columns);

    /** All columns, these behind {@code index} of the others; each a name, or {@code "New = Old"}. */
    Table moveColumns(int index, String... columns);

    /** Not in this version. */
    default Table formatColumns(String... formats) {
        throw missing("formatColumns");
    }

    /** Not in this version. */
    default Table selectDistinct(String... columns) {
        throw missing("selectDistinct");
    }

    /** Not in this version. */
    default Table sort(String... columns) {
        throw missing("sort");
    }

    /** Not in this version. */
    default Table sortDescending(String... columns) {
        throw missing("sortDescending");
    }

    /** Not in this version. */
    default Table reverse() {
        throw missing("reverse");
    }

    /** Not in this version. */
    default Table head(long size) {
        throw missing("head");
    }

    /** Not in this version. */
    default Table tail(long size) {
        throw missing("tail");
    }

    /** Not in this version. */
    default Table headPct(double percent) {
        throw missing("headPct");
    }

    /** Not in this version. */
    default Table tailPct(double percent) {
        throw missing("tailPct");
    }

    /** Not in this version. */
    default Table slice(long firstPosition, long lastPosition) {
        throw missing("slice");
    }

    /** Not in this version. */
    default Table slicePct(double startPercent, double endPercent) {
        throw missing("slicePct");
    }

    /** Not in this version. */
    default Table headBy(long rows, String... groupBy) {
        throw missing("headBy");
    }

    /** Not in this version. */
    default Table tailBy(long rows, String... groupBy) {
        throw missing("tailBy");
    }

    /** Not in this version. */
    default Table firstBy(String... groupBy) {
        throw missing("firstBy");
    }

    /** Not in this version. */
    default Table avgBy(String... groupBy) {
        throw missing("avgBy");
    }

    /** Not in this version. */
    default Table minBy(String... groupBy) {
        throw missing("minBy");
    }

    /** Not in this version. */
    default Table maxBy(String... groupBy) {
        throw missing("maxBy");
    }

    /** Not in this version. */
    default Table medianBy(String... groupBy) {
        throw missing("medianBy");
    }

    /** Not in this version. */
    default Table stdBy(String... groupBy) {
        throw missing("stdBy");
    }

    /** Not in this version. */
    default Table varBy(String... groupBy) {
        throw missing("varBy");
    }

    /** Not in this version. */
    default Table absSumBy(String... groupBy) {
        throw missing("absSumBy");
    }

    /** Not in this version. */
    default Table wavgBy(String weight, String... groupBy) {
        throw missing("wavgBy");
    }

    /** Not in this version. */
    default Table wsumBy(String weight, String... groupBy) {
        throw missing("wsumBy");
    }

    /** Not in this version. */
    default Table groupBy(String... groupBy) {
        throw missing("groupBy");
    }

    /** Not in this version. */
    default Table ungroup(String... columns) {
        throw missing("ungroup");
    }

    /** Not in this version. */
    default Table naturalJoin(Table right, String columnsToMatch) {
        throw missing("naturalJoin");
    }

    /** Not in this version. */
    default Table naturalJoin(Table right, String columnsToMatch, String columnsToAdd) {
        throw missing("naturalJoin");
    }

    /** Not in this version. */
    default Table exactJoin(Table right, String columnsToMatch) {
        throw missing("exactJoin");
    }

    /** Not in this version. */
    default Table exactJoin(Table right, String columnsToMatch, String columnsToAdd) {
        throw missing("exactJoin");
    }

    /** Not in this version. */
    default Table join(Table right, String columnsToMatch) {
        throw missing("join");
    }

    /** Not in this version. */
    default Table join(Table right, String columnsToMatch, String columnsToAdd) {
        throw missing("join");
    }

    /** Not in this version. */
    default Table aj(Table right, String columnsToMatch) {
        throw missing("aj");
    }

    /** Not in this version. */
    default Table aj(Table right, String columnsToMatch, String columnsToAdd) {
        throw missing("aj");
    }

    /** Not in this version. */
    default Table raj(Table right, String columnsToMatch) {
        throw missing("raj");
    }

    /** Not in this version. */
    default Table raj(Table right, String columnsToMatch, String columnsToAdd) {
        throw missing("raj");
    }

    /** Not in this version. */
    default Table whereIn(Table right, String... columnsToMatch) {
        throw missing("whereIn");
    }

    /** Not in this version. */
    default Table whereNotIn(Table right, String... columnsToMatch) {
        throw missing("whereNotIn");
    }

    /** Not in this version. */
    default Table aggBy(Object aggregations, String... groupBy) {
        throw missing("aggBy");
    }

    /** Not in this version. */
    default Table aggAllBy(Object aggregation, String... groupBy) {
        throw missing("aggAllBy");
    }

    /** Not in this version. */
    default Table updateBy(Object operations, String... groupBy) {
        throw missing("updateBy");
    }

    /** Not in this version. */
    default Table snapshot() {
        throw missing("snapshot");
    }

    /** Not in this version. */
    default Table snapshotWhen(Table trigger) {
        throw missing("snapshotWhen");
    }

    /** Not in this version. */
    default Table removeBlink() {
        throw missing("removeBlink");
    }

    /** Not in this version. */
    default Table flatten() {
        throw missing("flatten");
    }

    /** Not in this version. */
    default Table meta() {
        throw missing("meta");
    }

    /** Not in this version. */
    default Table partitionBy(String... keys) {
        throw missing("partitionBy");
    }

    /** Not in this version. */
    default Table rollup(Object aggregations, String... groupBy) {
        throw missing("rollup");
    }

    /** Not in this version. */
    default Table tree(String idColumn, String parentColumn) {
        throw missing("tree");
    }

    /** Not in this version. */
    default Table wouldMatch(String... filters) {
        throw missing("wouldMatch");
    }

    private static UnsupportedFeatureException missing(String operation) {
        return new UnsupportedFeatureException("the table operation " + operation + " is not supported by this version",
                Map.of("feature", operation));
    }
}

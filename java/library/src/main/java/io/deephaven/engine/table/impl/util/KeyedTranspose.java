package io.deephaven.engine.table.impl.util;

import io.deephaven.api.ColumnName;
import io.deephaven.api.agg.Aggregation;
import io.deephaven.engine.table.Table;
import java.util.Collection;
import topictable.internal.LiveTable;

/**
 * Groups side by side: a row for each combination of values of some keys, columns for each of others. Mirrors Deephaven's class
 * of the same name.
 *
 * <p>A column is called after the values of its keys, with {@code _} between them: {@code INFO_1}. If there are several
 * aggregations, the name of what they make stands before: {@code Count_INFO_1}. What names cannot have is left out.
 */
public final class KeyedTranspose {
    private KeyedTranspose() {}

    /** What a group does that there is no column for, as its keys came later. */
    public enum NewColumnBehavior {
        /** The table fails, and keeps its last good state. */
        FAIL,
        /** It is left out. */
        IGNORE
    }

    /** What the aggregations make of the groups that there are; the table fails when one comes that it has no column for. */
    public static Table keyedTranspose(Table source, Collection<? extends Aggregation> aggregations,
            Collection<? extends ColumnName> rowByColumns, Collection<? extends ColumnName> columnByColumns) {
        return keyedTranspose(source, aggregations, rowByColumns, columnByColumns, null, NewColumnBehavior.FAIL);
    }

    /** The same with the groups of {@code initialGroups} in front, whether they have rows or not; null for none. */
    public static Table keyedTranspose(Table source, Collection<? extends Aggregation> aggregations,
            Collection<? extends ColumnName> rowByColumns, Collection<? extends ColumnName> columnByColumns,
            Table initialGroups) {
        return keyedTranspose(source, aggregations, rowByColumns, columnByColumns, initialGroups, NewColumnBehavior.FAIL);
    }

    /**
     * What the aggregations make of each group, side by side. Of a group without rows counts are 0 and all else is null.
     *
     * @param source the rows
     * @param aggregations at least one
     * @param rowByColumns the keys of a row, at least one
     * @param columnByColumns the keys of a column, at least one
     * @param initialGroups a table of all keys, whose groups come first; may be null
     * @param newColumnBehavior what a group does that there is no column for
     * @throws IllegalArgumentException when something is missing, when there is no group yet, and when no name can be made
     */
    public static Table keyedTranspose(Table source, Collection<? extends Aggregation> aggregations,
            Collection<? extends ColumnName> rowByColumns, Collection<? extends ColumnName> columnByColumns,
            Table initialGroups, NewColumnBehavior newColumnBehavior) {
        return LiveTable.of(source).keyedTranspose(aggregations, names(rowByColumns), names(columnByColumns), initialGroups,
                newColumnBehavior == NewColumnBehavior.IGNORE);
    }

    private static String[] names(Collection<? extends ColumnName> columns) {
        return columns.stream().map(ColumnName::name).toArray(String[]::new);
    }
}

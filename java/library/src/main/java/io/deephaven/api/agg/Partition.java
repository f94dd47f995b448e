package io.deephaven.api.agg;

import io.deephaven.api.ColumnName;
import java.util.Objects;

/**
 * The rows of a group as a live table of its own, in a column of tables. Mirrors Deephaven's class of the same name.
 *
 * @param column the name of the column of tables
 * @param includeGroupByColumns whether the key columns stay in the tables
 */
public record Partition(ColumnName column, boolean includeGroupByColumns) implements Aggregation {
    /** In that column. */
    public Partition {
        Objects.requireNonNull(column, "column");
    }

    /** In that column, with the key columns. */
    public static Partition of(String column) {
        return of(column, true);
    }

    /** In that column. */
    public static Partition of(String column, boolean includeGroupByColumns) {
        return new Partition(ColumnName.of(column), includeGroupByColumns);
    }
}

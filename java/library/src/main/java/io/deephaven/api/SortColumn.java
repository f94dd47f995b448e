package io.deephaven.api;

import java.util.Objects;

/**
 * A column by which rows are sorted, and in which direction. Mirrors Deephaven's class of the same name.
 *
 * @param column the column
 * @param order the direction
 */
public record SortColumn(ColumnName column, Order order) implements SortSpec {
    /** Sorted by the column in the direction. */
    public SortColumn {
        Objects.requireNonNull(column, "column");
        Objects.requireNonNull(order, "order");
    }

    /** Ascending. */
    public static SortColumn asc(ColumnName column) {
        return new SortColumn(column, Order.ASCENDING);
    }

    /** Descending. */
    public static SortColumn desc(ColumnName column) {
        return new SortColumn(column, Order.DESCENDING);
    }
}

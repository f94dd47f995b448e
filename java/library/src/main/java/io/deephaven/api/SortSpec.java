package io.deephaven.api;

/** By what rows are sorted. Mirrors Deephaven's interface of the same name. */
public interface SortSpec {
    /** The column. */
    ColumnName column();

    /** The direction. */
    Order order();

    /** Whether the direction is the ascending one. */
    default boolean isAscending() {
        return order().isAscending();
    }

    /** A direction. */
    enum Order {
        /** Nulls first. */
        ASCENDING,
        /** Nulls last. */
        DESCENDING;

        /** Whether it is the ascending one. */
        public boolean isAscending() {
            return this == ASCENDING;
        }
    }
}

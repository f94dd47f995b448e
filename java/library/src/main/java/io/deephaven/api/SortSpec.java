package io.deephaven.api;

/** By what rows are sorted. Mirrors Deephaven's interface of the same name. */
public interface SortSpec {
    /** The direction. */
    Order order();

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

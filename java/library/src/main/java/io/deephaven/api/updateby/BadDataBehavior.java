package io.deephaven.api.updateby;

/** What a value that is none does to an exponential moving operation. Mirrors Deephaven's enum of the same name. */
public enum BadDataBehavior {
    /** The table fails. */
    THROW,
    /** The row has no result, and what follows begins anew. */
    RESET,
    /** The row has the result of the one before. */
    SKIP,
    /** This row and all behind it are NaN. */
    POISON
}

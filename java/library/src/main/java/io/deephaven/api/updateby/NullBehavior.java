package io.deephaven.api.updateby;

/** What the difference of two rows is where the first has no value. Mirrors Deephaven's enum of the same name. */
public enum NullBehavior {
    /** Null. */
    NullDominates,
    /** The value of the second. */
    ValueDominates,
    /** Zero. */
    ZeroDominates
}

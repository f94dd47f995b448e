package io.deephaven.api;

/** Which values are before the end of a range. Mirrors Deephaven's enum of the same name. */
public enum RangeEndRule {
    /** Those that are less. */
    GREATER_THAN,
    /** Those that are less or equal. */
    GREATER_THAN_OR_EQUAL,
    /** Those that are less or equal, and the first one behind when none is equal. */
    GREATER_THAN_OR_EQUAL_ALLOW_FOLLOWING
}

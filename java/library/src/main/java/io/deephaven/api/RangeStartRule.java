package io.deephaven.api;

/** Which values are behind the start of a range. Mirrors Deephaven's enum of the same name. */
public enum RangeStartRule {
    /** Those that are greater. */
    LESS_THAN,
    /** Those that are greater or equal. */
    LESS_THAN_OR_EQUAL,
    /** Those that are greater or equal, and the last one before when none is equal. */
    LESS_THAN_OR_EQUAL_ALLOW_PRECEDING
}

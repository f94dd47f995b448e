package io.deephaven.api;

/** What a natural join does with several right rows of one key. Mirrors Deephaven's enum of the same name. */
public enum NaturalJoinType {
    /** Fails. */
    ERROR_ON_DUPLICATE,
    /** Takes the first. */
    FIRST_MATCH,
    /** Takes the last. */
    LAST_MATCH,
    /** Fails, also when there is none. */
    EXACTLY_ONE_MATCH
}

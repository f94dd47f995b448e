package io.deephaven.api.expression;

/**
 * A value that is computed for each row. Mirrors Deephaven's interface of the same name: here every expression is text
 * of the formula language, which {@link io.deephaven.api.Strings} gives.
 */
public interface Expression {}

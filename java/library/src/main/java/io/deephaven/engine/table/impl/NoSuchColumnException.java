package io.deephaven.engine.table.impl;

/** A column was named that a table does not have. Mirrors Deephaven's class of the same name. */
public class NoSuchColumnException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /** With what was named and what there is. */
    public NoSuchColumnException(String message, Throwable cause) {
        super(message, cause);
    }
}

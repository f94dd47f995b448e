package io.deephaven.tablelogger;

/** A row that is being written. Mirrors Deephaven's interface of the same name. */
public interface Row {
    /** The setter of a column. */
    RowSetter<?> getSetter(String name);

    /** Adds the row; what was not set is null. */
    void writeRow();
}

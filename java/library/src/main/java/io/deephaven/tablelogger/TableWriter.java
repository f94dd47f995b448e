package io.deephaven.tablelogger;

/** Writes rows. Mirrors Deephaven's interface of the same name. */
public interface TableWriter extends Row, AutoCloseable {
    /** The classes of the columns. */
    Class<?>[] getColumnTypes();

    /** The names of the columns. */
    String[] getColumnNames();

    /** Another row beside the writer's own one, for another thread. */
    Row getRowWriter();

    /** Returns when all rows are in the table. */
    void flush();

    @Override
    void close();
}

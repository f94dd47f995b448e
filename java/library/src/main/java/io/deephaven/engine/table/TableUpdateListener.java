package io.deephaven.engine.table;

/**
 * Hears of a table's changes: see {@link Table#addUpdateListener}. Mirrors Deephaven's interface of the same name.
 */
public interface TableUpdateListener extends TableListener {
    /**
     * The table has changed. Until this returns, {@code upstream} can be read, and the table, read by this thread, is as
     * it was after this change, whatever has happened since; {@link ColumnSource#getPrev} and its like read the table as
     * it was before.
     */
    void onUpdate(TableUpdate upstream);
}

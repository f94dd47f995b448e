package io.deephaven.engine.rowset;

/**
 * Rows that have other keys than before. Here a row keeps its key as long as it lives, so there are none. Mirrors
 * Deephaven's class of the same name.
 */
public final class RowSetShiftData {
    /** No shift. */
    public static final RowSetShiftData EMPTY = new RowSetShiftData();

    private RowSetShiftData() {}

    /** How many ranges of keys have shifted. */
    public int size() {
        return 0;
    }

    /** Whether no key has shifted. */
    public boolean empty() {
        return true;
    }

    /** Whether keys have shifted. */
    public boolean nonempty() {
        return false;
    }

    @Override
    public String toString() {
        return "{}";
    }
}

package io.deephaven.engine.table;

import io.deephaven.engine.rowset.RowSet;
import io.deephaven.engine.rowset.RowSetShiftData;

/** What happened to a table. Mirrors Deephaven's interface of the same name. */
public interface TableUpdate {
    /** The keys of the rows that are new, after the change. */
    RowSet added();

    /** The keys of the rows that are gone, before the change. */
    RowSet removed();

    /** The keys of the rows that stayed and were written. */
    RowSet modified();

    /** The keys that the modified rows had before the change: the same. */
    default RowSet getModifiedPreShift() {
        return modified();
    }

    /** The rows that have other keys than before: always none, since a row keeps its key. */
    default RowSetShiftData shifted() {
        return RowSetShiftData.EMPTY;
    }

    /** The columns in which at least one of the modified rows holds something else than before. */
    ModifiedColumnSet modifiedColumnSet();

    /** Whether nothing has happened. */
    default boolean empty() {
        return added().isEmpty() && removed().isEmpty() && modified().isEmpty();
    }
}

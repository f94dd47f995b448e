package topictable;

import io.deephaven.engine.table.Table;
import java.util.List;

/**
 * What happened to a table. A change may be read by any thread while its listener is called; afterwards its tables are
 * released, and reading them throws a {@link ClosedException}.
 *
 * <p>The rows are tables that are only read: {@code change.added().getColumnSource("Price").getDouble(rowKey)}. No row
 * key is in two of added, removed and modified. Applying a subscription's changes in their order to nothing gives the
 * table: take the removed keys out, then put the added and the modified rows in.
 */
public interface TableChange {
    /** The rows that are new, as they are after the change. */
    Table added();

    /** The rows that are gone, as they were before. */
    Table removed();

    /** The rows that stayed and were written, as they are after the change. */
    Table modified();

    /** The same rows as they were before. */
    Table modifiedBefore();

    /** All rows of the table before the change. */
    Table before();

    /** All rows of the table after the change. */
    Table after();

    /**
     * The columns in which at least one of the modified rows holds something else than before. They are found by
     * comparing the values.
     */
    List<String> modifiedColumns();

    /** How many rows the table has after the change. */
    long size();

    /** Whether this is the first change of its subscription, with all rows of the table as added ones. */
    boolean isInitial();

    /**
     * How many changes the table has had since the subscription began: 0 for the first, then one more from change to
     * change, or several more where changes were coalesced.
     */
    long sequence();
}

package io.deephaven.engine.table.impl.sources.ring;

import io.deephaven.engine.table.Table;
import topictable.internal.LiveTable;

/** Tables of the last rows. Mirrors Deephaven's class of the same name. */
public final class RingTableTools {
    private RingTableTools() {}

    /** The last rows that were added to a table that only adds rows, those of now included. */
    public static Table of(Table parent, int capacity) {
        return of(parent, capacity, true);
    }

    /** The last rows that were added to a table that only adds rows; those of now with {@code initialize}. */
    public static Table of(Table parent, int capacity, boolean initialize) {
        return LiveTable.of(parent).ring(capacity, initialize);
    }

    /** The same; a capacity is any number here. */
    public static Table of2(Table parent, int capacity, boolean initialize) {
        return of(parent, capacity, initialize);
    }
}

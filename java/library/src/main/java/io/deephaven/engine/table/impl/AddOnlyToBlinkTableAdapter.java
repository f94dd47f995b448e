package io.deephaven.engine.table.impl;

import io.deephaven.engine.table.Table;
import topictable.internal.LiveTable;

/** The rows that come to a table, as a blink table. Mirrors Deephaven's class of the same name. */
public final class AddOnlyToBlinkTableAdapter {
    private AddOnlyToBlinkTableAdapter() {}

    /**
     * A blink table of the rows that come to a table, first of those that are there already. A blink table is given back as it
     * is. When a row goes or changes, the result fails.
     *
     * @throws IllegalArgumentException when the table does not change
     */
    public static Table toBlink(Table table) {
        return BlinkTableTools.isBlink(table) ? table : LiveTable.of(table).addOnlyToBlink();
    }
}

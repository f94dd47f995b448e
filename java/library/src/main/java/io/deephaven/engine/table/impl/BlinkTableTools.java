package io.deephaven.engine.table.impl;

import io.deephaven.engine.table.Table;
import java.util.Map;
import topictable.internal.LiveTable;

/** Blink tables, which have the rows of one cycle only. Mirrors Deephaven's class of the same name. */
public final class BlinkTableTools {
    private BlinkTableTools() {}

    /** All rows that a blink table has from now on. */
    public static Table blinkToAppendOnly(Table blinkTable) {
        return LiveTable.of(blinkTable).blinkToAppendOnly();
    }

    /** Whether the table is a blink table. */
    public static boolean isBlink(Table table) {
        return hasBlink(table.getAttributes());
    }

    /** Whether these attributes are a blink table's. */
    public static boolean hasBlink(Map<String, Object> attributes) {
        return Boolean.TRUE.equals(attributes.get(Table.BLINK_TABLE_ATTRIBUTE));
    }
}

package io.deephaven.engine.table.impl.util;

import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.TableDefinition;
import topictable.internal.InputTables;

/**
 * A table whose rows programs add, replace by their keys, and take away. {@link io.deephaven.engine.util.input.InputTableUpdater} does it. Mirrors the factories of Deephaven's class of
 * the same name.
 */
public final class KeyedArrayBackedInputTable {
    private KeyedArrayBackedInputTable() {}

    /** One of these columns without rows. */
    public static Table make(TableDefinition definition, String... keyColumns) {
        return InputTables.make(definition, keyColumns);
    }

    /** One of the columns and rows of a table. */
    public static Table make(Table initialTable, String... keyColumns) {
        return InputTables.make(initialTable, keyColumns);
    }
}

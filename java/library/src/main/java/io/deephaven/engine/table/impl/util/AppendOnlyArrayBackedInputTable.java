package io.deephaven.engine.table.impl.util;

import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.TableDefinition;
import topictable.internal.InputTables;

/**
 * A table to which programs append rows. {@link io.deephaven.engine.util.input.InputTableUpdater} does it. Mirrors the factories of Deephaven's class of
 * the same name.
 */
public final class AppendOnlyArrayBackedInputTable {
    private AppendOnlyArrayBackedInputTable() {}

    /** One of these columns without rows. */
    public static Table make(TableDefinition definition) {
        return InputTables.make(definition);
    }

    /** One of the columns and rows of a table. */
    public static Table make(Table initialTable) {
        return InputTables.make(initialTable);
    }
}

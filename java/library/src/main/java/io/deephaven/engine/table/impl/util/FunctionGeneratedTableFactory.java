package io.deephaven.engine.table.impl.util;

import io.deephaven.engine.table.Table;
import java.util.List;
import java.util.function.Supplier;
import topictable.internal.GeneratedTables;

/**
 * Tables with the rows of tables that a function makes, again and again. Mirrors Deephaven's class of the same name.
 *
 * <p>The function is called at once, and later by a thread of its own while the tables of the session do not change: it may
 * read and make tables, and must not wait for changes. Its tables must have the same columns each time; when they have not, or
 * when it throws, the generated table fails, and keeps its last rows.
 */
public final class FunctionGeneratedTableFactory {
    private FunctionGeneratedTableFactory() {}

    /** A table that is made anew each time that so many milliseconds have passed since the last time; with 0, only once. */
    public static Table create(Supplier<Table> tableGenerator, int refreshIntervalMs) {
        return GeneratedTables.every(refreshIntervalMs, tableGenerator);
    }

    /**
     * A table that is made anew when one of these tables has changed; without any, it is made once.
     *
     * @throws IllegalArgumentException when one of them does not change
     */
    public static Table create(Supplier<Table> tableGenerator, Table... sourceTables) {
        return GeneratedTables.after(List.of(sourceTables), tableGenerator);
    }
}

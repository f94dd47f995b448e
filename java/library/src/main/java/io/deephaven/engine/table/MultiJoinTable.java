package io.deephaven.engine.table;

import java.util.Collection;

/** Tables that were joined by {@link MultiJoinFactory}. Mirrors Deephaven's interface of the same name. */
public interface MultiJoinTable {
    /** A row for each key, with the columns of all tables. */
    Table table();

    /** The names of the keys. */
    Collection<String> keyColumns();
}

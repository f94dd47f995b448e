package io.deephaven.engine.table;

import java.util.Set;

/**
 * Live tables of the same columns, its constituents, by a key: for a topic one for each partition. Constituents appear
 * with new partitions. Mirrors Deephaven's interface of the same name. All methods may be called from any thread.
 */
public interface PartitionedTable {
    /** A live table of the keys, in the order in which their constituents appeared. */
    Table table();

    /** The names of the key columns. */
    Set<String> keyColumnNames();

    /** The name that the column of constituents has in the mirrored API. */
    String constituentColumnName();

    /** The names and types of the columns of each constituent. */
    TableDefinition constituentDefinition();

    /** Whether no two constituents have the same key: true. */
    default boolean uniqueKeys() {
        return true;
    }

    /** Whether constituents may come: true for a topic. */
    default boolean constituentChangesPermitted() {
        return true;
    }

    /** The table of a key; null when there is none. */
    Table constituentFor(Object... keyColumnValues);

    /** The tables that there are now. */
    Table[] constituents();

    /** The rows of all constituents, also of those that appear later. */
    Table merge();
}

package io.deephaven.engine.table;

import topictable.UnsupportedFeatureException;

/**
 * Partitioned tables of tables that a program has: not in this version. Mirrors Deephaven's class of the same name.
 */
public final class PartitionedTableFactory {
    private PartitionedTableFactory() {}

    /** Not in this version: tables have no columns of tables. */
    public static PartitionedTable of(Table table) {
        throw UnsupportedFeatureException.of("a partitioned table of a column of tables", "PartitionedTableFactory.of");
    }

    /** Not in this version. */
    public static PartitionedTable ofTables(Table... constituents) {
        throw UnsupportedFeatureException.of("a partitioned table of given tables", "PartitionedTableFactory.ofTables");
    }
}

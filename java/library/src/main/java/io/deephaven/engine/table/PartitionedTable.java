package io.deephaven.engine.table;

import io.deephaven.api.TableOperations;
import io.deephaven.api.TableOperationsDefaults;
import io.deephaven.engine.context.ExecutionContext;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import topictable.internal.MappedPartitionedTable;
import topictable.internal.PartitionedProxy;

/**
 * Live tables of the same columns, its constituents, by a key: for a topic one for each partition, for a table one for
 * each value of its key columns. Constituents appear with new keys. Mirrors Deephaven's interface of the same name. All
 * methods may be called from any thread.
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

    /** Whether constituents may come. */
    default boolean constituentChangesPermitted() {
        return table().isRefreshing();
    }

    /**
     * The table of a key; null when there is none.
     *
     * @throws IllegalArgumentException when it is not one value for each key column
     */
    Table constituentFor(Object... keyColumnValues);

    /** The tables that there are now. */
    Table[] constituents();

    /** The rows of all constituents. */
    Table merge();

    /**
     * The tables that the function makes of the constituents, by the same keys. It is called once for each of them, when
     * it is asked for.
     */
    default PartitionedTable transform(UnaryOperator<Table> transformer) {
        return MappedPartitionedTable.of(this, transformer);
    }

    /** The same with the variables of a context. */
    default PartitionedTable transform(ExecutionContext context, UnaryOperator<Table> transformer,
            boolean expectRefreshingResults) {
        return transform(context == null ? transformer : table -> context.apply(() -> transformer.apply(table)));
    }

    /** The tables that the function makes of the constituents of both, for the keys that both have. */
    default PartitionedTable partitionedTransform(PartitionedTable other, BinaryOperator<Table> transformer) {
        return MappedPartitionedTable.of(this, other, transformer);
    }

    /** Operations on all constituents. */
    default Proxy proxy() {
        return new PartitionedProxy(this);
    }

    /** The same; tables are joined by equal keys in any case. */
    default Proxy proxy(boolean requireMatchingKeys, boolean sanityCheckJoins) {
        return proxy();
    }

    /** Operations that are done on each constituent of a partitioned table. */
    interface Proxy extends TableOperationsDefaults<Proxy, TableOperations<?, ?>> {
        /** The partitioned table of the results. */
        PartitionedTable target();
    }
}

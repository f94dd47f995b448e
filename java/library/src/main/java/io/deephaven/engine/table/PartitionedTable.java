package io.deephaven.engine.table;

import io.deephaven.api.TableOperations;
import io.deephaven.api.TableOperationsDefaults;
import io.deephaven.engine.context.ExecutionContext;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import topictable.UnsupportedFeatureException;
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

    /** The rows of all constituents, also of those that appear later. */
    Table merge();

    /**
     * The tables that the function makes of the constituents, by the same keys, also of those that appear later. The
     * function is called once, with a table like the constituents: what it does with that is done with each of them.
     *
     * @throws IllegalArgumentException when the result is not made of the given table by operations on tables
     */
    PartitionedTable transform(UnaryOperator<Table> transformer);

    /** The same with the variables of a context. */
    default PartitionedTable transform(ExecutionContext context, UnaryOperator<Table> transformer,
            boolean expectRefreshingResults) {
        return context == null ? transform(transformer) : context.apply(() -> transform(transformer));
    }

    /** Not in this version. */
    default PartitionedTable partitionedTransform(PartitionedTable other, BinaryOperator<Table> transformer) {
        throw UnsupportedFeatureException.of("partitionedTransform", "partitionedTransform");
    }

    /** Operations on all constituents. */
    default Proxy proxy() {
        return new PartitionedProxy(this);
    }

    /** The same: with another proxy there is nothing to be joined in this version. */
    default Proxy proxy(boolean requireMatchingKeys, boolean sanityCheckJoins) {
        return proxy();
    }

    /** Operations that are done on each constituent of a partitioned table. */
    interface Proxy extends TableOperationsDefaults<Proxy, TableOperations<?, ?>> {
        /** The partitioned table of the results. */
        PartitionedTable target();
    }
}

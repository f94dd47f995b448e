package io.deephaven.engine.table;

import io.deephaven.api.SortColumn;
import io.deephaven.api.TableOperations;
import io.deephaven.api.TableOperationsDefaults;
import io.deephaven.api.filter.Filter;
import io.deephaven.engine.context.ExecutionContext;
import java.util.Collection;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import topictable.internal.PartitionedProxy;

/**
 * Live tables of the same columns, its constituents, by a key: for a topic one for each partition, for a table one for
 * each value of its key columns. Constituents appear with new keys. Mirrors Deephaven's interface of the same name. All
 * methods may be called from any thread.
 */
public interface PartitionedTable {
    /**
     * A live table of the keys, in the order in which their constituents appeared, with these in the column
     * {@link #constituentColumnName()}: its cells are tables, which formulas may ask for their {@code size()}.
     */
    Table table();

    /** The names of the key columns. */
    Set<String> keyColumnNames();

    /** The name of the column of constituents. */
    String constituentColumnName();

    /** The names and types of the columns of each constituent. */
    TableDefinition constituentDefinition();

    /** Whether no two constituents have the same key. */
    boolean uniqueKeys();

    /** Whether constituents may come and go: what it was made with, or whether {@link #table()} may change. */
    boolean constituentChangesPermitted();

    /**
     * The table of a key; null when there is none.
     *
     * @throws IllegalArgumentException when it is not one value for each key column
     * @throws UnsupportedOperationException when several tables have the key
     */
    Table constituentFor(Object... keyColumnValues);

    /** The tables that there are now. */
    Table[] constituents();

    /** The rows of all constituents, also of those that appear later. */
    Table merge();

    /**
     * The constituents whose keys pass all filters.
     *
     * @throws IllegalArgumentException when a filter is about the column of constituents
     */
    PartitionedTable filter(Collection<? extends Filter> filters);

    /**
     * The constituents in the order of their keys. Those that appear later come behind them.
     *
     * @throws IllegalArgumentException when it is by the column of constituents
     */
    PartitionedTable sort(Collection<SortColumn> sortColumns);

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

    /**
     * The tables that the function makes of each constituent and that of {@code other} with the same key, by these keys,
     * also of those that appear later; what only one of both has is left out. Keys belong together by the names of their
     * columns, or by their order where these are others. The function is called once, with two tables like the
     * constituents: what it does with those is done with each pair.
     *
     * @throws IllegalArgumentException when the keys are of other types, or the result is not made of the given tables by
     *         operations on tables
     */
    PartitionedTable partitionedTransform(PartitionedTable other, BinaryOperator<Table> transformer);

    /** The same with the variables of a context. */
    default PartitionedTable partitionedTransform(PartitionedTable other, ExecutionContext context,
            BinaryOperator<Table> transformer, boolean expectRefreshingResults) {
        return context == null ? partitionedTransform(other, transformer)
                : context.apply(() -> partitionedTransform(other, transformer));
    }

    /** Operations on all constituents; those with another proxy are refused where a key is in one of both only. */
    default Proxy proxy() {
        return proxy(true, true);
    }

    /**
     * Operations on all constituents.
     *
     * @param requireMatchingKeys whether an operation with another proxy is refused where a key is in one of both only;
     *        otherwise such a constituent is left out. Where it comes about later, the result fails
     * @param sanityCheckJoins without effect: it is not checked that keys of a join are in one constituent only
     */
    default Proxy proxy(boolean requireMatchingKeys, boolean sanityCheckJoins) {
        return new PartitionedProxy(this, requireMatchingKeys);
    }

    /** Operations that are done on each constituent of a partitioned table. */
    interface Proxy extends TableOperationsDefaults<Proxy, TableOperations<?, ?>> {
        /** The partitioned table of the results. */
        PartitionedTable target();
    }
}

package io.deephaven.engine.table.hierarchical;

import io.deephaven.api.ColumnName;
import io.deephaven.api.agg.Aggregation;
import io.deephaven.api.filter.Filter;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.TableDefinition;
import java.util.Collection;

/**
 * What aggregations make of all rows of a table, of its groups by a first key, by a second one too, and so on. Mirrors the
 * part of Deephaven's interface of the same name that needs no web page; columns that are added to its levels, and other
 * orders of them, are operations on {@link topictable.Topictable#levelsOf}.
 */
public interface RollupTable extends HierarchicalTable<RollupTable> {
    /** What the rows of a level are. */
    enum NodeType {
        /** Groups. */
        Aggregated,
        /** Rows of the source. */
        Constituent
    }

    /** The aggregations. */
    Collection<? extends Aggregation> getAggregations();

    /** Whether the rows of the source are below the last groups. */
    boolean includesConstituents();

    /** What the rows of the last level are. */
    default NodeType getLeafNodeType() {
        return includesConstituents() ? NodeType.Constituent : NodeType.Aggregated;
    }

    /** The keys, from the first level on. */
    Collection<? extends ColumnName> getGroupByColumns();

    /**
     * The columns of groups, or of the rows of the source.
     *
     * @throws IllegalArgumentException for constituents of a rollup without them
     */
    TableDefinition getNodeDefinition(NodeType nodeType);

    /**
     * The rollup of the rows of the source for which the filter is true.
     *
     * @throws IllegalArgumentException when the filter names a column that is no key
     */
    RollupTable withFilter(Filter filter);

    /** The same rollup of another table. */
    RollupTable rebase(Table newSource);
}

package topictable.internal;

import io.deephaven.api.ColumnName;
import io.deephaven.api.agg.Aggregation;
import io.deephaven.api.filter.Filter;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.TableDefinition;
import io.deephaven.engine.table.hierarchical.RollupTable;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import topictable.InvalidArgumentException;
import topictable.NotFoundException;

/** A rollup of the native library. */
final class LiveRollupTable extends Levels<RollupTable> implements RollupTable {
    private final List<Aggregation> aggregations;
    private final boolean includesConstituents;
    private final List<ColumnName> keys;

    private LiveRollupTable(Table source, LiveTable levels, Map<String, Object> attributes, List<Aggregation> aggregations,
            boolean includesConstituents, List<ColumnName> keys) {
        super(source, levels, attributes);
        this.aggregations = aggregations;
        this.includesConstituents = includesConstituents;
        this.keys = keys;
    }

    /** The rollup of a table. */
    static LiveRollupTable of(LiveTable source, Collection<? extends Aggregation> aggregations, boolean includeConstituents,
            String... keys) {
        Operation operation = Operation.of("rollup").texts("keys", keys).aggregations(aggregations)
                .with("include_constituents", includeConstituents);
        return new LiveRollupTable(source, LiveTable.of(source.derive(operation)), Map.of(), List.copyOf(aggregations),
                includeConstituents, ColumnName.from(keys));
    }

    @Override
    RollupTable with(Map<String, Object> newAttributes) {
        return new LiveRollupTable(getSource(), levels(), newAttributes, aggregations, includesConstituents, keys);
    }

    @Override
    public String getDescription() {
        return "RollupTable(" + getSource() + ", " + keys.stream().map(ColumnName::name).toList() + ")";
    }

    @Override
    public Table getRoot() {
        return roots(getNodeDefinition(NodeType.Aggregated));
    }

    @Override
    public Collection<? extends Aggregation> getAggregations() {
        return aggregations;
    }

    @Override
    public boolean includesConstituents() {
        return includesConstituents;
    }

    @Override
    public Collection<? extends ColumnName> getGroupByColumns() {
        return keys;
    }

    @Override
    public TableDefinition getNodeDefinition(NodeType nodeType) {
        if (nodeType == NodeType.Aggregated) {
            TableDefinition constituents = getSource().getDefinition();
            int others = includesConstituents ? constituents.numColumns() - keys.size() : 0;
            return definition(2, getAvailableColumnDefinitions().size() - 2 - others);
        }
        if (!includesConstituents) {
            throw new InvalidArgumentException("Rollup does not have constituent nodes", Map.of());
        }
        return getSource().getDefinition();
    }

    @Override
    public RollupTable withFilter(Filter filter) {
        String[] names = keys.stream().map(ColumnName::name).toArray(String[]::new);
        LiveTable onlyKeys = LiveTable.of(getSource().view(names));
        try {
            // A filter that names another column is refused here.
            LiveTable.of(onlyKeys.where(filter)).close();
        } catch (InvalidArgumentException | NotFoundException e) {
            throw new InvalidArgumentException("Invalid filter found: it may only use the columns that are not aggregated, which are "
                    + List.of(names) + ": " + e.getMessage(), e.details());
        } finally {
            onlyKeys.close();
        }
        return rebase(getSource().where(filter));
    }

    @Override
    public RollupTable rebase(Table newSource) {
        return of(LiveTable.of(newSource), aggregations, includesConstituents,
                keys.stream().map(ColumnName::name).toArray(String[]::new));
    }
}

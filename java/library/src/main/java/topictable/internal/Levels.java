package topictable.internal;

import io.deephaven.api.ColumnName;
import io.deephaven.engine.table.ColumnDefinition;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.TableDefinition;
import io.deephaven.engine.table.hierarchical.HierarchicalTable;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What rollups and trees share: a live table of all levels.
 *
 * @param <TYPE> which of the two
 */
public abstract class Levels<TYPE extends HierarchicalTable<TYPE>> implements HierarchicalTable<TYPE> {
    private static final ColumnName DEPTH = ColumnName.of("__DEPTH__");
    private static final ColumnName EXPANDED = ColumnName.of("__EXPANDED__");

    private final Table source;
    private final LiveTable levels;
    private final Map<String, Object> attributes;

    Levels(Table source, LiveTable levels, Map<String, Object> attributes) {
        this.source = source;
        this.levels = levels;
        this.attributes = Map.copyOf(attributes);
    }

    /** All levels, the same table with each call. */
    public LiveTable levels() {
        return levels;
    }

    /** The same under other attributes: closing one closes the other. */
    abstract TYPE with(Map<String, Object> newAttributes);

    @Override
    public Table getSource() {
        return source;
    }

    /** The rows of the first level with some of the columns. */
    Table roots(TableDefinition columns) {
        LiveTable first = LiveTable.of(levels.where(DEPTH.name() + " = 1"));
        try {
            return first.view(columns.getColumnNamesArray());
        } finally {
            first.close();
        }
    }

    /** The columns of the levels from {@code first} on, {@code count} of them. */
    TableDefinition definition(int first, int count) {
        return TableDefinition.of(getAvailableColumnDefinitions().subList(first, first + count));
    }

    @Override
    public ColumnName getRowExpandedColumn() {
        return EXPANDED;
    }

    @Override
    public ColumnName getRowDepthColumn() {
        return DEPTH;
    }

    @Override
    public List<ColumnDefinition<?>> getStructuralColumnDefinitions() {
        return getAvailableColumnDefinitions().subList(0, 2);
    }

    @Override
    public List<ColumnDefinition<?>> getAvailableColumnDefinitions() {
        return levels.getDefinition().getColumns();
    }

    @Override
    public Map<String, Object> getAttributes() {
        return attributes;
    }

    @Override
    public TYPE withAttributes(Map<String, Object> toAdd, Collection<String> toRemove) {
        Map<String, Object> changed = new LinkedHashMap<>(attributes);
        changed.keySet().removeAll(toRemove);
        changed.putAll(toAdd);
        return with(changed);
    }

    @Override
    public void close() {
        levels.close();
    }

    @Override
    public String toString() {
        return getDescription();
    }
}

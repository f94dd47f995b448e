package topictable.internal;

import io.deephaven.api.ColumnName;
import io.deephaven.api.filter.Filter;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.TableDefinition;
import io.deephaven.engine.table.hierarchical.TreeTable;
import java.util.Map;
import java.util.Objects;

/** A tree of the native library. */
public final class LiveTreeTable extends Levels<TreeTable> implements TreeTable {
    private final ColumnName id;
    private final ColumnName parent;

    private LiveTreeTable(Table source, LiveTable levels, Map<String, Object> attributes, ColumnName id, ColumnName parent) {
        super(source, levels, attributes);
        this.id = id;
        this.parent = parent;
    }

    /** The tree of a table. */
    static LiveTreeTable of(LiveTable source, String id, String parent) {
        Operation operation = Operation.of("tree").with("id", id).with("parent", parent);
        return new LiveTreeTable(source, LiveTable.of(source.derive(operation)), Map.of(), ColumnName.of(id), ColumnName.of(parent));
    }

    /** All rows of a table, with null for parents that no row is. */
    public static Table promoteOrphans(Table source, String id, String parent) {
        return new LiveTable(Bridge.call(LiveTable.of(source).handle(), "promote_orphans",
                Bridge.object().put("id", id).put("parent", parent)), source + " with its orphans promoted");
    }

    @Override
    TreeTable with(Map<String, Object> newAttributes) {
        return new LiveTreeTable(getSource(), levels(), newAttributes, id, parent);
    }

    @Override
    public String getDescription() {
        return "TreeTable(" + getSource() + ", " + id.name() + ", " + parent.name() + ")";
    }

    @Override
    public Table getRoot() {
        return roots(getNodeDefinition());
    }

    @Override
    public ColumnName getIdentifierColumn() {
        return id;
    }

    @Override
    public ColumnName getParentIdentifierColumn() {
        return parent;
    }

    @Override
    public TableDefinition getNodeDefinition() {
        return getSource().getDefinition();
    }

    @Override
    public TreeTable withFilter(Filter filter) {
        Operation operation = Operation.of("with_ancestors").filter(Objects.requireNonNull(filter, "filter"))
                .with("id", id.name()).with("parent", parent.name());
        return rebase(LiveTable.of(getSource()).derive(operation));
    }

    @Override
    public TreeTable rebase(Table newSource) {
        return of(LiveTable.of(newSource), id.name(), parent.name());
    }
}

package io.deephaven.engine.table.hierarchical;

import io.deephaven.api.ColumnName;
import io.deephaven.api.filter.Filter;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.TableDefinition;
import topictable.internal.LiveTreeTable;

/**
 * Rows of a table below those that they name as their parents. Mirrors the part of Deephaven's interface of the same name
 * that needs no web page; what filters the rows of each level there is a filter on the source here.
 */
public interface TreeTable extends HierarchicalTable<TreeTable> {
    /** The column that tells rows apart. */
    ColumnName getIdentifierColumn();

    /** The column with the identifier of the row above; null where there is none. */
    ColumnName getParentIdentifierColumn();

    /** The columns of the rows. */
    TableDefinition getNodeDefinition();

    /** The tree of the rows of the source for which the filter is true, and of those above them. */
    TreeTable withFilter(Filter filter);

    /** The same tree of another table. */
    TreeTable rebase(Table newSource);

    /** All rows of a table, with null for parents that no row is: their rows are roots of its tree. */
    static Table promoteOrphans(Table source, String idColumn, String parentColumn) {
        return LiveTreeTable.promoteOrphans(source, idColumn, parentColumn);
    }
}

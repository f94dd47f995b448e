package io.deephaven.engine.table.hierarchical;

import io.deephaven.api.ColumnName;
import io.deephaven.engine.table.ColumnDefinition;
import io.deephaven.engine.table.GridAttributes;
import io.deephaven.engine.table.Table;
import java.util.List;

/**
 * Rows with others below them, which Deephaven's web page shows level by level. Mirrors the part of Deephaven's interface
 * of the same name that needs no page: {@link topictable.Topictable#levelsOf} gives all levels as a live table. All methods
 * may be called from any thread.
 *
 * @param <TYPE> what has the rows
 */
public interface HierarchicalTable<TYPE extends HierarchicalTable<TYPE>> extends GridAttributes<TYPE>, AutoCloseable {
    /** What it is and of which columns. */
    String getDescription();

    /** The table that it is made of. */
    Table getSource();

    /** A live table of the rows that are below no other. */
    Table getRoot();

    /** The column of {@link topictable.Topictable#levelsOf} that tells whether there are rows below a row. */
    ColumnName getRowExpandedColumn();

    /** The column of {@link topictable.Topictable#levelsOf} with the level of a row, from 1 on. */
    ColumnName getRowDepthColumn();

    /** The two columns that tell of levels. */
    List<ColumnDefinition<?>> getStructuralColumnDefinitions();

    /** All columns of {@link topictable.Topictable#levelsOf}. */
    List<ColumnDefinition<?>> getAvailableColumnDefinitions();

    /** Releases the levels. */
    @Override
    void close();
}

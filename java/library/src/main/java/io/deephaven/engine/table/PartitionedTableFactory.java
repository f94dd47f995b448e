package io.deephaven.engine.table;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import topictable.InvalidArgumentException;
import topictable.internal.LivePartitionedTable;

/**
 * Partitioned tables of tables that a program has. Mirrors Deephaven's class of the same name. All methods may be called
 * from any thread.
 */
public final class PartitionedTableFactory {
    private static final String CONSTITUENT = "__CONSTITUENT__";

    private PartitionedTableFactory() {}

    /**
     * The tables in the one column of {@code table} that has tables, by all other columns, which need not be unique.
     *
     * @throws IllegalArgumentException when there is not one such column, or no table in it
     */
    public static PartitionedTable of(Table table) {
        List<String> columns = table.getDefinition().getColumns().stream()
                .filter(column -> Table.class.isAssignableFrom(column.getDataType())).map(ColumnDefinition::getName).toList();
        if (columns.size() != 1) {
            throw new InvalidArgumentException("Underlying table " + table + " has " + (columns.isEmpty() ? "no" : "multiple")
                    + " possible constituent columns: expected one column of tables, not " + columns, Map.of());
        }
        Set<String> keys = new LinkedHashSet<>(table.getDefinition().getColumnNames());
        columns.forEach(keys::remove);
        return LivePartitionedTable.ofCells(table, keys, false, columns.get(0), table.isRefreshing());
    }

    /**
     * The tables in a column of {@code table}, by some of its other columns. They come and go with its rows: one that has gone
     * has no rows until it comes back.
     *
     * @param uniqueKeys whether a table can be asked for by its key
     * @param constituentDefinition the columns of all tables, which those that are there have to have; null for any
     * @param constituentChangesPermitted what {@link PartitionedTable#constituentChangesPermitted()} says
     * @throws IllegalArgumentException when the column has no tables, none is there, or two have other columns
     */
    public static PartitionedTable of(Table table, Collection<String> keyColumnNames, boolean uniqueKeys,
            String constituentColumnName, TableDefinition constituentDefinition, boolean constituentChangesPermitted) {
        PartitionedTable made = LivePartitionedTable.ofCells(table, keyColumnNames, uniqueKeys, constituentColumnName,
                constituentChangesPermitted);
        check(made, constituentDefinition);
        return made;
    }

    /**
     * These tables without keys; those that are null are left out.
     *
     * @throws IllegalArgumentException when there is none, or two have other columns
     */
    public static PartitionedTable ofTables(Table... constituents) {
        return LivePartitionedTable.ofTables(Stream.of(constituents).filter(Objects::nonNull).toList(), CONSTITUENT);
    }

    /** The same; their columns have to be these. */
    public static PartitionedTable ofTables(TableDefinition constituentDefinition, Table... constituents) {
        PartitionedTable made = ofTables(constituents);
        check(made, constituentDefinition);
        return made;
    }

    private static void check(PartitionedTable made, TableDefinition wanted) {
        List<String> names = wanted == null ? null : wanted.getColumnNames();
        if (names != null && !names.equals(made.constituentDefinition().getColumnNames())) {
            throw new InvalidArgumentException("the tables have the columns " + made.constituentDefinition().getColumnNames()
                    + ", expected " + names, Map.of());
        }
    }
}

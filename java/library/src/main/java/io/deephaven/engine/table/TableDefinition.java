package io.deephaven.engine.table;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The columns of a table, in their order. Immutable. Mirrors Deephaven's class of the same name. */
public final class TableDefinition {
    private final Map<String, ColumnDefinition<?>> columns = new LinkedHashMap<>();

    private TableDefinition(Iterable<ColumnDefinition<?>> columns) {
        for (ColumnDefinition<?> column : columns) {
            if (this.columns.put(column.getName(), column) != null) {
                throw new IllegalArgumentException(
                        "Supplied ColumnDefinitions include duplicate names [" + column.getName() + "]");
            }
        }
    }

    /** The definition of a table with these columns. */
    public static TableDefinition of(ColumnDefinition<?>... columns) {
        return new TableDefinition(Arrays.asList(columns));
    }

    /** The definition of a table with these columns. */
    public static TableDefinition of(Iterable<ColumnDefinition<?>> columns) {
        return new TableDefinition(columns);
    }

    /** The columns. */
    public List<ColumnDefinition<?>> getColumns() {
        return List.copyOf(columns.values());
    }

    /** The columns. */
    public ColumnDefinition<?>[] getColumnsArray() {
        return columns.values().toArray(ColumnDefinition[]::new);
    }

    /** The columns, as a stream. */
    public Stream<ColumnDefinition<?>> getColumnStream() {
        return columns.values().stream();
    }

    /** The columns' names. */
    public List<String> getColumnNames() {
        return List.copyOf(columns.keySet());
    }

    /** The columns' names. */
    public String[] getColumnNamesArray() {
        return columns.keySet().toArray(String[]::new);
    }

    /** The columns by name. */
    public Map<String, ColumnDefinition<?>> getColumnNameMap() {
        return Map.copyOf(columns);
    }

    /** How many columns there are. */
    public int numColumns() {
        return columns.size();
    }

    /** The column of the name; null when there is none. */
    @SuppressWarnings("unchecked")
    public <T> ColumnDefinition<T> getColumn(String name) {
        return (ColumnDefinition<T>) columns.get(name);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TableDefinition that && getColumns().equals(that.getColumns());
    }

    @Override
    public int hashCode() {
        return getColumns().hashCode();
    }

    @Override
    public String toString() {
        return columns.values().stream().map(String::valueOf)
                .collect(Collectors.joining(", ", "TableDefinition {columns=[", "]}"));
    }
}

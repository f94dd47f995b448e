package io.deephaven.engine.table.impl.util;

import io.deephaven.engine.table.ColumnDefinition;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.TableDefinition;
import io.deephaven.qst.type.Type;
import io.deephaven.tablelogger.Row;
import io.deephaven.tablelogger.RowSetter;
import io.deephaven.tablelogger.TableWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import topictable.InvalidArgumentException;
import topictable.internal.WrittenRow;
import topictable.internal.WrittenRows;

/**
 * Writes rows into an append-only table, which it makes. Rows are there with the table's next cycles. Mirrors Deephaven's
 * class of the same name.
 *
 * <p>{@code logRow} may be called from any thread; the setters are those of one row, {@link #getRowWriter()} gives another.
 */
public final class DynamicTableWriter implements TableWriter {
    private final TableDefinition definition;
    private final WrittenRows rows;
    private final WrittenRow row;

    /** A table of these columns. */
    public DynamicTableWriter(TableDefinition definition) {
        this.definition = definition;
        rows = WrittenRows.of(definition);
        row = new WrittenRow(definition, rows);
    }

    /** A table of columns of these names and types. */
    public DynamicTableWriter(String[] columnNames, Class<?>[] columnTypes) {
        this(definition(columnNames, columnTypes));
    }

    /** A table of columns of these names and types. */
    public DynamicTableWriter(String[] columnNames, Type<?>[] columnTypes) {
        this(definition(columnNames, Stream.of(columnTypes).map(Type::clazz).toArray(Class<?>[]::new)));
    }

    private static TableDefinition definition(String[] names, Class<?>... types) {
        if (names.length != types.length) {
            throw new InvalidArgumentException(names.length + " columns have " + types.length + " types", Map.of());
        }
        List<ColumnDefinition<?>> columns = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            columns.add(ColumnDefinition.fromGenericType(names[i], types[i]));
        }
        return TableDefinition.of(columns);
    }

    /** The table. */
    public Table getTable() {
        return rows.table();
    }

    @Override
    public RowSetter<?> getSetter(String name) {
        return row.getSetter(name);
    }

    @Override
    public void writeRow() {
        row.writeRow();
    }

    @Override
    public Row getRowWriter() {
        return new WrittenRow(definition, rows);
    }

    /** Adds a row of values of the columns' types, in the order of the columns; null is null. */
    public void logRow(Object... values) {
        new WrittenRow(definition, rows).with(false, values).writeRow();
    }

    /** Adds a row of values by the names of their columns; others are null. */
    public void logRow(Map<String, Object> values) {
        new WrittenRow(definition, rows).with(false, values).writeRow();
    }

    /** Adds a row; numbers are made of the columns' types. */
    public void logRowPermissive(Object... values) {
        new WrittenRow(definition, rows).with(true, values).writeRow();
    }

    /** Adds a row by the names of columns; numbers are made of the columns' types. */
    public void logRowPermissive(Map<String, Object> values) {
        new WrittenRow(definition, rows).with(true, values).writeRow();
    }

    @Override
    public String[] getColumnNames() {
        return definition.getColumnNames().toArray(String[]::new);
    }

    @Override
    public Class<?>[] getColumnTypes() {
        return definition.getColumnStream().map(ColumnDefinition::getDataType).toArray(Class<?>[]::new);
    }

    /** How many rows the table has. */
    public long size() {
        return rows.table().size();
    }

    @Override
    public void flush() {
        rows.flush();
    }

    /** Takes no more rows; those that were written are in the table. */
    @Override
    public void close() {
        rows.close();
    }
}

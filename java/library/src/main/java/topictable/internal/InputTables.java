package topictable.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deephaven.engine.rowset.RowSet;
import io.deephaven.engine.table.ColumnDefinition;
import io.deephaven.engine.table.ColumnSource;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.TableDefinition;
import io.deephaven.engine.util.input.InputTableUpdater;
import java.util.List;
import java.util.Map;
import topictable.InvalidArgumentException;

/** Tables to which programs add rows. */
public final class InputTables {
    private InputTables() {}

    /** A table of these columns without rows; rows of equal keys replace each other, without keys rows are appended. */
    public static Table make(TableDefinition definition, String... keys) {
        return make(definition, ColumnValues.none(definition), keys);
    }

    /** The same with the rows of a table to begin with, as they are now. */
    public static Table make(Table initialTable, String... keys) {
        TableDefinition definition = initialTable.getDefinition();
        return make(definition, valuesNow(initialTable, definition.getColumnNames()), keys);
    }

    private static Table make(TableDefinition definition, ColumnValues first, String... keys) {
        for (String key : keys) {
            if (definition.getColumn(key) == null) {
                throw new InvalidArgumentException("the key column " + key + " is none of the table's columns, which are "
                        + definition.getColumnNames(), Map.of("column", key));
            }
        }
        LiveTable table = NewTable.forInput(first, keys);
        return table.withAttributes(Map.of(Table.INPUT_TABLE_ATTRIBUTE, new Updater(table, List.of(keys))));
    }

    private record Updater(LiveTable table, List<String> keys) implements InputTableUpdater {
        @Override
        public List<String> getKeyNames() {
            return keys;
        }

        @Override
        public TableDefinition getTableDefinition() {
            return table.getDefinition();
        }

        @Override
        public void add(Table newData) {
            send("add_rows", newData, getTableDefinition().getColumnNames());
        }

        @Override
        public void delete(Table rows) {
            send("delete_rows", rows, keys);
        }

        /** Sends the values that these columns of {@code source} have now. */
        private void send(String request, Table source, List<String> columns) {
            ColumnValues values = valuesNow(source, columns);
            ObjectNode fields = values.describe(Bridge.object().put("rows", values.rows()));
            Bridge.call(table.handle(), request, fields, values.bytes());
        }
    }

    /** The values that columns have now. */
    private static ColumnValues valuesNow(Table source, List<String> columns) {
        try (FrozenTable frozen = source instanceof LiveTable live ? live.freeze() : null) {
            return values(frozen != null ? frozen : source, columns);
        }
    }

    private static ColumnValues values(Table source, List<String> columns) {
        RowSet rows = source.getRowSet();
        ColumnValues values = new ColumnValues(Math.toIntExact(rows.size()));
        for (String name : columns) {
            ColumnSource<?> column = source.getColumnSource(name);
            ColumnDefinition<?> definition = source.getDefinition().getColumn(name);
            Object[] cells = new Object[values.rows()];
            RowSet.Iterator row = rows.iterator();
            for (int i = 0; i < cells.length; i++) {
                cells[i] = column.get(row.nextLong());
            }
            values.add(name, definition.getDataType(), cells);
        }
        return values;
    }
}

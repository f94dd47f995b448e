package io.deephaven.engine.util.input;

import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.TableDefinition;
import java.util.List;
import java.util.Map;
import topictable.InvalidArgumentException;

/**
 * Adds rows to an input table: {@code table.getAttribute(Table.INPUT_TABLE_ATTRIBUTE)}. Mirrors Deephaven's interface of
 * the same name. Rows are in the table when its next cycle ends. Safe for use by several threads.
 */
public interface InputTableUpdater {
    /**
     * The updater of an input table.
     *
     * @throws IllegalArgumentException for any other table
     */
    static InputTableUpdater from(Table inputTable) {
        if (inputTable.getAttribute(Table.INPUT_TABLE_ATTRIBUTE) instanceof InputTableUpdater updater) {
            return updater;
        }
        throw new InvalidArgumentException("not an input table: " + inputTable, Map.of());
    }

    /** The names of the key columns; none in a table to which rows are appended. */
    List<String> getKeyNames();

    /** The names of the other columns. */
    default List<String> getValueNames() {
        return getTableDefinition().getColumnNames().stream().filter(name -> !isKey(name)).toList();
    }

    /** The columns. */
    TableDefinition getTableDefinition();

    /** Adds the rows of a table of these columns; in a keyed table a row takes the place of that of its key. */
    void add(Table newData);

    /** The same, and tells {@code listener}. */
    default void addAsync(Table newData, InputTableStatusListener listener) {
        try {
            add(newData);
        } catch (RuntimeException e) {
            listener.onError(e);
            return;
        }
        listener.onSuccess();
    }

    /** Takes the rows away whose keys a table of the key columns has. */
    void delete(Table table);

    /** The same, and tells {@code listener}. */
    default void deleteAsync(Table table, InputTableStatusListener listener) {
        try {
            delete(table);
        } catch (RuntimeException e) {
            listener.onError(e);
            return;
        }
        listener.onSuccess();
    }

    /** Whether it is a key column. */
    default boolean isKey(String columnName) {
        return getKeyNames().contains(columnName);
    }

    /** Whether there is such a column. */
    default boolean hasColumn(String columnName) {
        return getTableDefinition().getColumn(columnName) != null;
    }
}

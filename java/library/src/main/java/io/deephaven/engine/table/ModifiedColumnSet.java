package io.deephaven.engine.table;

import java.util.List;

/** The columns of a table that a change has modified. Mirrors Deephaven's class of the same name. */
public final class ModifiedColumnSet {
    private final List<String> columns;

    private ModifiedColumnSet(List<String> columns) {
        this.columns = columns;
    }

    /** The set of these columns. */
    public static ModifiedColumnSet of(List<String> columns) {
        return new ModifiedColumnSet(List.copyOf(columns));
    }

    /** Whether no column is modified. */
    public boolean empty() {
        return columns.isEmpty();
    }

    /** Whether a column is modified. */
    public boolean nonempty() {
        return !columns.isEmpty();
    }

    /** How many columns are modified. */
    public int size() {
        return columns.size();
    }

    /** The names of the modified columns, in the table's order. */
    public String[] dirtyColumnNames() {
        return columns.toArray(String[]::new);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ModifiedColumnSet that && columns.equals(that.columns);
    }

    @Override
    public int hashCode() {
        return columns.hashCode();
    }

    @Override
    public String toString() {
        return "ModifiedColumnSet{" + String.join(",", columns) + "}";
    }
}

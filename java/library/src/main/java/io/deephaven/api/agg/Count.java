package io.deephaven.api.agg;

import io.deephaven.api.ColumnName;
import java.util.Objects;

/**
 * How many rows a group has. Mirrors Deephaven's class of the same name.
 *
 * @param column the column of the numbers
 */
public record Count(ColumnName column) implements Aggregation {
    /** In that column. */
    public Count {
        Objects.requireNonNull(column, "column");
    }

    /** In that column. */
    public static Count of(String column) {
        return new Count(ColumnName.of(column));
    }
}

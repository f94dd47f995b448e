package io.deephaven.api.agg;

import io.deephaven.api.ColumnName;
import io.deephaven.api.filter.Filter;
import java.util.Objects;

/**
 * For how many rows of a group a filter is true. Mirrors Deephaven's class of the same name.
 *
 * @param column the column of the numbers
 * @param filter the filter
 */
public record CountWhere(ColumnName column, Filter filter) implements Aggregation {
    /** In that column, by that filter. */
    public CountWhere {
        Objects.requireNonNull(column, "column");
        Objects.requireNonNull(filter, "filter");
    }

    /** In that column, the rows for which all filters are true. */
    public static CountWhere of(String column, String... filters) {
        return of(column, Filter.and(Filter.from(filters)));
    }

    /** In that column, by that filter. */
    public static CountWhere of(String column, Filter filter) {
        return new CountWhere(ColumnName.of(column), filter);
    }
}

package io.deephaven.engine.table.impl.util;

import java.util.Objects;

/**
 * A name and the values of a column, for {@code TableTools.newTable}. Mirrors Deephaven's class of the same name.
 *
 * @param <T> the boxed type of the column
 */
public final class ColumnHolder<T> {
    /** The column's name. */
    public final String name;
    /** The column's type. */
    public final Class<T> dataType;
    /** The values; a null constant is a null. */
    public final Object[] values;

    /** A column of values, which are not copied. */
    public ColumnHolder(String name, Class<T> dataType, Object[] values) {
        this.name = Objects.requireNonNull(name, "name");
        this.dataType = dataType;
        this.values = values;
    }

    /** The column's name. */
    public String getName() {
        return name;
    }
}

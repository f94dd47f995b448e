package io.deephaven.api.updateby.spec;

import io.deephaven.api.Pair;
import io.deephaven.api.filter.Filter;
import io.deephaven.api.updateby.ColumnUpdateOperation;
import io.deephaven.api.updateby.OperationControl;
import io.deephaven.api.updateby.UpdateByOperation;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What is made of each row and those around it. Immutable. Mirrors Deephaven's interface of the same name.
 *
 * @param description its name, as the native library calls it
 * @param arguments what it needs beside its columns, by the native library's names
 */
public record UpdateBySpec(String description, Map<String, Object> arguments) {
    /** Which rows count: from the first to the second one, both distances from the row. */
    public record Window(WindowScale reverse, WindowScale forward) {}

    /** A computation of that name with these arguments. */
    public UpdateBySpec {
        Objects.requireNonNull(description, "description");
        arguments = Map.copyOf(arguments);
    }

    /** A computation that needs nothing but columns. */
    public static UpdateBySpec of(String description) {
        return new UpdateBySpec(description, Map.of());
    }

    /** A computation in which values lose their weight. */
    public static UpdateBySpec moving(String description, OperationControl control, WindowScale scale) {
        return of(description).with("control", control).with("decay", scale);
    }

    /** A computation on windows. */
    public static UpdateBySpec rolling(String description, Window window) {
        return of(description).with("window", window);
    }

    /** A number of rows for which a filter is true. */
    public static UpdateBySpec counting(String description, String resultColumn, Filter filter) {
        return of(description).with("column", resultColumn).with("filter", filter);
    }

    /** A formula on windows, in which the parameter, if there is one, is each of the columns. */
    public static UpdateBySpec formula(String formula, String parameter, Window window) {
        UpdateBySpec spec = rolling("rolling_formula", window).with("formula", formula);
        return parameter == null ? spec : spec.with("parameter", parameter);
    }

    /** A window of rows. */
    public static Window ticks(long reverse, long forward) {
        return new Window(WindowScale.ofTicks(reverse), WindowScale.ofTicks(forward));
    }

    /** A window of nanoseconds. */
    public static Window time(String timestampCol, long reverse, long forward) {
        return new Window(WindowScale.ofTime(timestampCol, reverse), WindowScale.ofTime(timestampCol, forward));
    }

    /** The same with one more argument. */
    public UpdateBySpec with(String name, Object value) {
        Map<String, Object> more = new HashMap<>(arguments);
        more.put(name, Objects.requireNonNull(value, name));
        return new UpdateBySpec(description, more);
    }

    /** This of these columns. */
    public ColumnUpdateOperation clause(String... pairs) {
        return UpdateByOperation.of(this, pairs);
    }

    /** This of these columns. */
    public ColumnUpdateOperation clause(Pair... pairs) {
        return UpdateByOperation.of(this, pairs);
    }

    /** This of these columns. */
    public ColumnUpdateOperation clause(Collection<? extends Pair> pairs) {
        return new ColumnUpdateOperation(this, List.copyOf(pairs));
    }
}

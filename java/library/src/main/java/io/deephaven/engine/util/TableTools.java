package io.deephaven.engine.util;

import static io.deephaven.util.QueryConstants.NULL_BYTE;
import static io.deephaven.util.QueryConstants.NULL_CHAR;
import static io.deephaven.util.QueryConstants.NULL_DOUBLE;
import static io.deephaven.util.QueryConstants.NULL_FLOAT;
import static io.deephaven.util.QueryConstants.NULL_INT;
import static io.deephaven.util.QueryConstants.NULL_LONG;
import static io.deephaven.util.QueryConstants.NULL_SHORT;

import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.impl.util.ColumnHolder;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.IntFunction;
import topictable.internal.NewTable;
import topictable.internal.TablePrinter;

/**
 * Tables from values, and tables as text. Mirrors Deephaven's class of the same name.
 *
 * <p>In a primitive column the null constants of {@link io.deephaven.util.QueryConstants} stand for null.
 */
public final class TableTools {
    private static final int SHOWN_ROWS = 10;

    private TableTools() {}

    /** Prints the first 10 rows. */
    public static void show(Table table, String... columns) {
        show(table, SHOWN_ROWS, columns);
    }

    /** Prints the first rows. */
    public static void show(Table table, long maxRowCount, String... columns) {
        show(table, maxRowCount, System.out, columns);
    }

    /** Prints the first rows. */
    public static void show(Table table, long maxRowCount, PrintStream out, String... columns) {
        out.print(TablePrinter.print(table, maxRowCount, false, columns));
        out.flush();
    }

    /** Prints the first 10 rows with their positions and keys. */
    public static void showWithRowSet(Table table, String... columns) {
        showWithRowSet(table, SHOWN_ROWS, columns);
    }

    /** Prints the first rows with their positions and keys. */
    public static void showWithRowSet(Table table, long maxRowCount, String... columns) {
        System.out.print(TablePrinter.print(table, maxRowCount, true, columns));
        System.out.flush();
    }

    /** The first 10 rows as text. */
    public static String string(Table table, String... columns) {
        return string(table, SHOWN_ROWS, columns);
    }

    /** The first rows as text. */
    public static String string(Table table, int size, String... columns) {
        return TablePrinter.print(table, size, false, columns);
    }

    /** A table of {@code size} rows without columns. */
    public static Table emptyTable(long size) {
        return NewTable.make(size);
    }

    /** A table of columns of one length. It never changes. */
    public static Table newTable(ColumnHolder<?>... columns) {
        long size = columns.length == 0 ? 0 : columns[0].values.length;
        return NewTable.make(size, columns);
    }

    /** A table of columns of a known length. It never changes. */
    public static Table newTable(long size, ColumnHolder<?>... columns) {
        return NewTable.make(size, columns);
    }

    /** A String column. */
    public static ColumnHolder<String> stringCol(String name, String... data) {
        return new ColumnHolder<>(name, String.class, data.clone());
    }

    /** A column of instants. */
    public static ColumnHolder<Instant> instantCol(String name, Instant... data) {
        return new ColumnHolder<>(name, Instant.class, data.clone());
    }

    /** A Boolean column. */
    public static ColumnHolder<Boolean> booleanCol(String name, Boolean... data) {
        return new ColumnHolder<>(name, Boolean.class, data.clone());
    }

    /** A long column. */
    public static ColumnHolder<Long> longCol(String name, long... data) {
        return column(name, long.class, data.length, i -> data[i] == NULL_LONG ? null : data[i]);
    }

    /** An int column. */
    public static ColumnHolder<Integer> intCol(String name, int... data) {
        return column(name, int.class, data.length, i -> data[i] == NULL_INT ? null : data[i]);
    }

    /** A short column. */
    public static ColumnHolder<Short> shortCol(String name, short... data) {
        return column(name, short.class, data.length, i -> data[i] == NULL_SHORT ? null : data[i]);
    }

    /** A byte column. */
    public static ColumnHolder<Byte> byteCol(String name, byte... data) {
        return column(name, byte.class, data.length, i -> data[i] == NULL_BYTE ? null : data[i]);
    }

    /** A char column. */
    public static ColumnHolder<Character> charCol(String name, char... data) {
        return column(name, char.class, data.length, i -> data[i] == NULL_CHAR ? null : data[i]);
    }

    /** A double column. */
    public static ColumnHolder<Double> doubleCol(String name, double... data) {
        return column(name, double.class, data.length, i -> data[i] == NULL_DOUBLE ? null : data[i]);
    }

    /** A float column. */
    public static ColumnHolder<Float> floatCol(String name, float... data) {
        return column(name, float.class, data.length, i -> data[i] == NULL_FLOAT ? null : data[i]);
    }

    /** A column of any type. */
    @SafeVarargs
    @SuppressWarnings({"unchecked", "varargs"})
    public static <T> ColumnHolder<T> col(String name, T... data) {
        return new ColumnHolder<>(name, (Class<T>) data.getClass().getComponentType(), Arrays.copyOf(data, data.length));
    }

    private static <T> ColumnHolder<T> column(String name, Class<T> type, int size, IntFunction<T> value) {
        Object[] values = new Object[size];
        Arrays.setAll(values, value);
        return new ColumnHolder<>(name, type, values);
    }
}

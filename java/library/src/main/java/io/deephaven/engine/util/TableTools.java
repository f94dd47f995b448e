package io.deephaven.engine.util;

import static io.deephaven.util.QueryConstants.NULL_BYTE;
import static io.deephaven.util.QueryConstants.NULL_CHAR;
import static io.deephaven.util.QueryConstants.NULL_DOUBLE;
import static io.deephaven.util.QueryConstants.NULL_FLOAT;
import static io.deephaven.util.QueryConstants.NULL_INT;
import static io.deephaven.util.QueryConstants.NULL_LONG;
import static io.deephaven.util.QueryConstants.NULL_SHORT;

import io.deephaven.engine.table.ColumnDefinition;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.TableDefinition;
import io.deephaven.engine.table.impl.TimeTable;
import io.deephaven.engine.table.impl.util.ColumnHolder;
import io.deephaven.time.DateTimeUtils;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import topictable.InvalidArgumentException;
import topictable.internal.Nanos;
import topictable.internal.NewTable;
import topictable.internal.TableDiff;
import topictable.internal.TablePrinter;

/**
 * Tables from values, and tables as text. Mirrors Deephaven's class of the same name.
 *
 * <p>In a primitive column the null constants of {@link io.deephaven.util.QueryConstants} stand for null.
 */
public final class TableTools {
    private static final int SHOWN_ROWS = 10;
    private static final Map<String, Class<?>> PRIMITIVES = Stream.of(boolean.class, byte.class, char.class, short.class,
            int.class, long.class, float.class, double.class).collect(Collectors.toMap(Class::getName, type -> type));

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

    /** Prints the first 10 rows with commas between the columns. */
    public static void showCommaDelimited(Table table, String... columns) {
        showCommaDelimited(table, SHOWN_ROWS, columns);
    }

    /** Prints the first rows with commas between the columns. */
    public static void showCommaDelimited(Table table, long maxRowCount, String... columns) {
        System.out.print(TablePrinter.withCommas(table, maxRowCount, columns));
        System.out.flush();
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

    /** The whole table as an HTML table. */
    public static String html(Table table) {
        return TablePrinter.html(table);
    }

    /**
     * What is different between two tables, a line for each difference; empty when they are equal.
     *
     * @param maxDiffLines how many lines to give at most
     */
    public static String diff(Table actualResult, Table expectedResult, long maxDiffLines) {
        return TableDiff.of(actualResult, expectedResult, maxDiffLines);
    }

    /** A table of {@code size} rows without columns. */
    public static Table emptyTable(long size) {
        return NewTable.empty(size);
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

    /** A table of these columns without rows. It never changes. */
    public static Table newTable(TableDefinition definition) {
        return NewTable.make(0, definition.getColumnStream()
                .map(column -> new ColumnHolder<>(column.getName(), column.getDataType(), new Object[0]))
                .toArray(ColumnHolder[]::new));
    }

    /** A table that gets a row each period, {@code "PT1S"}, with its time in the column {@code Timestamp}. */
    public static Table timeTable(String period) {
        return timeTable(DateTimeUtils.parseDurationNanos(period));
    }

    /** A table that gets a row each period. */
    public static Table timeTable(Duration period) {
        return timeTable(Nanos.of(period));
    }

    /** A table that gets a row each so many nanoseconds. */
    public static Table timeTable(long periodNanos) {
        return NewTable.ofTime(null, periodNanos, false);
    }

    /** A table that gets a row each period from a time on. */
    public static Table timeTable(Instant startTime, String period) {
        return timeTable(startTime, DateTimeUtils.parseDurationNanos(period));
    }

    /** A table that gets a row each so many nanoseconds from a time on. */
    public static Table timeTable(Instant startTime, long periodNanos) {
        return NewTable.ofTime(startTime == null ? null : Nanos.of(startTime), periodNanos, false);
    }

    /** A table that gets a row each period from a time on. */
    public static Table timeTable(String startTime, String period) {
        return timeTable(DateTimeUtils.parseInstant(startTime), period);
    }

    /** A table that gets a row each so many nanoseconds from a time on. */
    public static Table timeTable(String startTime, long periodNanos) {
        return timeTable(DateTimeUtils.parseInstant(startTime), periodNanos);
    }

    /** A table that gets a row each period, with more to be chosen. */
    public static TimeTable.Builder timeTableBuilder() {
        return TimeTable.newBuilder();
    }

    /** The rows of all tables of the same columns, those of each together. */
    public static Table merge(Table... tables) {
        return merge(Arrays.asList(tables));
    }

    /** The rows of all tables of the same columns, those of each together; null is no table. */
    public static Table merge(Collection<Table> tables) {
        List<Table> given = tables.stream().filter(Objects::nonNull).toList();
        if (given.isEmpty()) {
            throw new InvalidArgumentException("No non-null tables provided to merge", Map.of());
        }
        return NewTable.merged(given);
    }

    /** The rows of all tables, each sorted by the column, sorted by it. */
    public static Table mergeSorted(String keyColumn, Table... tables) {
        return mergeSorted(keyColumn, Arrays.asList(tables));
    }

    /** The rows of all tables, each sorted by the column, sorted by it. */
    public static Table mergeSorted(String keyColumn, Collection<Table> tables) {
        return NewTable.mergedSorted(keyColumn, List.copyOf(tables));
    }

    /** The table with all float and double columns rounded to long. */
    public static Table roundDecimalColumns(Table table) {
        return roundDecimalColumnsExcept(table);
    }

    /** The table with these float and double columns rounded to long. */
    public static Table roundDecimalColumns(Table table, String... columns) {
        return table.updateView(Stream.of(columns).map(column -> column + " = round(" + column + ")").toArray(String[]::new));
    }

    /** The table with all float and double columns but these rounded to long. */
    public static Table roundDecimalColumnsExcept(Table table, String... columnsNotToRound) {
        Set<String> kept = Set.of(columnsNotToRound);
        return roundDecimalColumns(table, table.getDefinition().getColumnStream()
                .filter(column -> column.getDataType() == double.class || column.getDataType() == float.class)
                .map(ColumnDefinition::getName).filter(name -> !kept.contains(name)).toArray(String[]::new));
    }

    /**
     * The class of that name: a primitive type, or the full name of a class.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static Class<?> typeFromName(String typeName) {
        Class<?> primitive = PRIMITIVES.get(typeName);
        try {
            return primitive != null ? primitive : Class.forName(typeName);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("Type " + typeName + " not known", e);
        }
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

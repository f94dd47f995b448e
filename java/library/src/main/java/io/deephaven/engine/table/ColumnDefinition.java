package io.deephaven.engine.table;

import io.deephaven.qst.type.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Objects;

/**
 * The name and type of a column. Immutable. Mirrors Deephaven's class of the same name.
 *
 * @param <TYPE> the boxed type of the column
 */
public final class ColumnDefinition<TYPE> {
    private final String name;
    private final Class<TYPE> dataType;
    private final Class<?> componentType;

    private ColumnDefinition(String name, Class<TYPE> dataType, Class<?> componentType) {
        this.name = Objects.requireNonNull(name, "name");
        this.dataType = Objects.requireNonNull(dataType, "dataType");
        this.componentType = componentType;
    }

    /** A Boolean column. */
    public static ColumnDefinition<Boolean> ofBoolean(String name) {
        return new ColumnDefinition<>(name, Boolean.class, null);
    }

    /** A byte column. */
    public static ColumnDefinition<Byte> ofByte(String name) {
        return new ColumnDefinition<>(name, byte.class, null);
    }

    /** A char column. */
    public static ColumnDefinition<Character> ofChar(String name) {
        return new ColumnDefinition<>(name, char.class, null);
    }

    /** A short column. */
    public static ColumnDefinition<Short> ofShort(String name) {
        return new ColumnDefinition<>(name, short.class, null);
    }

    /** An int column. */
    public static ColumnDefinition<Integer> ofInt(String name) {
        return new ColumnDefinition<>(name, int.class, null);
    }

    /** A long column. */
    public static ColumnDefinition<Long> ofLong(String name) {
        return new ColumnDefinition<>(name, long.class, null);
    }

    /** A float column. */
    public static ColumnDefinition<Float> ofFloat(String name) {
        return new ColumnDefinition<>(name, float.class, null);
    }

    /** A double column. */
    public static ColumnDefinition<Double> ofDouble(String name) {
        return new ColumnDefinition<>(name, double.class, null);
    }

    /** A String column. */
    public static ColumnDefinition<String> ofString(String name) {
        return new ColumnDefinition<>(name, String.class, null);
    }

    /** A column of instants. */
    public static ColumnDefinition<Instant> ofTime(String name) {
        return new ColumnDefinition<>(name, Instant.class, null);
    }

    /** A column of times of day. */
    public static ColumnDefinition<LocalTime> ofLocalTime(String name) {
        return new ColumnDefinition<>(name, LocalTime.class, null);
    }

    /** A column of dates. */
    public static ColumnDefinition<LocalDate> ofLocalDate(String name) {
        return new ColumnDefinition<>(name, LocalDate.class, null);
    }

    /** A column of durations. */
    public static ColumnDefinition<Duration> ofDuration(String name) {
        return new ColumnDefinition<>(name, Duration.class, null);
    }

    /** A column of the type. */
    public static <T> ColumnDefinition<T> of(String name, Type<T> type) {
        return fromGenericType(name, type.clazz());
    }

    /** A column of any type. */
    public static <T> ColumnDefinition<T> fromGenericType(String name, Class<T> dataType) {
        return fromGenericType(name, dataType, dataType.getComponentType());
    }

    /** A column of any type, whose elements are of the component type. */
    public static <T> ColumnDefinition<T> fromGenericType(String name, Class<T> dataType, Class<?> componentType) {
        return new ColumnDefinition<>(name, dataType, componentType);
    }

    /** The column's name. */
    public String getName() {
        return name;
    }

    /** The column's type; a primitive class for numbers and chars. */
    public Class<TYPE> getDataType() {
        return dataType;
    }

    /** The type of the elements of an array column; null for any other. */
    public Class<?> getComponentType() {
        return componentType;
    }

    /** The same column under another name. */
    public ColumnDefinition<TYPE> withName(String newName) {
        return new ColumnDefinition<>(newName, dataType, componentType);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ColumnDefinition<?> that && name.equals(that.name) && dataType == that.dataType
                && componentType == that.componentType;
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, dataType, componentType);
    }

    @Override
    public String toString() {
        return "ColumnDefinition {name=" + name + ", dataType=" + dataType + ", componentType=" + componentType
                + ", columnType=Normal}";
    }
}

package io.deephaven.qst.column.header;

import io.deephaven.qst.type.Type;
import java.time.Instant;
import java.util.Objects;

/**
 * The name and the type of a column. Immutable; equal for equal names and types. Mirrors what of Deephaven's class of the
 * same name programs hand to {@code rawSpec}.
 *
 * @param <T> the boxed type
 */
public final class ColumnHeader<T> {
    private final String name;
    private final Type<T> componentType;

    private ColumnHeader(String name, Type<T> componentType) {
        this.name = Objects.requireNonNull(name, "name");
        this.componentType = Objects.requireNonNull(componentType, "componentType");
    }

    /** A column of the values of a class. */
    public static <T> ColumnHeader<T> of(String name, Class<T> clazz) {
        return new ColumnHeader<>(name, Type.find(clazz));
    }

    /** A column of a type. */
    public static <T> ColumnHeader<T> of(String name, Type<T> type) {
        return new ColumnHeader<>(name, type);
    }

    /** A column of Boolean. */
    public static ColumnHeader<Boolean> ofBoolean(String name) {
        return of(name, Type.booleanType());
    }

    /** A column of byte. */
    public static ColumnHeader<Byte> ofByte(String name) {
        return of(name, Type.byteType());
    }

    /** A column of char. */
    public static ColumnHeader<Character> ofChar(String name) {
        return of(name, Type.charType());
    }

    /** A column of short. */
    public static ColumnHeader<Short> ofShort(String name) {
        return of(name, Type.shortType());
    }

    /** A column of int. */
    public static ColumnHeader<Integer> ofInt(String name) {
        return of(name, Type.intType());
    }

    /** A column of long. */
    public static ColumnHeader<Long> ofLong(String name) {
        return of(name, Type.longType());
    }

    /** A column of float. */
    public static ColumnHeader<Float> ofFloat(String name) {
        return of(name, Type.floatType());
    }

    /** A column of double. */
    public static ColumnHeader<Double> ofDouble(String name) {
        return of(name, Type.doubleType());
    }

    /** A column of String. */
    public static ColumnHeader<String> ofString(String name) {
        return of(name, Type.stringType());
    }

    /** A column of Instant. */
    public static ColumnHeader<Instant> ofInstant(String name) {
        return of(name, Type.instantType());
    }

    /** The column's name. */
    public String name() {
        return name;
    }

    /** The type of its values. */
    public Type<T> componentType() {
        return componentType;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ColumnHeader<?> that && name.equals(that.name) && componentType.equals(that.componentType);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + componentType.hashCode();
    }

    @Override
    public String toString() {
        return "ColumnHeader{name=" + name + ", componentType=" + componentType + "}";
    }
}

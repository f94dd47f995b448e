package io.deephaven.qst.type;

import java.time.Instant;
import java.util.Objects;

/**
 * The type of a column. Immutable; equal for equal classes. Mirrors what of Deephaven's interface of the same name
 * programs write in column definitions.
 *
 * @param <T> the boxed type
 */
public final class Type<T> {
    private final Class<T> clazz;

    private Type(Class<T> clazz) {
        this.clazz = Objects.requireNonNull(clazz, "clazz");
    }

    /** The type of a class. */
    public static <T> Type<T> find(Class<T> clazz) {
        return new Type<>(clazz);
    }

    /** Boolean. */
    public static Type<Boolean> booleanType() {
        return new Type<>(Boolean.class);
    }

    /** byte. */
    public static Type<Byte> byteType() {
        return new Type<>(byte.class);
    }

    /** char. */
    public static Type<Character> charType() {
        return new Type<>(char.class);
    }

    /** short. */
    public static Type<Short> shortType() {
        return new Type<>(short.class);
    }

    /** int. */
    public static Type<Integer> intType() {
        return new Type<>(int.class);
    }

    /** long. */
    public static Type<Long> longType() {
        return new Type<>(long.class);
    }

    /** float. */
    public static Type<Float> floatType() {
        return new Type<>(float.class);
    }

    /** double. */
    public static Type<Double> doubleType() {
        return new Type<>(double.class);
    }

    /** String. */
    public static Type<String> stringType() {
        return new Type<>(String.class);
    }

    /** Instant. */
    public static Type<Instant> instantType() {
        return new Type<>(Instant.class);
    }

    /** The type of arrays of this type. */
    public Type<?> arrayType() {
        return new Type<>(clazz.arrayType());
    }

    /** The class. */
    public Class<T> clazz() {
        return clazz;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Type<?> that && clazz == that.clazz;
    }

    @Override
    public int hashCode() {
        return clazz.hashCode();
    }

    @Override
    public String toString() {
        return clazz.getSimpleName();
    }
}

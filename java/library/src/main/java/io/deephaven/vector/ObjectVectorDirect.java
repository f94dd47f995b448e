package io.deephaven.vector;

import java.util.Arrays;
import java.util.Iterator;

/**
 * A vector of objects in an array. Mirrors Deephaven's class of the same name.
 *
 * @param <T> the class of the values
 */
public final class ObjectVectorDirect<T> implements ObjectVector<T> {
    private final T[] data;

    /** A vector of these values, which are not copied. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public ObjectVectorDirect(T... data) {
        this.data = data;
    }

    @Override
    public T get(long index) {
        return index < 0 || index >= data.length ? null : data[(int) index];
    }

    @Override
    public long size() {
        return data.length;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Class<T> getComponentType() {
        return (Class<T>) data.getClass().getComponentType();
    }

    @Override
    public ObjectVector<T> subVector(long fromIndexInclusive, long toIndexExclusive) {
        T[] part = Arrays.copyOf(data, Math.toIntExact(Math.max(0, toIndexExclusive - fromIndexInclusive)));
        for (int i = 0; i < part.length; i++) {
            part[i] = get(fromIndexInclusive + i);
        }
        return new ObjectVectorDirect<>(part);
    }

    @Override
    public T[] toArray() {
        return data.clone();
    }

    @Override
    public String elementToString(long index) {
        T value = get(index);
        return value == null ? NULL_ELEMENT_STRING : String.valueOf(value);
    }

    @Override
    public Iterator<T> iterator() {
        return Arrays.asList(data).iterator();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ObjectVector<?> that && Arrays.deepEquals(data, that.toArray());
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(data);
    }

    @Override
    public String toString() {
        return toString(PRINTED);
    }
}

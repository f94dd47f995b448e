package io.deephaven.vector;

/** A vector of shorts. Mirrors Deephaven's interface of the same name. */
public interface ShortVector extends Vector<ShortVector>, Iterable<Short> {
    /** The value at a position; the null constant for null, and where there is none. */
    short get(long index);

    @Override
    short[] toArray();

    @Override
    default short[] copyToArray() {
        return toArray();
    }

    @Override
    default Class<?> getComponentType() {
        return short.class;
    }
}

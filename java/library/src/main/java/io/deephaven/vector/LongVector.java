package io.deephaven.vector;

/** A vector of longs. Mirrors Deephaven's interface of the same name. */
public interface LongVector extends Vector<LongVector>, Iterable<Long> {
    /** The value at a position; the null constant for null, and where there is none. */
    long get(long index);

    @Override
    long[] toArray();

    @Override
    default long[] copyToArray() {
        return toArray();
    }

    @Override
    default Class<?> getComponentType() {
        return long.class;
    }
}

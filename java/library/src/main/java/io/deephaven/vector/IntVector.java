package io.deephaven.vector;

/** A vector of ints. Mirrors Deephaven's interface of the same name. */
public interface IntVector extends Vector<IntVector>, Iterable<Integer> {
    /** The value at a position; the null constant for null, and where there is none. */
    int get(long index);

    @Override
    int[] toArray();

    @Override
    default int[] copyToArray() {
        return toArray();
    }

    @Override
    default Class<?> getComponentType() {
        return int.class;
    }
}

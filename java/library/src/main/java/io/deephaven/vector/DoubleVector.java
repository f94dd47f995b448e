package io.deephaven.vector;

/** A vector of doubles. Mirrors Deephaven's interface of the same name. */
public interface DoubleVector extends Vector<DoubleVector>, Iterable<Double> {
    /** The value at a position; the null constant for null, and where there is none. */
    double get(long index);

    @Override
    double[] toArray();

    @Override
    default double[] copyToArray() {
        return toArray();
    }

    @Override
    default Class<?> getComponentType() {
        return double.class;
    }
}

package io.deephaven.vector;

/** A vector of floats. Mirrors Deephaven's interface of the same name. */
public interface FloatVector extends Vector<FloatVector>, Iterable<Float> {
    /** The value at a position; the null constant for null, and where there is none. */
    float get(long index);

    @Override
    float[] toArray();

    @Override
    default float[] copyToArray() {
        return toArray();
    }

    @Override
    default Class<?> getComponentType() {
        return float.class;
    }
}

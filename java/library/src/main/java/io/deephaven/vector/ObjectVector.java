package io.deephaven.vector;

/**
 * A vector of objects. Mirrors Deephaven's interface of the same name.
 *
 * @param <COMPONENT_TYPE> the class of the values
 */
public interface ObjectVector<COMPONENT_TYPE> extends Vector<ObjectVector<COMPONENT_TYPE>>, Iterable<COMPONENT_TYPE> {
    /** The value at a position; null where there is none. */
    COMPONENT_TYPE get(long index);

    @Override
    COMPONENT_TYPE[] toArray();

    @Override
    default COMPONENT_TYPE[] copyToArray() {
        return toArray();
    }

    @Override
    Class<COMPONENT_TYPE> getComponentType();
}

package io.deephaven.vector;

/** A vector of chars. Mirrors Deephaven's interface of the same name. */
public interface CharVector extends Vector<CharVector>, Iterable<Character> {
    /** The value at a position; the null constant for null, and where there is none. */
    char get(long index);

    @Override
    char[] toArray();

    @Override
    default char[] copyToArray() {
        return toArray();
    }

    @Override
    default Class<?> getComponentType() {
        return char.class;
    }
}

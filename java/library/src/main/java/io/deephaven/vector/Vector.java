package io.deephaven.vector;

import java.util.StringJoiner;

/**
 * The values of a group, or of a column, in their order. Immutable. Mirrors Deephaven's interface of the same name.
 *
 * <p>It prints as its values with commas between, where null is a blank: the first ten of them, and dots for the others.
 *
 * @param <VECTOR_TYPE> its own type
 */
public interface Vector<VECTOR_TYPE extends Vector<VECTOR_TYPE>> {
    /** How many values it prints. */
    int PRINTED = 10;
    /** How null prints. */
    String NULL_ELEMENT_STRING = " ";

    /** How many values there are. */
    long size();

    /** Whether there is no value. */
    default boolean isEmpty() {
        return size() == 0;
    }

    /** The class of the values. */
    Class<?> getComponentType();

    /** The values from one position on, before another one; positions that are not there are null. */
    VECTOR_TYPE subVector(long fromIndexInclusive, long toIndexExclusive);

    /** A new array of the values, in which a constant stands for null if they are primitive. */
    Object toArray();

    /** The same. */
    default Object copyToArray() {
        return toArray();
    }

    /** The value at a position as it prints. */
    String elementToString(long index);

    /** It as text, with so many values at most. */
    default String toString(int prefixLength) {
        StringJoiner text = new StringJoiner(",", "[", size() > prefixLength ? ", ...]" : "]");
        for (long i = 0; i < Math.min(size(), prefixLength); i++) {
            text.add(elementToString(i));
        }
        return text.toString();
    }
}

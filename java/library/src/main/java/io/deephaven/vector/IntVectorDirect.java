package io.deephaven.vector;

import static io.deephaven.util.QueryConstants.NULL_INT;

import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.IntStream;

/** A vector of ints in an array. Mirrors Deephaven's class of the same name. */
public final class IntVectorDirect implements IntVector {
    private final int[] data;

    /** A vector of these values, which are not copied. */
    public IntVectorDirect(int... data) {
        this.data = data;
    }

    @Override
    public int get(long index) {
        return index < 0 || index >= data.length ? NULL_INT : data[(int) index];
    }

    @Override
    public long size() {
        return data.length;
    }

    @Override
    public IntVector subVector(long fromIndexInclusive, long toIndexExclusive) {
        int[] part = new int[Math.toIntExact(Math.max(0, toIndexExclusive - fromIndexInclusive))];
        for (int i = 0; i < part.length; i++) {
            part[i] = get(fromIndexInclusive + i);
        }
        return new IntVectorDirect(part);
    }

    @Override
    public int[] toArray() {
        return data.clone();
    }

    @Override
    public String elementToString(long index) {
        return get(index) == NULL_INT ? NULL_ELEMENT_STRING : String.valueOf(get(index));
    }

    @Override
    public Iterator<Integer> iterator() {
        return IntStream.range(0, data.length).mapToObj(i -> data[i] == NULL_INT ? null : Integer.valueOf(data[i])).iterator();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IntVector that && Arrays.equals(data, that.toArray());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return toString(PRINTED);
    }
}

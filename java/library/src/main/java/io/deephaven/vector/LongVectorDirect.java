package io.deephaven.vector;

import static io.deephaven.util.QueryConstants.NULL_LONG;

import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.IntStream;

/** A vector of longs in an array. Mirrors Deephaven's class of the same name. */
public final class LongVectorDirect implements LongVector {
    private final long[] data;

    /** A vector of these values, which are not copied. */
    public LongVectorDirect(long... data) {
        this.data = data;
    }

    @Override
    public long get(long index) {
        return index < 0 || index >= data.length ? NULL_LONG : data[(int) index];
    }

    @Override
    public long size() {
        return data.length;
    }

    @Override
    public LongVector subVector(long fromIndexInclusive, long toIndexExclusive) {
        long[] part = new long[Math.toIntExact(Math.max(0, toIndexExclusive - fromIndexInclusive))];
        for (int i = 0; i < part.length; i++) {
            part[i] = get(fromIndexInclusive + i);
        }
        return new LongVectorDirect(part);
    }

    @Override
    public long[] toArray() {
        return data.clone();
    }

    @Override
    public String elementToString(long index) {
        return get(index) == NULL_LONG ? NULL_ELEMENT_STRING : String.valueOf(get(index));
    }

    @Override
    public Iterator<Long> iterator() {
        return IntStream.range(0, data.length).mapToObj(i -> data[i] == NULL_LONG ? null : Long.valueOf(data[i])).iterator();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LongVector that && Arrays.equals(data, that.toArray());
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

package io.deephaven.vector;

import static io.deephaven.util.QueryConstants.NULL_SHORT;

import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.IntStream;

/** A vector of shorts in an array. Mirrors Deephaven's class of the same name. */
public final class ShortVectorDirect implements ShortVector {
    private final short[] data;

    /** A vector of these values, which are not copied. */
    public ShortVectorDirect(short... data) {
        this.data = data;
    }

    @Override
    public short get(long index) {
        return index < 0 || index >= data.length ? NULL_SHORT : data[(int) index];
    }

    @Override
    public long size() {
        return data.length;
    }

    @Override
    public ShortVector subVector(long fromIndexInclusive, long toIndexExclusive) {
        short[] part = new short[Math.toIntExact(Math.max(0, toIndexExclusive - fromIndexInclusive))];
        for (int i = 0; i < part.length; i++) {
            part[i] = get(fromIndexInclusive + i);
        }
        return new ShortVectorDirect(part);
    }

    @Override
    public short[] toArray() {
        return data.clone();
    }

    @Override
    public String elementToString(long index) {
        return get(index) == NULL_SHORT ? NULL_ELEMENT_STRING : String.valueOf(get(index));
    }

    @Override
    public Iterator<Short> iterator() {
        return IntStream.range(0, data.length).mapToObj(i -> data[i] == NULL_SHORT ? null : Short.valueOf(data[i])).iterator();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ShortVector that && Arrays.equals(data, that.toArray());
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

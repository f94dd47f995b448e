package io.deephaven.vector;

import static io.deephaven.util.QueryConstants.NULL_BYTE;

import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.IntStream;

/** A vector of bytes in an array. Mirrors Deephaven's class of the same name. */
public final class ByteVectorDirect implements ByteVector {
    private final byte[] data;

    /** A vector of these values, which are not copied. */
    public ByteVectorDirect(byte... data) {
        this.data = data;
    }

    @Override
    public byte get(long index) {
        return index < 0 || index >= data.length ? NULL_BYTE : data[(int) index];
    }

    @Override
    public long size() {
        return data.length;
    }

    @Override
    public ByteVector subVector(long fromIndexInclusive, long toIndexExclusive) {
        byte[] part = new byte[Math.toIntExact(Math.max(0, toIndexExclusive - fromIndexInclusive))];
        for (int i = 0; i < part.length; i++) {
            part[i] = get(fromIndexInclusive + i);
        }
        return new ByteVectorDirect(part);
    }

    @Override
    public byte[] toArray() {
        return data.clone();
    }

    @Override
    public String elementToString(long index) {
        return get(index) == NULL_BYTE ? NULL_ELEMENT_STRING : String.valueOf(get(index));
    }

    @Override
    public Iterator<Byte> iterator() {
        return IntStream.range(0, data.length).mapToObj(i -> data[i] == NULL_BYTE ? null : Byte.valueOf(data[i])).iterator();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ByteVector that && Arrays.equals(data, that.toArray());
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

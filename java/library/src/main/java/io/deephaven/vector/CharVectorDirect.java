package io.deephaven.vector;

import static io.deephaven.util.QueryConstants.NULL_CHAR;

import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.IntStream;

/** A vector of chars in an array. Mirrors Deephaven's class of the same name. */
public final class CharVectorDirect implements CharVector {
    private final char[] data;

    /** A vector of these values, which are not copied. */
    public CharVectorDirect(char... data) {
        this.data = data;
    }

    @Override
    public char get(long index) {
        return index < 0 || index >= data.length ? NULL_CHAR : data[(int) index];
    }

    @Override
    public long size() {
        return data.length;
    }

    @Override
    public CharVector subVector(long fromIndexInclusive, long toIndexExclusive) {
        char[] part = new char[Math.toIntExact(Math.max(0, toIndexExclusive - fromIndexInclusive))];
        for (int i = 0; i < part.length; i++) {
            part[i] = get(fromIndexInclusive + i);
        }
        return new CharVectorDirect(part);
    }

    @Override
    public char[] toArray() {
        return data.clone();
    }

    @Override
    public String elementToString(long index) {
        return get(index) == NULL_CHAR ? NULL_ELEMENT_STRING : String.valueOf(get(index));
    }

    @Override
    public Iterator<Character> iterator() {
        return IntStream.range(0, data.length).mapToObj(i -> data[i] == NULL_CHAR ? null : Character.valueOf(data[i])).iterator();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CharVector that && Arrays.equals(data, that.toArray());
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

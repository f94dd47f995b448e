package io.deephaven.vector;

import static io.deephaven.util.QueryConstants.NULL_FLOAT;

import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.IntStream;

/** A vector of floats in an array. Mirrors Deephaven's class of the same name. */
public final class FloatVectorDirect implements FloatVector {
    private final float[] data;

    /** A vector of these values, which are not copied. */
    public FloatVectorDirect(float... data) {
        this.data = data;
    }

    @Override
    public float get(long index) {
        return index < 0 || index >= data.length ? NULL_FLOAT : data[(int) index];
    }

    @Override
    public long size() {
        return data.length;
    }

    @Override
    public FloatVector subVector(long fromIndexInclusive, long toIndexExclusive) {
        float[] part = new float[Math.toIntExact(Math.max(0, toIndexExclusive - fromIndexInclusive))];
        for (int i = 0; i < part.length; i++) {
            part[i] = get(fromIndexInclusive + i);
        }
        return new FloatVectorDirect(part);
    }

    @Override
    public float[] toArray() {
        return data.clone();
    }

    @Override
    public String elementToString(long index) {
        return get(index) == NULL_FLOAT ? NULL_ELEMENT_STRING : String.valueOf(get(index));
    }

    @Override
    public Iterator<Float> iterator() {
        return IntStream.range(0, data.length).mapToObj(i -> data[i] == NULL_FLOAT ? null : Float.valueOf(data[i])).iterator();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FloatVector that && Arrays.equals(data, that.toArray());
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

package io.deephaven.vector;

import static io.deephaven.util.QueryConstants.NULL_DOUBLE;

import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.IntStream;

/** A vector of doubles in an array. Mirrors Deephaven's class of the same name. */
public final class DoubleVectorDirect implements DoubleVector {
    private final double[] data;

    /** A vector of these values, which are not copied. */
    public DoubleVectorDirect(double... data) {
        this.data = data;
    }

    @Override
    public double get(long index) {
        return index < 0 || index >= data.length ? NULL_DOUBLE : data[(int) index];
    }

    @Override
    public long size() {
        return data.length;
    }

    @Override
    public DoubleVector subVector(long fromIndexInclusive, long toIndexExclusive) {
        double[] part = new double[Math.toIntExact(Math.max(0, toIndexExclusive - fromIndexInclusive))];
        for (int i = 0; i < part.length; i++) {
            part[i] = get(fromIndexInclusive + i);
        }
        return new DoubleVectorDirect(part);
    }

    @Override
    public double[] toArray() {
        return data.clone();
    }

    @Override
    public String elementToString(long index) {
        return get(index) == NULL_DOUBLE ? NULL_ELEMENT_STRING : String.valueOf(get(index));
    }

    @Override
    public Iterator<Double> iterator() {
        return IntStream.range(0, data.length).mapToObj(i -> data[i] == NULL_DOUBLE ? null : Double.valueOf(data[i])).iterator();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DoubleVector that && Arrays.equals(data, that.toArray());
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

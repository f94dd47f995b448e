package io.deephaven.chunk;

import static io.deephaven.util.QueryConstants.NULL_DOUBLE;

import io.deephaven.chunk.attributes.Any;

/** Values of type double in an array. Mirrors what of Deephaven's class processors of objects use. */
public class DoubleChunk<ATTR extends Any> extends ChunkBase<ATTR> {
    final double[] data;

    DoubleChunk(double[] data, int offset, int capacity) {
        super(data.length, offset, capacity);
        this.data = data;
    }

    /** The values of an array, which is not copied. */
    public static <ATTR extends Any> DoubleChunk<ATTR> chunkWrap(double[] data) {
        return new DoubleChunk<>(data, 0, data.length);
    }

    /** The values of a part of an array, which is not copied. */
    public static <ATTR extends Any> DoubleChunk<ATTR> chunkWrap(double[] data, int offset, int capacity) {
        return new DoubleChunk<>(data, offset, capacity);
    }

    /** A value. */
    public final double get(int index) {
        return data[at(index)];
    }

    /** Whether a value stands for null. */
    public final boolean isNull(int index) {
        return get(index) == NULL_DOUBLE;
    }
}

package io.deephaven.chunk;

import static io.deephaven.util.QueryConstants.NULL_FLOAT;

import io.deephaven.chunk.attributes.Any;

/** Values of type float in an array. Mirrors what of Deephaven's class processors of objects use. */
public class FloatChunk<ATTR extends Any> extends ChunkBase<ATTR> {
    final float[] data;

    FloatChunk(float[] data, int offset, int capacity) {
        super(data.length, offset, capacity);
        this.data = data;
    }

    /** The values of an array, which is not copied. */
    public static <ATTR extends Any> FloatChunk<ATTR> chunkWrap(float[] data) {
        return new FloatChunk<>(data, 0, data.length);
    }

    /** The values of a part of an array, which is not copied. */
    public static <ATTR extends Any> FloatChunk<ATTR> chunkWrap(float[] data, int offset, int capacity) {
        return new FloatChunk<>(data, offset, capacity);
    }

    /** A value. */
    public final float get(int index) {
        return data[at(index)];
    }

    /** Whether a value stands for null. */
    public final boolean isNull(int index) {
        return get(index) == NULL_FLOAT;
    }
}

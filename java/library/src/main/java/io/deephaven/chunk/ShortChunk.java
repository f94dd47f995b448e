package io.deephaven.chunk;

import static io.deephaven.util.QueryConstants.NULL_SHORT;

import io.deephaven.chunk.attributes.Any;

/** Values of type short in an array. Mirrors what of Deephaven's class processors of objects use. */
public class ShortChunk<ATTR extends Any> extends ChunkBase<ATTR> {
    final short[] data;

    ShortChunk(short[] data, int offset, int capacity) {
        super(data.length, offset, capacity);
        this.data = data;
    }

    /** The values of an array, which is not copied. */
    public static <ATTR extends Any> ShortChunk<ATTR> chunkWrap(short[] data) {
        return new ShortChunk<>(data, 0, data.length);
    }

    /** The values of a part of an array, which is not copied. */
    public static <ATTR extends Any> ShortChunk<ATTR> chunkWrap(short[] data, int offset, int capacity) {
        return new ShortChunk<>(data, offset, capacity);
    }

    /** A value. */
    public final short get(int index) {
        return data[at(index)];
    }

    /** Whether a value stands for null. */
    public final boolean isNull(int index) {
        return get(index) == NULL_SHORT;
    }
}

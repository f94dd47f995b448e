package io.deephaven.chunk;

import static io.deephaven.util.QueryConstants.NULL_LONG;

import io.deephaven.chunk.attributes.Any;

/** Values of type long in an array. Mirrors what of Deephaven's class processors of objects use. */
public class LongChunk<ATTR extends Any> extends ChunkBase<ATTR> {
    final long[] data;

    LongChunk(long[] data, int offset, int capacity) {
        super(data.length, offset, capacity);
        this.data = data;
    }

    /** The values of an array, which is not copied. */
    public static <ATTR extends Any> LongChunk<ATTR> chunkWrap(long[] data) {
        return new LongChunk<>(data, 0, data.length);
    }

    /** The values of a part of an array, which is not copied. */
    public static <ATTR extends Any> LongChunk<ATTR> chunkWrap(long[] data, int offset, int capacity) {
        return new LongChunk<>(data, offset, capacity);
    }

    /** A value. */
    public final long get(int index) {
        return data[at(index)];
    }

    /** Whether a value stands for null. */
    public final boolean isNull(int index) {
        return get(index) == NULL_LONG;
    }
}

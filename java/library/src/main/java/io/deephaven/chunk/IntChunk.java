package io.deephaven.chunk;

import static io.deephaven.util.QueryConstants.NULL_INT;

import io.deephaven.chunk.attributes.Any;

/** Values of type int in an array. Mirrors what of Deephaven's class processors of objects use. */
public class IntChunk<ATTR extends Any> extends ChunkBase<ATTR> {
    final int[] data;

    IntChunk(int[] data, int offset, int capacity) {
        super(data.length, offset, capacity);
        this.data = data;
    }

    /** The values of an array, which is not copied. */
    public static <ATTR extends Any> IntChunk<ATTR> chunkWrap(int[] data) {
        return new IntChunk<>(data, 0, data.length);
    }

    /** The values of a part of an array, which is not copied. */
    public static <ATTR extends Any> IntChunk<ATTR> chunkWrap(int[] data, int offset, int capacity) {
        return new IntChunk<>(data, offset, capacity);
    }

    /** A value. */
    public final int get(int index) {
        return data[at(index)];
    }

    /** Whether a value stands for null. */
    public final boolean isNull(int index) {
        return get(index) == NULL_INT;
    }
}

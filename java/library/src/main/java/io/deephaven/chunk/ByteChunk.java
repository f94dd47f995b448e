package io.deephaven.chunk;

import static io.deephaven.util.QueryConstants.NULL_BYTE;

import io.deephaven.chunk.attributes.Any;

/** Values of type byte in an array. Mirrors what of Deephaven's class processors of objects use. */
public class ByteChunk<ATTR extends Any> extends ChunkBase<ATTR> {
    final byte[] data;

    ByteChunk(byte[] data, int offset, int capacity) {
        super(data.length, offset, capacity);
        this.data = data;
    }

    /** The values of an array, which is not copied. */
    public static <ATTR extends Any> ByteChunk<ATTR> chunkWrap(byte[] data) {
        return new ByteChunk<>(data, 0, data.length);
    }

    /** The values of a part of an array, which is not copied. */
    public static <ATTR extends Any> ByteChunk<ATTR> chunkWrap(byte[] data, int offset, int capacity) {
        return new ByteChunk<>(data, offset, capacity);
    }

    /** A value. */
    public final byte get(int index) {
        return data[at(index)];
    }

    /** Whether a value stands for null. */
    public final boolean isNull(int index) {
        return get(index) == NULL_BYTE;
    }
}

package io.deephaven.chunk;

import static io.deephaven.util.QueryConstants.NULL_CHAR;

import io.deephaven.chunk.attributes.Any;

/** Values of type char in an array. Mirrors what of Deephaven's class processors of objects use. */
public class CharChunk<ATTR extends Any> extends ChunkBase<ATTR> {
    final char[] data;

    CharChunk(char[] data, int offset, int capacity) {
        super(data.length, offset, capacity);
        this.data = data;
    }

    /** The values of an array, which is not copied. */
    public static <ATTR extends Any> CharChunk<ATTR> chunkWrap(char[] data) {
        return new CharChunk<>(data, 0, data.length);
    }

    /** The values of a part of an array, which is not copied. */
    public static <ATTR extends Any> CharChunk<ATTR> chunkWrap(char[] data, int offset, int capacity) {
        return new CharChunk<>(data, offset, capacity);
    }

    /** A value. */
    public final char get(int index) {
        return data[at(index)];
    }

    /** Whether a value stands for null. */
    public final boolean isNull(int index) {
        return get(index) == NULL_CHAR;
    }
}

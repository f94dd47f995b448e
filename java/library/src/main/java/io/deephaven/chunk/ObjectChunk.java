package io.deephaven.chunk;

import io.deephaven.chunk.attributes.Any;

/** Objects in an array. Mirrors what of Deephaven's class processors of objects use. */
public class ObjectChunk<T, ATTR extends Any> extends ChunkBase<ATTR> {
    final T[] data;

    ObjectChunk(T[] data, int offset, int capacity) {
        super(data.length, offset, capacity);
        this.data = data;
    }

    /** The objects of an array, which is not copied. */
    public static <T, ATTR extends Any> ObjectChunk<T, ATTR> chunkWrap(T[] data) {
        return new ObjectChunk<>(data, 0, data.length);
    }

    /** The objects of a part of an array, which is not copied. */
    public static <T, ATTR extends Any> ObjectChunk<T, ATTR> chunkWrap(T[] data, int offset, int capacity) {
        return new ObjectChunk<>(data, offset, capacity);
    }

    /** An object, or null. */
    public final T get(int index) {
        return data[at(index)];
    }

    /** Whether it is null. */
    public final boolean isNull(int index) {
        return get(index) == null;
    }
}

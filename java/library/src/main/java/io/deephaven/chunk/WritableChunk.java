package io.deephaven.chunk;

import io.deephaven.chunk.attributes.Any;
import io.deephaven.util.SafeCloseable;

/** Values in an array that are written. Mirrors what of Deephaven's interface processors of objects use. */
public interface WritableChunk<ATTR extends Any> extends Chunk<ATTR>, SafeCloseable {
    /** How many values there is room for. */
    int capacity();

    /** Says how many values there are. */
    void setSize(int newSize);

    /** Writes nulls at some positions. */
    void fillWithNullValue(int offset, int size);

    /** Writes a value, or null, at some positions. */
    void fillWithBoxedValue(int offset, int size, Object value);

    /** Nothing: the memory is Java's own. */
    @Override
    default void close() {}

    /** This chunk, which must be one of this type. */
    default WritableByteChunk<ATTR> asWritableByteChunk() {
        return (WritableByteChunk<ATTR>) this;
    }

    /** This chunk, which must be one of this type. */
    default WritableCharChunk<ATTR> asWritableCharChunk() {
        return (WritableCharChunk<ATTR>) this;
    }

    /** This chunk, which must be one of this type. */
    default WritableShortChunk<ATTR> asWritableShortChunk() {
        return (WritableShortChunk<ATTR>) this;
    }

    /** This chunk, which must be one of this type. */
    default WritableIntChunk<ATTR> asWritableIntChunk() {
        return (WritableIntChunk<ATTR>) this;
    }

    /** This chunk, which must be one of this type. */
    default WritableLongChunk<ATTR> asWritableLongChunk() {
        return (WritableLongChunk<ATTR>) this;
    }

    /** This chunk, which must be one of this type. */
    default WritableFloatChunk<ATTR> asWritableFloatChunk() {
        return (WritableFloatChunk<ATTR>) this;
    }

    /** This chunk, which must be one of this type. */
    default WritableDoubleChunk<ATTR> asWritableDoubleChunk() {
        return (WritableDoubleChunk<ATTR>) this;
    }

    /** This chunk, which must be one of this type. */
    @SuppressWarnings("unchecked")
    default <T> WritableObjectChunk<T, ATTR> asWritableObjectChunk() {
        return (WritableObjectChunk<T, ATTR>) this;
    }
}

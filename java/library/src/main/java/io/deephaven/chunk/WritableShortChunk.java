package io.deephaven.chunk;

import static io.deephaven.util.QueryConstants.NULL_SHORT;

import io.deephaven.chunk.attributes.Any;
import java.util.Arrays;
import java.util.Objects;

/** Values of type short in an array that are written. Mirrors what of Deephaven's class processors of objects use. */
public class WritableShortChunk<ATTR extends Any> extends ShortChunk<ATTR> implements WritableChunk<ATTR> {
    WritableShortChunk(short[] data, int offset, int capacity) {
        super(data, offset, capacity);
    }

    /** A chunk of zeros. */
    public static <ATTR extends Any> WritableShortChunk<ATTR> makeWritableChunk(int size) {
        return writableChunkWrap(new short[size]);
    }

    /** The values of an array, which is not copied. */
    public static <ATTR extends Any> WritableShortChunk<ATTR> writableChunkWrap(short[] data) {
        return new WritableShortChunk<>(data, 0, data.length);
    }

    /** The values of a part of an array, which is not copied. */
    public static <ATTR extends Any> WritableShortChunk<ATTR> writableChunkWrap(short[] data, int offset, int size) {
        return new WritableShortChunk<>(data, offset, size);
    }

    /** Writes a value. */
    public final void set(int index, short value) {
        data[room(index)] = value;
    }

    /** Writes one more value. */
    public final void add(short value) {
        data[next()] = value;
    }

    /** The array. */
    public final short[] array() {
        return data;
    }

    /** Where in the array the first value is. */
    public final int arrayOffset() {
        return offset;
    }

    /** Writes a value at some positions. */
    public final void fillWithValue(int offset, int size, short value) {
        Objects.checkFromIndexSize(offset, size, capacity());
        Arrays.fill(data, this.offset + offset, this.offset + offset + size, value);
    }

    @Override
    public final void fillWithNullValue(int offset, int size) {
        fillWithValue(offset, size, NULL_SHORT);
    }

    @Override
    public final void fillWithBoxedValue(int offset, int size, Object value) {
        fillWithValue(offset, size, value == null ? NULL_SHORT : (Short) value);
    }

    /** Writes values of an array. */
    public final void copyFromTypedArray(short[] source, int sourceOffset, int destOffset, int length) {
        Objects.checkFromIndexSize(destOffset, length, capacity());
        System.arraycopy(source, sourceOffset, data, offset + destOffset, length);
    }
}

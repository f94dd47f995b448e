package io.deephaven.chunk;

import static io.deephaven.util.QueryConstants.NULL_CHAR;

import io.deephaven.chunk.attributes.Any;
import java.util.Arrays;
import java.util.Objects;

/** Values of type char in an array that are written. Mirrors what of Deephaven's class processors of objects use. */
public class WritableCharChunk<ATTR extends Any> extends CharChunk<ATTR> implements WritableChunk<ATTR> {
    WritableCharChunk(char[] data, int offset, int capacity) {
        super(data, offset, capacity);
    }

    /** A chunk of zeros. */
    public static <ATTR extends Any> WritableCharChunk<ATTR> makeWritableChunk(int size) {
        return writableChunkWrap(new char[size]);
    }

    /** The values of an array, which is not copied. */
    public static <ATTR extends Any> WritableCharChunk<ATTR> writableChunkWrap(char[] data) {
        return new WritableCharChunk<>(data, 0, data.length);
    }

    /** The values of a part of an array, which is not copied. */
    public static <ATTR extends Any> WritableCharChunk<ATTR> writableChunkWrap(char[] data, int offset, int size) {
        return new WritableCharChunk<>(data, offset, size);
    }

    /** Writes a value. */
    public final void set(int index, char value) {
        data[room(index)] = value;
    }

    /** Writes one more value. */
    public final void add(char value) {
        data[next()] = value;
    }

    /** The array. */
    public final char[] array() {
        return data;
    }

    /** Where in the array the first value is. */
    public final int arrayOffset() {
        return offset;
    }

    /** Writes a value at some positions. */
    public final void fillWithValue(int offset, int size, char value) {
        Objects.checkFromIndexSize(offset, size, capacity());
        Arrays.fill(data, this.offset + offset, this.offset + offset + size, value);
    }

    @Override
    public final void fillWithNullValue(int offset, int size) {
        fillWithValue(offset, size, NULL_CHAR);
    }

    @Override
    public final void fillWithBoxedValue(int offset, int size, Object value) {
        fillWithValue(offset, size, value == null ? NULL_CHAR : (Character) value);
    }

    /** Writes values of an array. */
    public final void copyFromTypedArray(char[] source, int sourceOffset, int destOffset, int length) {
        Objects.checkFromIndexSize(destOffset, length, capacity());
        System.arraycopy(source, sourceOffset, data, offset + destOffset, length);
    }
}

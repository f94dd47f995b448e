package io.deephaven.chunk;

import io.deephaven.chunk.attributes.Any;
import java.util.Arrays;
import java.util.Objects;

/** Objects in an array that are written. Mirrors what of Deephaven's class processors of objects use. */
public class WritableObjectChunk<T, ATTR extends Any> extends ObjectChunk<T, ATTR> implements WritableChunk<ATTR> {
    WritableObjectChunk(T[] data, int offset, int capacity) {
        super(data, offset, capacity);
    }

    /** A chunk of nulls. */
    @SuppressWarnings("unchecked")
    public static <T, ATTR extends Any> WritableObjectChunk<T, ATTR> makeWritableChunk(int size) {
        return writableChunkWrap((T[]) new Object[size]);
    }

    /** The objects of an array, which is not copied. */
    public static <T, ATTR extends Any> WritableObjectChunk<T, ATTR> writableChunkWrap(T[] data) {
        return new WritableObjectChunk<>(data, 0, data.length);
    }

    /** The objects of a part of an array, which is not copied. */
    public static <T, ATTR extends Any> WritableObjectChunk<T, ATTR> writableChunkWrap(T[] data, int offset, int size) {
        return new WritableObjectChunk<>(data, offset, size);
    }

    /** Writes an object, or null. */
    public final void set(int index, T value) {
        data[room(index)] = value;
    }

    /** Writes one more object, or null. */
    public final void add(T value) {
        data[next()] = value;
    }

    /** The array. */
    public final T[] array() {
        return data;
    }

    /** Where in the array the first object is. */
    public final int arrayOffset() {
        return offset;
    }

    /** Writes an object, or null, at some positions. */
    public final void fillWithValue(int offset, int size, T value) {
        Objects.checkFromIndexSize(offset, size, capacity());
        Arrays.fill(data, this.offset + offset, this.offset + offset + size, value);
    }

    @Override
    public final void fillWithNullValue(int offset, int size) {
        fillWithValue(offset, size, null);
    }

    @Override
    @SuppressWarnings("unchecked")
    public final void fillWithBoxedValue(int offset, int size, Object value) {
        fillWithValue(offset, size, (T) value);
    }

    /** Writes objects of an array. */
    public final void copyFromTypedArray(T[] source, int sourceOffset, int destOffset, int length) {
        Objects.checkFromIndexSize(destOffset, length, capacity());
        System.arraycopy(source, sourceOffset, data, offset + destOffset, length);
    }
}

package io.deephaven.chunk;

import static io.deephaven.util.QueryConstants.NULL_LONG;

import io.deephaven.chunk.attributes.Any;
import java.util.Arrays;
import java.util.Objects;

/** Values of type long in an array that are written. Mirrors what of Deephaven's class processors of objects use. */
public class WritableLongChunk<ATTR extends Any> extends LongChunk<ATTR> implements WritableChunk<ATTR> {
    WritableLongChunk(long[] data, int offset, int capacity) {
        super(data, offset, capacity);
    }

    /** A chunk of zeros. */
    public static <ATTR extends Any> WritableLongChunk<ATTR> makeWritableChunk(int size) {
        return writableChunkWrap(new long[size]);
    }

    /** The values of an array, which is not copied. */
    public static <ATTR extends Any> WritableLongChunk<ATTR> writableChunkWrap(long[] data) {
        return new WritableLongChunk<>(data, 0, data.length);
    }

    /** The values of a part of an array, which is not copied. */
    public static <ATTR extends Any> WritableLongChunk<ATTR> writableChunkWrap(long[] data, int offset, int size) {
        return new WritableLongChunk<>(data, offset, size);
    }

    /** Writes a value. */
    public final void set(int index, long value) {
        data[room(index)] = value;
    }

    /** Writes one more value. */
    public final void add(long value) {
        data[next()] = value;
    }

    /** The array. */
    public final long[] array() {
        return data;
    }

    /** Where in the array the first value is. */
    public final int arrayOffset() {
        return offset;
    }

    /** Writes a value at some positions. */
    public final void fillWithValue(int offset, int size, long value) {
        Objects.checkFromIndexSize(offset, size, capacity());
        Arrays.fill(data, this.offset + offset, this.offset + offset + size, value);
    }

    @Override
    public final void fillWithNullValue(int offset, int size) {
        fillWithValue(offset, size, NULL_LONG);
    }

    @Override
    public final void fillWithBoxedValue(int offset, int size, Object value) {
        fillWithValue(offset, size, value == null ? NULL_LONG : (Long) value);
    }

    /** Writes values of an array. */
    public final void copyFromTypedArray(long[] source, int sourceOffset, int destOffset, int length) {
        Objects.checkFromIndexSize(destOffset, length, capacity());
        System.arraycopy(source, sourceOffset, data, offset + destOffset, length);
    }
}

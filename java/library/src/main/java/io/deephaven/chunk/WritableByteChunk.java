package io.deephaven.chunk;

import static io.deephaven.util.QueryConstants.NULL_BYTE;

import io.deephaven.chunk.attributes.Any;
import java.util.Arrays;
import java.util.Objects;

/** Values of type byte in an array that are written. Mirrors what of Deephaven's class processors of objects use. */
public class WritableByteChunk<ATTR extends Any> extends ByteChunk<ATTR> implements WritableChunk<ATTR> {
    WritableByteChunk(byte[] data, int offset, int capacity) {
        super(data, offset, capacity);
    }

    /** A chunk of zeros. */
    public static <ATTR extends Any> WritableByteChunk<ATTR> makeWritableChunk(int size) {
        return writableChunkWrap(new byte[size]);
    }

    /** The values of an array, which is not copied. */
    public static <ATTR extends Any> WritableByteChunk<ATTR> writableChunkWrap(byte[] data) {
        return new WritableByteChunk<>(data, 0, data.length);
    }

    /** The values of a part of an array, which is not copied. */
    public static <ATTR extends Any> WritableByteChunk<ATTR> writableChunkWrap(byte[] data, int offset, int size) {
        return new WritableByteChunk<>(data, offset, size);
    }

    /** Writes a value. */
    public final void set(int index, byte value) {
        data[room(index)] = value;
    }

    /** Writes one more value. */
    public final void add(byte value) {
        data[next()] = value;
    }

    /** The array. */
    public final byte[] array() {
        return data;
    }

    /** Where in the array the first value is. */
    public final int arrayOffset() {
        return offset;
    }

    /** Writes a value at some positions. */
    public final void fillWithValue(int offset, int size, byte value) {
        Objects.checkFromIndexSize(offset, size, capacity());
        Arrays.fill(data, this.offset + offset, this.offset + offset + size, value);
    }

    @Override
    public final void fillWithNullValue(int offset, int size) {
        fillWithValue(offset, size, NULL_BYTE);
    }

    @Override
    public final void fillWithBoxedValue(int offset, int size, Object value) {
        fillWithValue(offset, size, value == null ? NULL_BYTE : (Byte) value);
    }

    /** Writes values of an array. */
    public final void copyFromTypedArray(byte[] source, int sourceOffset, int destOffset, int length) {
        Objects.checkFromIndexSize(destOffset, length, capacity());
        System.arraycopy(source, sourceOffset, data, offset + destOffset, length);
    }
}

package topictable.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Bytes that the native side reads: numbers little-endian, everything of unknown length behind its length. */
final class ValuePayload {
    private ByteBuffer bytes = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);

    /** Where the next {@code length} bytes are written. */
    ByteBuffer room(int length) {
        if (bytes.remaining() < length) {
            int capacity = Math.max(Math.addExact(bytes.position(), length), (int) Math.min(2L * bytes.capacity(), Integer.MAX_VALUE - 8));
            bytes = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN).put(bytes.flip());
        }
        return bytes;
    }

    /** Bytes behind their length. */
    void sized(byte[] value) {
        room(Integer.BYTES + value.length).putInt(value.length).put(value);
    }

    /** All bytes so far. */
    byte[] toByteArray() {
        return Arrays.copyOf(bytes.array(), bytes.position());
    }
}

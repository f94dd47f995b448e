package topictable.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import topictable.NativeBridge;

/** Some rows of a column in native memory, in Arrow's layout. Read only while the view is held. */
final class Piece {
    private final long first;
    private final ByteBuffer valid;
    private final ByteBuffer values;
    private final ByteBuffer bytes;

    /** A piece that was loaded; its first row is at position {@code first}. */
    Piece(long view, int piece, int column, long first) {
        this.first = first;
        this.valid = buffer(view, piece, column, 0);
        this.values = buffer(view, piece, column, 1);
        this.bytes = buffer(view, piece, column, 2);
    }

    private static ByteBuffer buffer(long view, int piece, int column, int which) {
        ByteBuffer buffer = NativeBridge.buffer(view, piece, column, which);
        return buffer == null ? null : buffer.asReadOnlyBuffer().order(ByteOrder.nativeOrder());
    }

    private int row(long position) {
        return (int) (position - first);
    }

    boolean isNull(long position) {
        int row = row(position);
        return valid != null && (valid.get(row >> 3) >> (row & 7) & 1) == 0;
    }

    boolean bit(long position) {
        int row = row(position);
        return (values.get(row >> 3) >> (row & 7) & 1) != 0;
    }

    byte int8(long position) {
        return values.get(row(position));
    }

    short int16(long position) {
        return values.getShort(row(position) * Short.BYTES);
    }

    char uint16(long position) {
        return values.getChar(row(position) * Character.BYTES);
    }

    int int32(long position) {
        return values.getInt(row(position) * Integer.BYTES);
    }

    long int64(long position) {
        return values.getLong(row(position) * Long.BYTES);
    }

    float float32(long position) {
        return values.getFloat(row(position) * Float.BYTES);
    }

    double float64(long position) {
        return values.getDouble(row(position) * Double.BYTES);
    }

    /** The bytes of a value of any length. */
    byte[] bytes(long position) {
        int row = row(position);
        int start = values.getInt(row * Integer.BYTES);
        byte[] value = new byte[values.getInt((row + 1) * Integer.BYTES) - start];
        if (value.length > 0) {
            bytes.get(start, value);
        }
        return value;
    }

    /** The bytes of a value of a fixed length. */
    byte[] fixed(long position, int length) {
        byte[] value = new byte[length];
        values.get(row(position) * length, value);
        return value;
    }
}

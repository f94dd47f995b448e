package topictable.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import topictable.NativeBridge;

/** Some rows of a column in native memory, in Arrow's layout. Read only while the view is held. */
final class Piece {
    private final long view;
    private final int piece;
    private final int column;
    private final int place;
    private final long first;
    private final ByteBuffer valid;
    private final ByteBuffer values;
    private final ByteBuffer bytes;
    /** What is inside the values, as it is asked for. */
    private final Map<Integer, Piece> inside = new ConcurrentHashMap<>();

    /** A piece that was loaded; its first row is at position {@code first}. */
    Piece(long view, int piece, int column, long first) {
        this(view, piece, column, 0, first);
    }

    private Piece(long view, int piece, int column, int place, long first) {
        this.view = view;
        this.piece = piece;
        this.column = column;
        this.place = place;
        this.first = first;
        this.valid = buffer(0);
        this.values = buffer(1);
        this.bytes = buffer(2);
    }

    /** What is inside the values, so many places further on in Arrow's order: elements of lists, fields of structs. */
    Piece inside(int places) {
        return inside.computeIfAbsent(places, key -> new Piece(view, piece, column, place + key, 0));
    }

    private ByteBuffer buffer(int which) {
        ByteBuffer buffer = NativeBridge.buffer(view, piece, column, 3 * place + which);
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

    /** The position of a list's first element. */
    int listStart(long position) {
        return values.getInt(row(position) * Integer.BYTES);
    }

    /** The position after a list's last element. */
    int listEnd(long position) {
        return values.getInt((row(position) + 1) * Integer.BYTES);
    }

    /** The bytes of a value of any length. */
    byte[] bytes(long position) {
        int start = listStart(position);
        byte[] value = new byte[listEnd(position) - start];
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

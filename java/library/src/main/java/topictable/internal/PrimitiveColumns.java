package topictable.internal;

import static io.deephaven.util.QueryConstants.NULL_BYTE;
import static io.deephaven.util.QueryConstants.NULL_CHAR;
import static io.deephaven.util.QueryConstants.NULL_DOUBLE;
import static io.deephaven.util.QueryConstants.NULL_FLOAT;
import static io.deephaven.util.QueryConstants.NULL_INT;
import static io.deephaven.util.QueryConstants.NULL_LONG;
import static io.deephaven.util.QueryConstants.NULL_SHORT;

import java.time.Instant;

/**
 * Columns with a primitive getter. That is where programs loop over millions of cells: it makes no objects, so the
 * same few lines stand here once for each type.
 */
final class PrimitiveColumns {
    private PrimitiveColumns() {}

    static final class Booleans extends LiveColumn<Boolean> {
        Booleans(ViewTable table, int index) {
            super(table, index, Boolean.class);
        }

        @Override
        Boolean value(Piece piece, long position) {
            return piece.bit(position);
        }

        @Override
        public Boolean getBoolean(long rowKey) {
            return get(rowKey);
        }

        @Override
        public byte getByte(long rowKey) {
            TableView view = table.acquire();
            try {
                long position = view.position(rowKey);
                Piece piece = view.pieceOf(index, position);
                return piece == null ? NULL_BYTE : (byte) (piece.bit(position) ? 1 : 0);
            } finally {
                view.handle.done();
            }
        }
    }

    static final class Bytes extends LiveColumn<Byte> {
        Bytes(ViewTable table, int index) {
            super(table, index, byte.class);
        }

        @Override
        Byte value(Piece piece, long position) {
            byte value = piece.int8(position);
            return value == NULL_BYTE ? null : value;
        }

        @Override
        public byte getByte(long rowKey) {
            TableView view = table.acquire();
            try {
                long position = view.position(rowKey);
                Piece piece = view.pieceOf(index, position);
                return piece == null ? NULL_BYTE : piece.int8(position);
            } finally {
                view.handle.done();
            }
        }
    }

    static final class Chars extends LiveColumn<Character> {
        Chars(ViewTable table, int index) {
            super(table, index, char.class);
        }

        @Override
        Character value(Piece piece, long position) {
            char value = piece.uint16(position);
            return value == NULL_CHAR ? null : value;
        }

        @Override
        public char getChar(long rowKey) {
            TableView view = table.acquire();
            try {
                long position = view.position(rowKey);
                Piece piece = view.pieceOf(index, position);
                return piece == null ? NULL_CHAR : piece.uint16(position);
            } finally {
                view.handle.done();
            }
        }
    }

    static final class Shorts extends LiveColumn<Short> {
        Shorts(ViewTable table, int index) {
            super(table, index, short.class);
        }

        @Override
        Short value(Piece piece, long position) {
            short value = piece.int16(position);
            return value == NULL_SHORT ? null : value;
        }

        @Override
        public short getShort(long rowKey) {
            TableView view = table.acquire();
            try {
                long position = view.position(rowKey);
                Piece piece = view.pieceOf(index, position);
                return piece == null ? NULL_SHORT : piece.int16(position);
            } finally {
                view.handle.done();
            }
        }
    }

    static final class Ints extends LiveColumn<Integer> {
        Ints(ViewTable table, int index) {
            super(table, index, int.class);
        }

        @Override
        Integer value(Piece piece, long position) {
            int value = piece.int32(position);
            return value == NULL_INT ? null : value;
        }

        @Override
        public int getInt(long rowKey) {
            TableView view = table.acquire();
            try {
                long position = view.position(rowKey);
                Piece piece = view.pieceOf(index, position);
                return piece == null ? NULL_INT : piece.int32(position);
            } finally {
                view.handle.done();
            }
        }
    }

    static final class Longs extends LiveColumn<Long> {
        Longs(ViewTable table, int index) {
            super(table, index, long.class);
        }

        @Override
        Long value(Piece piece, long position) {
            long value = piece.int64(position);
            return value == NULL_LONG ? null : value;
        }

        @Override
        public long getLong(long rowKey) {
            TableView view = table.acquire();
            try {
                long position = view.position(rowKey);
                Piece piece = view.pieceOf(index, position);
                return piece == null ? NULL_LONG : piece.int64(position);
            } finally {
                view.handle.done();
            }
        }
    }

    static final class Floats extends LiveColumn<Float> {
        Floats(ViewTable table, int index) {
            super(table, index, float.class);
        }

        @Override
        Float value(Piece piece, long position) {
            float value = piece.float32(position);
            return value == NULL_FLOAT ? null : value;
        }

        @Override
        public float getFloat(long rowKey) {
            TableView view = table.acquire();
            try {
                long position = view.position(rowKey);
                Piece piece = view.pieceOf(index, position);
                return piece == null ? NULL_FLOAT : piece.float32(position);
            } finally {
                view.handle.done();
            }
        }
    }

    static final class Doubles extends LiveColumn<Double> {
        Doubles(ViewTable table, int index) {
            super(table, index, double.class);
        }

        @Override
        Double value(Piece piece, long position) {
            double value = piece.float64(position);
            return value == NULL_DOUBLE ? null : value;
        }

        @Override
        public double getDouble(long rowKey) {
            TableView view = table.acquire();
            try {
                long position = view.position(rowKey);
                Piece piece = view.pieceOf(index, position);
                return piece == null ? NULL_DOUBLE : piece.float64(position);
            } finally {
                view.handle.done();
            }
        }
    }

    static final class Instants extends LiveColumn<Instant> {
        Instants(ViewTable table, int index) {
            super(table, index, Instant.class);
        }

        @Override
        Instant value(Piece piece, long position) {
            long nanos = piece.int64(position);
            return nanos == NULL_LONG ? null : Nanos.toInstant(nanos);
        }

        @Override
        public long getLong(long rowKey) {
            TableView view = table.acquire();
            try {
                long position = view.position(rowKey);
                Piece piece = view.pieceOf(index, position);
                return piece == null ? NULL_LONG : piece.int64(position);
            } finally {
                view.handle.done();
            }
        }
    }
}

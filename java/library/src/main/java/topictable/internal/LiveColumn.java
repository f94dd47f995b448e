package topictable.internal;

import static io.deephaven.util.QueryConstants.NULL_BYTE;
import static io.deephaven.util.QueryConstants.NULL_CHAR;
import static io.deephaven.util.QueryConstants.NULL_DOUBLE;
import static io.deephaven.util.QueryConstants.NULL_FLOAT;
import static io.deephaven.util.QueryConstants.NULL_INT;
import static io.deephaven.util.QueryConstants.NULL_LONG;
import static io.deephaven.util.QueryConstants.NULL_SHORT;

import io.deephaven.engine.table.ColumnSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Map;
import java.util.UUID;
import topictable.UnsupportedFeatureException;

/** A column of a native table: cells are read from the memory of the table's view. */
abstract class LiveColumn<T> implements ColumnSource<T> {
    private static final long NANOS = 1_000_000_000;

    private final ViewTable table;
    private final int index;
    private final Class<T> type;

    private LiveColumn(ViewTable table, int index, Class<T> type) {
        this.table = table;
        this.index = index;
        this.type = type;
    }

    /** Reads a cell that is not null. */
    abstract T value(Piece piece, long position);

    @Override
    public Class<T> getType() {
        return type;
    }

    @Override
    public T get(long rowKey) {
        return read(rowKey, null, this::value);
    }

    interface Reader<V> {
        V read(Piece piece, long position);
    }

    /** Reads a cell; {@code nothing} for a null or a key that is not there. */
    <V> V read(long rowKey, V nothing, Reader<V> reader) {
        TableView view = table.acquire();
        try {
            long position = view.position(rowKey);
            if (position < 0) {
                return nothing;
            }
            Piece piece = view.piece(index, position);
            return piece.isNull(position) ? nothing : reader.read(piece, position);
        } finally {
            view.handle.done();
        }
    }

    @SuppressWarnings("unchecked")
    static LiveColumn<?> of(ViewTable table, int index, String name, String typeName) {
        return switch (typeName) {
            case "boolean" -> new Booleans(table, index);
            case "byte" -> new Bytes(table, index);
            case "char" -> new Chars(table, index);
            case "short" -> new Shorts(table, index);
            case "int" -> new Ints(table, index);
            case "long" -> new Longs(table, index);
            case "float" -> new Floats(table, index);
            case "double" -> new Doubles(table, index);
            case "instant" -> new Instants(table, index);
            case "string" -> new Objects<>(table, index, String.class,
                    (piece, position) -> new String(piece.bytes(position), StandardCharsets.UTF_8));
            case "local_date" -> new Objects<>(table, index, LocalDate.class,
                    (piece, position) -> LocalDate.ofEpochDay(piece.int32(position)));
            case "local_time" -> new Objects<>(table, index, LocalTime.class,
                    (piece, position) -> LocalTime.ofNanoOfDay(piece.int64(position)));
            case "duration" -> new Objects<>(table, index, Duration.class,
                    (piece, position) -> Duration.ofNanos(piece.int64(position)));
            case "bytes" -> new Objects<>(table, index, byte[].class, Piece::bytes);
            case "byte_buffer" -> new Objects<>(table, index, ByteBuffer.class,
                    (piece, position) -> ByteBuffer.wrap(piece.bytes(position)));
            case "kafka_bytes" -> new Objects<>(table, index, (Class<Object>) TypeNames.type(typeName),
                    (piece, position) -> KafkaBytes.of(piece.bytes(position)));
            case "uuid" -> new Objects<>(table, index, UUID.class, (piece, position) -> {
                ByteBuffer bits = ByteBuffer.wrap(piece.fixed(position, 16));
                return new UUID(bits.getLong(), bits.getLong());
            });
            default -> new Objects<>(table, index, Object.class, (piece, position) -> {
                throw new UnsupportedFeatureException("column \"" + name + "\" of type " + typeName
                        + " cannot be read cell by cell by this version: export the table as an Arrow stream",
                        Map.of("column", name));
            });
        };
    }

    private static final class Objects<T> extends LiveColumn<T> {
        private final Reader<T> reader;

        Objects(ViewTable table, int index, Class<T> type, Reader<T> reader) {
            super(table, index, type);
            this.reader = reader;
        }

        @Override
        T value(Piece piece, long position) {
            return reader.read(piece, position);
        }
    }

    private static final class Booleans extends LiveColumn<Boolean> {
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
            Boolean value = get(rowKey);
            return value == null ? NULL_BYTE : (byte) (value ? 1 : 0);
        }
    }

    private static final class Bytes extends LiveColumn<Byte> {
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
            return read(rowKey, NULL_BYTE, Piece::int8);
        }
    }

    private static final class Chars extends LiveColumn<Character> {
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
            return read(rowKey, NULL_CHAR, Piece::uint16);
        }
    }

    private static final class Shorts extends LiveColumn<Short> {
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
            return read(rowKey, NULL_SHORT, Piece::int16);
        }
    }

    private static final class Ints extends LiveColumn<Integer> {
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
            return read(rowKey, NULL_INT, Piece::int32);
        }
    }

    private static final class Longs extends LiveColumn<Long> {
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
            return read(rowKey, NULL_LONG, Piece::int64);
        }
    }

    private static final class Floats extends LiveColumn<Float> {
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
            return read(rowKey, NULL_FLOAT, Piece::float32);
        }
    }

    private static final class Doubles extends LiveColumn<Double> {
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
            return read(rowKey, NULL_DOUBLE, Piece::float64);
        }
    }

    private static final class Instants extends LiveColumn<Instant> {
        Instants(ViewTable table, int index) {
            super(table, index, Instant.class);
        }

        @Override
        Instant value(Piece piece, long position) {
            long nanos = piece.int64(position);
            return nanos == NULL_LONG ? null : Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
        }

        @Override
        public long getLong(long rowKey) {
            return read(rowKey, NULL_LONG, Piece::int64);
        }
    }
}

package topictable.internal;

import io.deephaven.engine.table.ColumnSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Map;
import java.util.UUID;
import topictable.UnsupportedFeatureException;

/** A column of a native table: cells are read from the memory of the table's view. */
abstract class LiveColumn<T> implements ColumnSource<T> {
    final ViewTable table;
    final int index;
    private final Class<T> type;

    LiveColumn(ViewTable table, int index, Class<T> type) {
        this.table = table;
        this.index = index;
        this.type = type;
    }

    /** Reads a cell that is not null. */
    abstract T value(Piece piece, long position);

    @Override
    public String toString() {
        return "column \"" + table.getDefinition().getColumns().get(index).getName() + "\"";
    }

    @Override
    public final Class<T> getType() {
        return type;
    }

    @Override
    public ColumnSource<T> getPrevSource() {
        ViewTable previous = table.previous();
        return previous == table ? this : previous.getColumnSource(name());
    }

    private String name() {
        return table.description().get(index).get("name").asText();
    }

    @Override
    public T get(long rowKey) {
        TableView view = table.acquire();
        try {
            long position = view.position(rowKey);
            Piece piece = view.pieceOf(index, position);
            return piece == null ? null : value(piece, position);
        } finally {
            view.handle.done();
        }
    }

    /** The column of a native type. */
    @SuppressWarnings("unchecked")
    static LiveColumn<?> of(ViewTable table, int index, String name, String typeName) {
        return switch (typeName) {
            case "boolean" -> new PrimitiveColumns.Booleans(table, index);
            case "byte" -> new PrimitiveColumns.Bytes(table, index);
            case "char" -> new PrimitiveColumns.Chars(table, index);
            case "short" -> new PrimitiveColumns.Shorts(table, index);
            case "int" -> new PrimitiveColumns.Ints(table, index);
            case "long" -> new PrimitiveColumns.Longs(table, index);
            case "float" -> new PrimitiveColumns.Floats(table, index);
            case "double" -> new PrimitiveColumns.Doubles(table, index);
            case "instant" -> new PrimitiveColumns.Instants(table, index);
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
            default -> new Unreadable(table, index, "column \"" + name + "\" of type " + typeName
                    + " cannot be read cell by cell by this version: export the table as an Arrow stream",
                    Map.of("column", name));
        };
    }

    private interface Reader<T> {
        T read(Piece piece, long position);
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

    /** A column whose values Java has no class for. */
    private static final class Unreadable extends LiveColumn<Object> {
        private final String message;
        private final Map<String, String> details;

        Unreadable(ViewTable table, int index, String message, Map<String, String> details) {
            super(table, index, Object.class);
            this.message = message;
            this.details = details;
        }

        @Override
        public Object get(long rowKey) {
            throw new UnsupportedFeatureException(message, details);
        }

        @Override
        Object value(Piece piece, long position) {
            throw new UnsupportedFeatureException(message, details);
        }
    }
}

package topictable.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deephaven.engine.table.impl.util.ColumnHolder;
import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import topictable.InvalidArgumentException;
import topictable.UnsupportedFeatureException;

/** Columns of values that a program has, in the form that the native side reads. */
final class ColumnValues {
    private static final Set<String> TYPES = Set.of("boolean", "byte", "char", "short", "int", "long", "float",
            "double", "instant", "local_date", "local_time", "duration", "uuid", "string", "bytes");

    private final int rows;
    private final ArrayNode described = Bridge.array();
    private final ByteArrayOutputStream payload = new ByteArrayOutputStream();

    /** Columns of so many rows, none yet. */
    ColumnValues(int rows) {
        this.rows = rows;
    }

    /** Columns of equal length. */
    static ColumnValues of(long rows, ColumnHolder<?>... columns) {
        if (rows < 0 || rows > Integer.MAX_VALUE) {
            throw new InvalidArgumentException("a table of values cannot have " + rows + " rows", Map.of("argument", "size"));
        }
        if (Arrays.stream(columns).anyMatch(column -> column.values.length != rows)) {
            throw new InvalidArgumentException("All columns must have the same number of rows, but sizes are: "
                    + Arrays.toString(Arrays.stream(columns).mapToInt(column -> column.values.length).toArray()), Map.of());
        }
        ColumnValues values = new ColumnValues((int) rows);
        for (ColumnHolder<?> column : columns) {
            values.add(column.name, column.dataType, column.values);
        }
        return values;
    }

    /** Adds a column, with a value for each row. */
    void add(String name, Class<?> dataType, Object... values) {
        String type = typeName(name, dataType);
        described.addObject().put("name", name).put("type", type);
        write(type, values);
    }

    /**
     * The native name of a type.
     *
     * @throws UnsupportedFeatureException when its values cannot be given
     */
    static String typeName(String column, Class<?> dataType) {
        String type = TypeNames.of(dataType);
        if (type == null || !TYPES.contains(type)) {
            throw new UnsupportedFeatureException("column " + column + ": values of " + dataType
                    + " cannot be given: expected one of " + new TreeSet<>(TYPES), Map.of("column", column));
        }
        return type;
    }

    /** The class of the values of a type. */
    static Class<?> boxed(Class<?> type) {
        return MethodType.methodType(type).wrap().returnType();
    }

    /** Refuses a value that a column of the type cannot hold. */
    static void check(Class<?> type, Object value) {
        if (value != null && !boxed(type).isInstance(value)) {
            throw new InvalidArgumentException("the value is a " + value.getClass().getName() + ", expected a "
                    + boxed(type).getName(), Map.of());
        }
        if (value instanceof Instant instant) {
            Nanos.of(instant);
        } else if (value instanceof Duration duration) {
            Nanos.of(duration);
        } else if (value instanceof LocalDate date) {
            Math.toIntExact(date.toEpochDay());
        }
    }

    /** Describes the columns in a request. */
    ObjectNode describe(ObjectNode request) {
        request.set("columns", described);
        return request;
    }

    /** How many rows there are. */
    int rows() {
        return rows;
    }

    /** The values. */
    byte[] bytes() {
        return payload.toByteArray();
    }

    /** Writes a column: a byte for each row, 1 for null, then the values. */
    private void write(String type, Object[] values) {
        for (Object value : values) {
            payload.write(value == null ? 1 : 0);
        }
        ByteBuffer fixed = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        for (Object value : values) {
            fixed.clear();
            switch (type) {
                case "boolean" -> fixed.put((byte) (Boolean.TRUE.equals(value) ? 1 : 0));
                case "byte" -> fixed.put(value == null ? 0 : (Byte) value);
                case "char" -> fixed.putChar(value == null ? 0 : (Character) value);
                case "short" -> fixed.putShort(value == null ? 0 : (Short) value);
                case "int" -> fixed.putInt(value == null ? 0 : (Integer) value);
                case "long" -> fixed.putLong(value == null ? 0 : (Long) value);
                case "float" -> fixed.putFloat(value == null ? 0 : (Float) value);
                case "double" -> fixed.putDouble(value == null ? 0 : (Double) value);
                case "instant" -> fixed.putLong(value == null ? 0 : Nanos.of((Instant) value));
                case "duration" -> fixed.putLong(value == null ? 0 : Nanos.of((Duration) value));
                case "local_date" -> fixed.putInt(value == null ? 0 : Math.toIntExact(((LocalDate) value).toEpochDay()));
                case "local_time" -> fixed.putLong(value == null ? 0 : ((LocalTime) value).toNanoOfDay());
                case "uuid" -> {
                    UUID uuid = value == null ? new UUID(0, 0) : (UUID) value;
                    fixed.order(ByteOrder.BIG_ENDIAN).putLong(uuid.getMostSignificantBits())
                            .putLong(uuid.getLeastSignificantBits()).order(ByteOrder.LITTLE_ENDIAN);
                }
                case "string" -> writeBytes(value == null ? new byte[0]
                        : ((String) value).getBytes(StandardCharsets.UTF_8), fixed);
                case "bytes" -> writeBytes(value == null ? new byte[0] : (byte[]) value, fixed);
                default -> throw new AssertionError(type);
            }
            payload.write(fixed.array(), 0, fixed.position());
        }
    }

    private void writeBytes(byte[] value, ByteBuffer length) {
        length.putInt(value.length);
        payload.write(length.array(), 0, length.position());
        length.clear();
        payload.writeBytes(value);
    }
}

package topictable.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.impl.util.ColumnHolder;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import topictable.InvalidArgumentException;
import topictable.Topictable;
import topictable.UnsupportedFeatureException;

/** Tables of values that a program has: the values are sent in the form that the native side reads. */
public final class NewTable {
    private static final Set<String> TYPES = Set.of("boolean", "byte", "char", "short", "int", "long", "float",
            "double", "instant", "uuid", "string", "bytes");

    private NewTable() {}

    /** A table of {@code size} rows in the current session. */
    public static Table make(long size, ColumnHolder<?>... columns) {
        if (size < 0) {
            throw new InvalidArgumentException("a table cannot have " + size + " rows", Map.of("argument", "size"));
        }
        if (Arrays.stream(columns).anyMatch(column -> column.values.length != size)) {
            throw new InvalidArgumentException("All columns must have the same number of rows, but sizes are: "
                    + Arrays.toString(Arrays.stream(columns).mapToInt(column -> column.values.length).toArray()), Map.of());
        }
        ObjectNode request = Bridge.object().put("rows", size);
        ArrayNode described = request.putArray("columns");
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        for (ColumnHolder<?> column : columns) {
            String type = TypeNames.of(column.dataType);
            if (type == null || !TYPES.contains(type)) {
                throw new UnsupportedFeatureException("column " + column.name + ": a table of values of "
                        + column.dataType + " is not supported by this version", Map.of("column", column.name));
            }
            write(type, column.values, payload);
            described.addObject().put("name", column.name).put("type", type);
        }
        return Topictable.session().table("make", request, payload.toByteArray(), "a table of values");
    }

    /** Writes a column: a byte for each row, 1 for null, then the values. */
    private static void write(String type, Object[] values, ByteArrayOutputStream out) {
        for (Object value : values) {
            out.write(value == null ? 1 : 0);
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
                case "uuid" -> {
                    UUID uuid = value == null ? new UUID(0, 0) : (UUID) value;
                    fixed.order(ByteOrder.BIG_ENDIAN).putLong(uuid.getMostSignificantBits())
                            .putLong(uuid.getLeastSignificantBits()).order(ByteOrder.LITTLE_ENDIAN);
                }
                case "string" -> writeBytes(value == null ? new byte[0]
                        : ((String) value).getBytes(StandardCharsets.UTF_8), fixed, out);
                case "bytes" -> writeBytes(value == null ? new byte[0] : (byte[]) value, fixed, out);
                default -> throw new AssertionError(type);
            }
            out.write(fixed.array(), 0, fixed.position());
        }
    }

    private static void writeBytes(byte[] value, ByteBuffer length, ByteArrayOutputStream out) {
        length.putInt(value.length);
        out.write(length.array(), 0, length.position());
        length.clear();
        out.writeBytes(value);
    }
}

package topictable.internal;

import io.deephaven.util.QueryConstants;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import topictable.Header;

/** Values of native columns as Java objects. */
final class Cells {
    private static final String LIST = "list:";
    private static final String VECTOR = "vector:";
    /** Followed by the numbers of bits, of digits behind the point, and of digits in all. */
    private static final String DECIMAL = "big_decimal:";
    private static final int DECIMAL_BYTES = 32;
    private static final String MAP = "map:";

    /** What stands for null in an array of a primitive type. */
    private static final Map<Class<?>, Object> NULLS = Map.of(
            byte.class, QueryConstants.NULL_BYTE, char.class, QueryConstants.NULL_CHAR,
            short.class, QueryConstants.NULL_SHORT, int.class, QueryConstants.NULL_INT,
            long.class, QueryConstants.NULL_LONG, float.class, QueryConstants.NULL_FLOAT,
            double.class, QueryConstants.NULL_DOUBLE);

    private Cells() {}

    /** Reads a value that is not null. */
    interface Reader {
        Object read(Piece piece, long position);
    }

    /** The reader of a native type; null for one that Java has no class for. */
    static Reader reader(String typeName) {
        return switch (typeName) {
            case "boolean", "primitive_boolean" -> Piece::bit;
            case "byte", "boxed_byte" -> Piece::int8;
            case "char", "boxed_char" -> Piece::uint16;
            case "short", "boxed_short" -> Piece::int16;
            case "int", "boxed_int" -> Piece::int32;
            case "long", "boxed_long" -> Piece::int64;
            case "float", "boxed_float" -> Piece::float32;
            case "double", "boxed_double" -> Piece::float64;
            case "instant" -> (piece, position) -> Nanos.toInstant(piece.int64(position));
            case "table" -> (piece, position) -> LiveTable.ofCell(piece.int64(position));
            case "string" -> Cells::text;
            case "json", "json_object" -> (piece, position) -> JsonTrees.parse(piece.bytes(position));
            case "object" -> (piece, position) -> ObjectTexts.read(piece.bytes(position));
            case "local_date" -> (piece, position) -> LocalDate.ofEpochDay(piece.int32(position));
            case "local_time" -> (piece, position) -> LocalTime.ofNanoOfDay(piece.int64(position));
            case "duration" -> (piece, position) -> Duration.ofNanos(piece.int64(position));
            case "bytes" -> Piece::bytes;
            case "byte_buffer" -> (piece, position) -> ByteBuffer.wrap(piece.bytes(position));
            case "kafka_bytes" -> (piece, position) -> KafkaBytes.of(piece.bytes(position));
            case "uuid" -> (piece, position) -> {
                ByteBuffer bits = ByteBuffer.wrap(piece.fixed(position, 16));
                return new UUID(bits.getLong(), bits.getLong());
            };
            case "headers" -> Cells::headers;
            case "period" -> (piece, position) -> Period.parse(text(piece, position));
            case "zone_id" -> (piece, position) -> ZoneId.of(text(piece, position));
            case "zoned_date_time" -> (piece, position) -> ZonedDateTime.parse(text(piece, position));
            case "big_integer" -> (piece, position) -> new BigInteger(bigEndian(piece, position, DECIMAL_BYTES));
            default -> readerOfParts(typeName);
        };
    }

    private static Reader readerOfParts(String typeName) {
        int[] digits = decimalDigits(typeName);
        if (digits != null) {
            int bytes = digits[2] / Byte.SIZE;
            int scale = digits[1];
            return (piece, position) -> new BigDecimal(new BigInteger(bigEndian(piece, position, bytes)), scale);
        }
        if (typeName.startsWith(VECTOR)) {
            Reader array = array(typeName.substring(VECTOR.length()));
            return array == null ? null : (piece, position) -> Vectors.of(array.read(piece, position));
        }
        if (typeName.startsWith(MAP)) {
            String[] types = typeName.substring(MAP.length()).split(":", 2);
            return map(reader(types[0]), reader(types[1]));
        }
        if (DeclaredTypes.isDeclared(typeName)) {
            return DeclaredTypes.reader(typeName);
        }
        return typeName.startsWith(LIST) ? array(typeName.substring(LIST.length())) : null;
    }

    /** How many digits the decimals of a type have, how many of them behind the point, and in how many bits; null of others. */
    static int[] decimalDigits(String typeName) {
        if (!isDecimal(typeName)) {
            return null;
        }
        String[] size = typeName.substring(DECIMAL.length()).split(":");
        return new int[] {Integer.parseInt(size[2]), Integer.parseInt(size[1]), Integer.parseInt(size[0])};
    }

    /** Whether a type is that of decimals. */
    static boolean isDecimal(String typeName) {
        return typeName.startsWith(DECIMAL);
    }

    /** The type that the elements of an array type have; null for any other type. */
    static String arrayElement(String typeName) {
        return typeName.startsWith(LIST) ? typeName.substring(LIST.length()) : null;
    }

    /** The type that the elements of a vector type have; null for any other type. */
    static String vectorElement(String typeName) {
        return typeName.startsWith(VECTOR) ? typeName.substring(VECTOR.length()) : null;
    }

    /** The bytes of a whole number as Java reads them. */
    private static byte[] bigEndian(Piece piece, long position, int length) {
        byte[] bytes = piece.fixed(position, length);
        if (ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN) {
            return bytes;
        }
        byte[] reversed = new byte[length];
        for (int i = 0; i < length; i++) {
            reversed[i] = bytes[length - 1 - i];
        }
        return reversed;
    }

    private static String text(Piece piece, long position) {
        return new String(piece.bytes(position), StandardCharsets.UTF_8);
    }

    /** A list as an array: of the primitive type, in which a constant stands for null, or of objects. */
    private static Reader array(String elementType) {
        Reader reader = reader(elementType);
        if (reader == null) {
            return null;
        }
        Class<?> type = TypeNames.type(elementType);
        // Of boolean no value stands for null.
        Object nothing = type == boolean.class ? Boolean.FALSE : NULLS.get(type);
        return (piece, position) -> {
            int first = piece.listStart(position);
            Piece elements = piece.inside(1);
            Object array = Array.newInstance(type, piece.listEnd(position) - first);
            for (int i = 0; i < Array.getLength(array); i++) {
                Array.set(array, i, elements.isNull(first + i) ? nothing : reader.read(elements, first + i));
            }
            return array;
        };
    }

    /** A map. Deephaven's are hash maps too, so that it prints in the same order. */
    private static Reader map(Reader keyReader, Reader valueReader) {
        if (keyReader == null || valueReader == null) {
            return null;
        }
        return (piece, position) -> {
            Piece keys = piece.inside(1);
            Piece values = piece.inside(2);
            Map<Object, Object> map = new HashMap<>();
            for (int i = piece.listStart(position); i < piece.listEnd(position); i++) {
                map.put(keyReader.read(keys, i), values.isNull(i) ? null : valueReader.read(values, i));
            }
            return map;
        };
    }

    /** Whether a type is that of maps. */
    static boolean isMap(String typeName) {
        return typeName.startsWith(MAP);
    }

    /** A list of structs of a key and a value. */
    private static Header[] headers(Piece piece, long position) {
        int first = piece.listStart(position);
        Header[] headers = new Header[piece.listEnd(position) - first];
        Piece keys = piece.inside(2);
        Piece values = piece.inside(3);
        for (int i = 0; i < headers.length; i++) {
            int row = first + i;
            headers[i] = new Header(keys.isNull(row) ? null : text(keys, row), values.isNull(row) ? null : values.bytes(row));
        }
        return headers;
    }

    /** The constant that stands for null in the values of a native type; null where null does. */
    static Object nullConstant(String typeName) {
        return NULLS.get(TypeNames.type(typeName));
    }

    /** Whether a value of a program is one of the constants that stand for null. */
    static boolean isNullConstant(Object value) {
        return NULLS.containsValue(value);
    }

    /** Whether an element of an array stands for null; bytes are taken as they are. */
    static boolean isNull(Class<?> elementType, Object element) {
        return element == null || elementType.isPrimitive() && elementType != byte.class
                && element.equals(NULLS.get(elementType));
    }
}

package topictable.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.deephaven.vector.Vector;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import topictable.InvalidArgumentException;

/** The native type of values that a program gives, and how they are written for the native side. */
final class ValueType {
    private static final int MAX_DIGITS = 76;
    private static final int MAX_SMALL_DIGITS = 38;
    private static final int BIG_DECIMAL_BYTES = 32;
    private static final int SMALL_DECIMAL_BYTES = 16;
    private static final BigInteger LIMIT = BigInteger.TEN.pow(MAX_DIGITS);

    private static final Map<Class<?>, ValueType> TYPES = new HashMap<>();
    /** Values of any class, each with its own. */
    private static final ValueType OBJECT = text("object", ObjectTexts::write);

    static {
        add(Boolean.class, "boolean", (value, into) -> into.room(1).put((byte) (Boolean.TRUE.equals(value) ? 1 : 0)));
        add(Byte.class, "byte", (value, into) -> into.room(Byte.BYTES).put(value == null ? 0 : (Byte) value));
        add(Character.class, "char", (value, into) -> into.room(Character.BYTES).putChar(value == null ? 0 : (Character) value));
        add(Short.class, "short", (value, into) -> into.room(Short.BYTES).putShort(value == null ? 0 : (Short) value));
        add(Integer.class, "int", (value, into) -> into.room(Integer.BYTES).putInt(value == null ? 0 : (Integer) value));
        add(Long.class, "long", (value, into) -> into.room(Long.BYTES).putLong(value == null ? 0 : (Long) value));
        add(Float.class, "float", (value, into) -> into.room(Float.BYTES).putFloat(value == null ? 0 : (Float) value));
        add(Double.class, "double", (value, into) -> into.room(Double.BYTES).putDouble(value == null ? 0 : (Double) value));
        add(Instant.class, "instant", (value, into) -> into.room(Long.BYTES).putLong(value == null ? 0 : Nanos.of((Instant) value)));
        add(Duration.class, "duration", (value, into) -> into.room(Long.BYTES).putLong(value == null ? 0 : Nanos.of((Duration) value)));
        add(LocalDate.class, "local_date", (value, into) -> into.room(Integer.BYTES)
                .putInt(value == null ? 0 : Math.toIntExact(((LocalDate) value).toEpochDay())));
        add(LocalTime.class, "local_time", (value, into) -> into.room(Long.BYTES)
                .putLong(value == null ? 0 : ((LocalTime) value).toNanoOfDay()));
        add(UUID.class, "uuid", (value, into) -> {
            UUID uuid = value == null ? new UUID(0, 0) : (UUID) value;
            into.room(2 * Long.BYTES).order(ByteOrder.BIG_ENDIAN).putLong(uuid.getMostSignificantBits())
                    .putLong(uuid.getLeastSignificantBits()).order(ByteOrder.LITTLE_ENDIAN);
        });
        add(byte[].class, "bytes", (value, into) -> into.sized(value == null ? new byte[0] : (byte[]) value));
        add(BigInteger.class, "big_integer", (value, into) -> writeDigits((BigInteger) value, BIG_DECIMAL_BYTES, into));
        TYPES.put(String.class, text("string", Object::toString));
        TYPES.put(Object.class, OBJECT);
        // Each with its own digits behind the point.
        TYPES.put(BigDecimal.class, declared(BigDecimal.class, text("string", Object::toString)));
        for (Class<?> type : List.of(Period.class, ZoneId.class, ZonedDateTime.class)) {
            TYPES.put(type, declared(type, text("string", Object::toString)));
        }
        for (Class<?> type : List.of(Map.class, List.class, Collection.class, Number.class)) {
            TYPES.put(type, declared(type, OBJECT));
        }
    }

    private final JsonNode name;
    private final Writer writer;

    /** Writes a value, or anything as long where it is null. */
    private interface Writer {
        void write(Object value, ValuePayload into);
    }

    private interface TextOf {
        String of(Object value);
    }

    private ValueType(JsonNode name, Writer writer) {
        this.name = name;
        this.writer = writer;
    }

    /** The name in a request. */
    JsonNode name() {
        return name;
    }

    /** Writes a column: a byte for each row, 1 for null, then the values. */
    void write(Object[] values, ValuePayload into) {
        for (Object value : values) {
            into.room(1).put((byte) (value == null ? 1 : 0));
        }
        for (Object value : values) {
            writer.write(value, into);
        }
    }

    /** The type of a column of that class, whatever its values are; null where there is none. */
    static ValueType of(Class<?> type) {
        Class<?> boxed = ColumnValues.boxed(type);
        ValueType known = TYPES.get(boxed);
        if (known != null) {
            return known;
        }
        if (type.isArray()) {
            ValueType element = of(type.getComponentType());
            return element == null ? null : list(type.getComponentType(), element);
        }
        if (Vectors.elements(type) != null) {
            ValueType list = list(Vectors.elements(type), of(Vectors.elements(type)));
            Writer writer = (value, into) -> list.writer.write(value == null ? null : ((Vector<?>) value).toArray(), into);
            return declared(type, new ValueType(list.name, writer));
        }
        return null;
    }

    /**
     * The type of a column of that class with these values: that of the class, but decimals of equal scale are kept as
     * numbers, and objects of one class as what they are. Of other classes only the texts are kept.
     */
    static ValueType of(Class<?> type, Collection<?> values) {
        if (type == BigDecimal.class) {
            return ofDecimals(values);
        } else if (type == Object.class) {
            return ofObjects(values);
        } else if (type.isArray() && type != byte[].class) {
            Class<?> component = type.getComponentType();
            ValueType element = component.isPrimitive() ? of(component) : of(component, elements(values));
            return list(component, element);
        }
        ValueType known = of(type);
        return known == null ? OBJECT : known;
    }

    private static List<?> elements(Collection<?> arrays) {
        return arrays.stream().filter(Objects::nonNull).map(Object[].class::cast).flatMap(Arrays::stream).toList();
    }

    private static ValueType ofDecimals(Collection<?> values) {
        Integer scale = null;
        int precision = 1;
        for (Object value : values) {
            if (value instanceof BigDecimal decimal) {
                if (decimal.scale() < 0 || scale != null && scale != decimal.scale()) {
                    return of(BigDecimal.class);
                }
                scale = decimal.scale();
                precision = Math.max(Math.max(precision, scale), decimal.precision());
            }
        }
        return scale == null || precision > MAX_DIGITS ? of(BigDecimal.class) : ofDecimals(precision, scale);
    }

    private static ValueType ofDecimals(int precision, int scale) {
        int bytes = precision <= MAX_SMALL_DIGITS ? SMALL_DECIMAL_BYTES : BIG_DECIMAL_BYTES;
        JsonNode name = Bridge.object().set("big_decimal", Bridge.object().put("precision", precision).put("scale", scale));
        return new ValueType(name, (value, into) -> writeDigits(value == null ? null : ((BigDecimal) value).unscaledValue(), bytes, into));
    }

    private static ValueType ofObjects(Collection<?> values) {
        Class<?> type = null;
        for (Object value : values) {
            Class<?> next = value == null ? type : value instanceof ZoneId ? ZoneId.class : value.getClass();
            if (type != null && type != next) {
                return OBJECT;
            }
            type = next;
        }
        // Of a class without a type of its own only the texts are kept.
        if (type == null || type.isArray() && type != byte[].class || of(type) == null) {
            return OBJECT;
        }
        return objectOf(of(type, values));
    }

    /** The type of a column that exists, by the name that it has for Java. */
    static ValueType ofColumn(String typeName) {
        String values = DeclaredTypes.valuesOfObjects(typeName);
        if (values != null) {
            return objectOf(ofColumn(values));
        }
        int[] digits = Cells.decimalDigits(typeName);
        return digits != null ? ofDecimals(digits[0], digits[1]) : of(TypeNames.type(typeName));
    }

    private static ValueType objectOf(ValueType type) {
        return new ValueType(Bridge.object().set("object_of", type.name), type.writer);
    }

    private static ValueType declared(Class<?> as, ValueType type) {
        return new ValueType(Bridge.object().set("declared", Bridge.array().add(type.name).add(as.getName())), type.writer);
    }

    private static ValueType list(Class<?> component, ValueType element) {
        boolean sameClass = component.isPrimitive() ? component != boolean.class : !isBoxed(component);
        JsonNode item = sameClass ? element.name : declared(component, element).name;
        Writer writer = (value, into) -> {
            Object[] elements = value == null ? new Object[0] : TablePrinter.elements(value).toArray();
            into.room(Integer.BYTES).putInt(elements.length);
            element.write(elements, into);
        };
        return new ValueType(Bridge.object().set("list", item), writer);
    }

    /** Whether it is the class of objects that a column of a primitive type stands for. */
    private static boolean isBoxed(Class<?> type) {
        return Number.class.isAssignableFrom(type) && TypeNames.of(type) != null && type != BigInteger.class
                || type == Character.class;
    }

    private static ValueType text(String name, TextOf text) {
        return new ValueType(TextNode.valueOf(name),
                (value, into) -> into.sized((value == null ? "" : text.of(value)).getBytes(StandardCharsets.UTF_8)));
    }

    private static void add(Class<?> type, String name, Writer writer) {
        TYPES.put(type, new ValueType(TextNode.valueOf(name), writer));
    }

    /** A whole number in so many bytes. */
    private static void writeDigits(BigInteger value, int length, ValuePayload into) {
        BigInteger digits = value == null ? BigInteger.ZERO : value;
        if (digits.abs().compareTo(LIMIT) >= 0) {
            throw new InvalidArgumentException("the number " + digits + " has more than " + MAX_DIGITS + " digits", Map.of());
        }
        byte[] bytes = digits.toByteArray();
        ByteBuffer room = into.room(length);
        for (int i = 0; i < length; i++) {
            room.put(i < bytes.length ? bytes[bytes.length - 1 - i] : (byte) (digits.signum() < 0 ? -1 : 0));
        }
    }
}

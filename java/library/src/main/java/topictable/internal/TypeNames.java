package topictable.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.deephaven.engine.table.ColumnDefinition;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.TableDefinition;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import topictable.Header;

/** The names by which the native library calls the Java types of columns. */
public final class TypeNames {
    private static final Map<String, Class<?>> CLASSES = new HashMap<>();
    private static final Map<Class<?>, String> NAMES = new HashMap<>();

    static {
        add("boolean", Boolean.class);
        add("byte", byte.class);
        add("char", char.class);
        add("short", short.class);
        add("int", int.class);
        add("long", long.class);
        add("float", float.class);
        add("double", double.class);
        add("string", String.class);
        add("instant", Instant.class);
        add("local_date", LocalDate.class);
        add("local_time", LocalTime.class);
        add("duration", Duration.class);
        add("period", Period.class);
        add("zone_id", ZoneId.class);
        add("zoned_date_time", ZonedDateTime.class);
        add("big_integer", BigInteger.class);
        add("bytes", byte[].class);
        add("byte_buffer", ByteBuffer.class);
        add("uuid", UUID.class);
        add("headers", Header[].class);
        add("json", JsonNode.class);
        add("json_object", Object.class);
        CLASSES.put("table", Table.class);
        CLASSES.put("primitive_boolean", boolean.class);
        CLASSES.put("boxed_byte", Byte.class);
        CLASSES.put("boxed_char", Character.class);
        CLASSES.put("boxed_short", Short.class);
        CLASSES.put("boxed_int", Integer.class);
        CLASSES.put("boxed_long", Long.class);
        CLASSES.put("boxed_float", Float.class);
        CLASSES.put("boxed_double", Double.class);
        NAMES.put(boolean.class, "boolean");
        NAMES.put(Byte.class, "byte");
        NAMES.put(Character.class, "char");
        NAMES.put(Short.class, "short");
        NAMES.put(Integer.class, "int");
        NAMES.put(Long.class, "long");
        NAMES.put(Float.class, "float");
        NAMES.put(Double.class, "double");
    }

    private static final String KAFKA_BYTES = "org.apache.kafka.common.utils.Bytes";

    private TypeNames() {}

    private static void add(String name, Class<?> type) {
        CLASSES.put(name, type);
        NAMES.put(type, name);
    }

    /** The name of a type; null when no column can have it. */
    public static String of(Class<?> type) {
        return type.getName().equals(KAFKA_BYTES) ? "kafka_bytes" : NAMES.get(type);
    }

    /** The type of a column; {@code Object} for one that Java programs cannot read cell by cell. */
    public static Class<?> type(String name) {
        if (name.equals("kafka_bytes")) {
            return kafkaBytes();
        }
        if (Cells.isDecimal(name)) {
            return BigDecimal.class;
        }
        if (Cells.isMap(name)) {
            return Map.class;
        }
        if (DeclaredTypes.isDeclared(name)) {
            return DeclaredTypes.type(name);
        }
        String element = Cells.arrayElement(name);
        if (element != null && Cells.reader(name) != null) {
            return type(element).arrayType();
        }
        String vectorElement = Cells.vectorElement(name);
        if (vectorElement != null && Cells.reader(name) != null) {
            return Vectors.type(type(vectorElement));
        }
        return CLASSES.getOrDefault(name, Object.class);
    }

    /** The type of the elements of a column of arrays or vectors; null for any other. */
    static Class<?> componentType(String name) {
        String vectorElement = Cells.vectorElement(name);
        return vectorElement != null ? type(vectorElement) : type(name).getComponentType();
    }

    /** The columns that an answer describes. */
    public static TableDefinition definition(JsonNode columns) {
        List<ColumnDefinition<?>> definitions = new ArrayList<>();
        for (JsonNode column : columns) {
            String type = column.get("type").asText();
            definitions.add(ColumnDefinition.fromGenericType(column.get("name").asText(), type(type), componentType(type)));
        }
        return TableDefinition.of(definitions);
    }

    /** Kafka's class, where the program has it. */
    static Class<?> kafkaBytes() {
        try {
            return Class.forName(KAFKA_BYTES);
        } catch (ClassNotFoundException e) {
            return byte[].class;
        }
    }
}

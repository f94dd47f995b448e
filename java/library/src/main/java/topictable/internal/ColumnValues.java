package topictable.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deephaven.engine.table.ColumnDefinition;
import io.deephaven.engine.table.TableDefinition;
import io.deephaven.engine.table.impl.util.ColumnHolder;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import topictable.InvalidArgumentException;
import topictable.UnsupportedFeatureException;

/** Columns of values that a program has, in the form that the native side reads. */
final class ColumnValues {
    private static final Set<String> TYPES = Set.of("boolean", "byte", "char", "short", "int", "long", "float",
            "double", "instant", "local_date", "local_time", "duration", "uuid", "string", "bytes");

    private final int rows;
    private final ArrayNode described = Bridge.array();
    private final ValuePayload payload = new ValuePayload();

    /** Columns of so many rows, none yet. */
    ColumnValues(int rows) {
        this.rows = rows;
    }

    /** The columns of a definition, without rows. */
    static ColumnValues none(TableDefinition definition) {
        ColumnValues none = new ColumnValues(0);
        for (ColumnDefinition<?> column : definition.getColumns()) {
            none.add(column.getName(), column.getDataType(), new Object[0]);
        }
        return none;
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
            values.add(column.name, ValueType.of(column.dataType, Arrays.asList(column.values)), column.values);
        }
        return values;
    }

    /** Adds a column, with a value for each row. */
    void add(String name, Class<?> dataType, Object... values) {
        add(name, type(name, dataType), values);
    }

    /** Adds a column, with a value for each row. */
    void add(String name, ValueType type, Object... values) {
        described.addObject().put("name", name).set("type", type.name());
        try {
            type.write(values, payload);
        } catch (InvalidArgumentException e) {
            throw new InvalidArgumentException("column " + name + ": " + e.getMessage(), Map.of("column", name));
        }
    }

    /**
     * The native type of a column of any values of a class.
     *
     * @throws UnsupportedFeatureException when its values cannot be given
     */
    static ValueType type(String column, Class<?> dataType) {
        ValueType type = ValueType.of(dataType);
        if (type == null) {
            throw refused(column, dataType);
        }
        return type;
    }

    /**
     * The native name of a type that has no parts.
     *
     * @throws UnsupportedFeatureException when its values cannot be given
     */
    static String typeName(String column, Class<?> dataType) {
        String type = TypeNames.of(dataType);
        if (type == null || !TYPES.contains(type)) {
            throw refused(column, dataType);
        }
        return type;
    }

    private static UnsupportedFeatureException refused(String column, Class<?> dataType) {
        return new UnsupportedFeatureException("column " + column + ": values of " + dataType
                + " cannot be given: expected one of " + new TreeSet<>(TYPES), Map.of("column", column));
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
}

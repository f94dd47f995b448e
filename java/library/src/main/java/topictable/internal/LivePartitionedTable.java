package topictable.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deephaven.engine.table.PartitionedTable;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.TableDefinition;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import topictable.InvalidArgumentException;

/** A partitioned table of the native library. */
public final class LivePartitionedTable implements PartitionedTable, AutoCloseable {
    /** The name of the column of tables where none is given. */
    static final String CONSTITUENT = "__CONSTITUENT__";

    private final Handle handle;
    private final String what;
    private final String constituentColumn;
    private final TableDefinition definition;
    private final TableDefinition keyDefinition;
    /** The native types of the keys. */
    private final List<String> keyTypes = new ArrayList<>();
    private final LiveTable keys;

    private LivePartitionedTable(JsonNode answer, String what, String constituentColumn, LiveTable groups) {
        this.what = what;
        this.constituentColumn = constituentColumn;
        handle = new Handle(answer.get("handle").asLong(), what);
        definition = TypeNames.definition(answer.get("columns"));
        keyDefinition = TypeNames.definition(answer.get("keys"));
        answer.get("keys").forEach(key -> keyTypes.add(key.get("type").asText()));
        keys = groups != null ? groups : new LiveTable(Bridge.call(handle, "keys"), "the keys of " + what);
    }

    /** The partitions of a topic that an answer describes. */
    public static LivePartitionedTable ofTopic(JsonNode answer, String what) {
        return new LivePartitionedTable(answer, what, "Table", null);
    }

    /** The parts of a table that an answer describes. */
    static LivePartitionedTable ofTable(JsonNode answer, String what) {
        return new LivePartitionedTable(answer, what, CONSTITUENT, null);
    }

    /** The parts of a table, and a table with a row for each of them, or null. */
    static LivePartitionedTable ofGroups(JsonNode answer, String what, String constituentColumn, LiveTable groups) {
        return new LivePartitionedTable(answer, what, constituentColumn, groups);
    }

    @Override
    public Table table() {
        return keys;
    }

    @Override
    public Set<String> keyColumnNames() {
        return Collections.unmodifiableSet(new LinkedHashSet<>(keyDefinition.getColumnNames()));
    }

    @Override
    public String constituentColumnName() {
        return constituentColumn;
    }

    @Override
    public TableDefinition constituentDefinition() {
        return definition;
    }

    @Override
    public Table constituentFor(Object... keyColumnValues) {
        if (keyColumnValues.length != keyDefinition.numColumns()) {
            throw new InvalidArgumentException("Key count mismatch: expected one key column value for each key column name in "
                    + keyDefinition.getColumnNames() + ", instead received " + Arrays.toString(keyColumnValues), Map.of());
        }
        ColumnValues key = new ColumnValues(1);
        for (int i = 0; i < keyColumnValues.length; i++) {
            String column = keyDefinition.getColumns().get(i).getName();
            Object value = converted(keyColumnValues[i], column, keyTypes.get(i));
            if (value == null && keyColumnValues[i] != null) {
                return null;
            }
            key.add(column, ValueType.ofColumn(keyTypes.get(i)), value);
        }
        JsonNode answer = Bridge.call(handle, "constituent", key.describe(Bridge.object()), key.bytes());
        String name = "the table of " + Arrays.toString(keyColumnValues) + " of " + what;
        return answer.isNull() ? null : new LiveTable(answer, name);
    }

    /**
     * A value as one of the column: a whole number of another type, a text that is none of {@code String}, a decimal with
     * the column's digits behind the point; null for a decimal that has none of them.
     */
    private static Object converted(Object value, String column, String typeName) {
        String values = DeclaredTypes.valuesOfObjects(typeName);
        if (values != null) {
            return converted(value, column, values);
        }
        Class<?> type = TypeNames.type(typeName);
        int[] digits = Cells.decimalDigits(typeName);
        if (digits != null && value instanceof BigDecimal decimal) {
            BigDecimal plain = decimal.signum() == 0 ? BigDecimal.ZERO : decimal.stripTrailingZeros();
            boolean fits = plain.scale() <= digits[1] && plain.precision() - plain.scale() <= digits[0] - digits[1];
            return fits ? decimal.setScale(digits[1], RoundingMode.UNNECESSARY) : null;
        }
        if (value instanceof CharSequence text && type == String.class) {
            return text.toString();
        }
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            long number = ((Number) value).longValue();
            if (type == long.class) {
                return number;
            } else if (type == int.class && number == (int) number) {
                return (int) number;
            } else if (type == short.class && number == (short) number) {
                return (short) number;
            } else if (type == byte.class && number == (byte) number) {
                return (byte) number;
            }
        }
        if (value == null || ColumnValues.boxed(type).isInstance(value)) {
            return value;
        }
        throw new InvalidArgumentException(value + " of " + value.getClass() + " is no key: column " + column
                + " is of " + type, Map.of("column", column));
    }

    @Override
    public Table[] constituents() {
        List<Table> tables = new ArrayList<>();
        for (JsonNode answer : Bridge.call(handle, "constituents").get("tables")) {
            tables.add(new LiveTable(answer, "a table of " + what));
        }
        return tables.toArray(Table[]::new);
    }

    @Override
    public PartitionedTable transform(UnaryOperator<Table> transformer) {
        LiveTable prototype = new LiveTable(Bridge.call(handle, "prototype"), "a table like those of " + what);
        LiveTable result = LiveTable.of(transformer.apply(prototype));
        return prototype.using(from -> result.using(to -> {
            ObjectNode request = Bridge.object().put("prototype", from).put("result", to);
            return new LivePartitionedTable(Bridge.call(handle, "transform", request), what, constituentColumn, null);
        }));
    }

    @Override
    public Table merge() {
        return new LiveTable(Bridge.call(handle, "merge"), "the merged tables of " + what);
    }

    /** Releases it; its tables live on. */
    @Override
    public void close() {
        keys.close();
        handle.close();
    }
}

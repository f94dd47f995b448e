package topictable.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deephaven.api.SortColumn;
import io.deephaven.api.Strings;
import io.deephaven.api.filter.Filter;
import io.deephaven.engine.table.PartitionedTable;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.TableDefinition;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
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
    private final boolean uniqueKeys;
    /** Whether constituents may come and go; null for what the table of them says. */
    private final Boolean changesPermitted;
    /** The keys with the tables, once it is asked for. */
    private LiveTable table;

    private LivePartitionedTable(JsonNode answer, String what, String constituentColumn, LiveTable table, boolean uniqueKeys,
            Boolean changesPermitted) {
        this.what = what;
        this.constituentColumn = constituentColumn;
        this.table = table;
        this.uniqueKeys = uniqueKeys;
        this.changesPermitted = changesPermitted;
        handle = new Handle(answer.get("handle").asLong(), what);
        definition = TypeNames.definition(answer.get("columns"));
        keyDefinition = TypeNames.definition(answer.get("keys"));
        answer.get("keys").forEach(key -> keyTypes.add(key.get("type").asText()));
    }

    /** The partitions of a topic that an answer describes. */
    public static LivePartitionedTable ofTopic(JsonNode answer, String what) {
        return new LivePartitionedTable(answer, what, "Table", null, true, null);
    }

    /** The parts of a table that an answer describes. */
    static LivePartitionedTable ofTable(JsonNode answer, String what) {
        return new LivePartitionedTable(answer, what, CONSTITUENT, null, true, null);
    }

    /** The tables in a column of a table. */
    public static LivePartitionedTable ofCells(Table table, Collection<String> keyColumnNames, boolean uniqueKeys,
            String constituentColumn, boolean changesPermitted) {
        LiveTable live = LiveTable.of(table);
        ObjectNode request = Operation.of("partitioned").texts("keys", keyColumnNames.toArray(String[]::new)).arguments()
                .put("column", constituentColumn);
        JsonNode answer = Bridge.call(live.handle(), "partitioned", request);
        return new LivePartitionedTable(answer, "the tables in " + constituentColumn, constituentColumn, live, uniqueKeys, changesPermitted);
    }

    /** These tables, without keys. */
    public static LivePartitionedTable ofTables(List<Table> tables, String constituentColumn) {
        ObjectNode request = Bridge.object();
        JsonNode answer = described(tables, request.putArray("tables"), () -> Bridge.call("partitioned_of", request));
        return new LivePartitionedTable(answer, tables.size() + " tables", constituentColumn, null, false, false);
    }

    /** What {@code body} gives while the numbers of all tables are valid, which are added to {@code numbers}. */
    private static JsonNode described(List<Table> tables, ArrayNode numbers, Supplier<JsonNode> body) {
        if (tables.isEmpty()) {
            return body.get();
        }
        return LiveTable.of(tables.get(0)).using(number -> {
            numbers.add(number);
            return described(tables.subList(1, tables.size()), numbers, body);
        });
    }

    @Override
    public synchronized Table table() {
        if (table == null) {
            JsonNode answer = Bridge.call(handle, "tables", Bridge.object().put("column", constituentColumn));
            table = new LiveTable(answer, "the tables of " + what);
        }
        return table;
    }

    @Override
    public boolean uniqueKeys() {
        return uniqueKeys;
    }

    @Override
    public boolean constituentChangesPermitted() {
        return changesPermitted != null ? changesPermitted : table().isRefreshing();
    }

    @Override
    public PartitionedTable filter(Collection<? extends Filter> filters) {
        for (Filter filter : filters) {
            if (Pattern.compile("(?<![\\w$])" + Pattern.quote(constituentColumn) + "(?![\\w$])").matcher(Strings.of(filter)).find()) {
                throw new InvalidArgumentException("Unsupported filter against constituent column " + constituentColumn
                        + " found in filters: " + filters, Map.of("column", constituentColumn));
            }
        }
        return rearranged(LiveTable.of(table().where(Filter.and(filters))), constituentColumn);
    }

    @Override
    public PartitionedTable sort(Collection<SortColumn> sortColumns) {
        if (sortColumns.stream().anyMatch(column -> column.column().name().equals(constituentColumn))) {
            throw new InvalidArgumentException("Unsupported sort on constituent column " + constituentColumn
                    + " found in sort columns: " + sortColumns, Map.of("column", constituentColumn));
        }
        return rearranged(LiveTable.of(table().sort(sortColumns)), constituentColumn);
    }

    /** The constituents that are in the column of a table which was made of {@link #table()}, or has tables like these. */
    LivePartitionedTable rearranged(LiveTable cells, String column) {
        JsonNode answer = cells.using(number -> Bridge.call(handle, "rearranged",
                Bridge.object().put("table", number).put("column", column)));
        return new LivePartitionedTable(answer, what, column, cells, uniqueKeys, changesPermitted);
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
        LiveTable prototype = prototype();
        LiveTable result = LiveTable.of(transformer.apply(prototype));
        return prototype.using(from -> result.using(to -> {
            ObjectNode request = Bridge.object().put("prototype", from).put("result", to);
            JsonNode answer = Bridge.call(handle, "transform", request);
            return new LivePartitionedTable(answer, what, constituentColumn, null, uniqueKeys, changesPermitted);
        }));
    }

    @Override
    public PartitionedTable partitionedTransform(PartitionedTable other, BinaryOperator<Table> transformer) {
        return pairs(other, false, transformer);
    }

    /** The same; {@code matching} refuses keys that only one of both has. */
    PartitionedTable pairs(PartitionedTable other, boolean matching, BinaryOperator<Table> transformer) {
        if (!(other instanceof LivePartitionedTable right)) {
            throw new InvalidArgumentException("not a partitioned table of this library: " + other, Map.of());
        }
        LiveTable first = prototype();
        LiveTable second = right.prototype();
        LiveTable result = LiveTable.of(transformer.apply(first, second));
        ObjectNode request = Bridge.object().put("matching", matching);
        ArrayNode prototypes = request.putArray("prototypes");
        JsonNode answer = described(List.of(first, second), prototypes, () -> result.using(to -> {
            request.put("result", to);
            long number = right.handle.acquire();
            try {
                return Bridge.call(handle, "transform_pairs", request.put("other", number));
            } finally {
                right.handle.done();
            }
        }));
        return new LivePartitionedTable(answer, what + " and " + right.what, constituentColumn, null, uniqueKeys, null);
    }

    /** A table like the constituents, without rows. */
    private LiveTable prototype() {
        return new LiveTable(Bridge.call(handle, "prototype"), "a table like those of " + what);
    }

    @Override
    public Table merge() {
        return new LiveTable(Bridge.call(handle, "merge"), "the merged tables of " + what);
    }

    /** Releases it; its tables live on. */
    @Override
    public synchronized void close() {
        if (table != null) {
            table.close();
        }
        handle.close();
    }
}

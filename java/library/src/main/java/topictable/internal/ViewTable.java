package topictable.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deephaven.engine.rowset.TrackingRowSet;
import io.deephaven.engine.table.ColumnSource;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.TableDefinition;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import topictable.NotFoundException;

/** A table that is read through views. */
abstract class ViewTable implements Table {
    private final JsonNode description;
    private final TableDefinition definition;
    private final Map<String, LiveColumn<?>> columns = new LinkedHashMap<>();

    /** A table with the columns that an answer describes. */
    ViewTable(JsonNode description) {
        this.description = description;
        for (JsonNode column : description) {
            String name = column.get("name").asText();
            columns.put(name, LiveColumn.of(this, columns.size(), name, column.get("type").asText()));
        }
        definition = TypeNames.definition(description);
    }

    /** The view to read now. The caller holds its handle and must call {@link Handle#done} when it has read. */
    abstract TableView acquire();

    /** The table as {@code ColumnSource.getPrev} reads it. */
    ViewTable previous() {
        return this;
    }

    JsonNode description() {
        return description;
    }

    /** A table derived from this one by an operation. */
    abstract Table derive(String operation, ObjectNode arguments);

    private Table derive(String operation, String argument, String... texts) {
        ObjectNode arguments = Bridge.object();
        putAll(arguments, argument, texts);
        return derive(operation, arguments);
    }

    @Override
    public Table where(String... filters) {
        return derive("where", "filters", filters);
    }

    @Override
    public Table view(String... columns) {
        return derive("view", "columns", columns);
    }

    @Override
    public Table dropColumns(String... columns) {
        return derive("drop_columns", "columns", columns);
    }

    @Override
    public Table renameColumns(String... pairs) {
        return derive("rename_columns", "pairs", pairs);
    }

    @Override
    public Table moveColumnsUp(String... columns) {
        return moveColumns(0, columns);
    }

    @Override
    public Table moveColumnsDown(String... columns) {
        return moveColumns(Integer.MAX_VALUE, columns);
    }

    @Override
    public Table moveColumns(int index, String... columns) {
        ObjectNode arguments = Bridge.object().put("index", index);
        putAll(arguments, "columns", columns);
        return derive("move_columns", arguments);
    }

    @Override
    public Table lastBy(String... groupBy) {
        return derive("last_by", "keys", groupBy);
    }

    @Override
    public Table sumBy(String... groupBy) {
        return derive("sum_by", "keys", groupBy);
    }

    @Override
    public Table countBy(String countColumn, String... groupBy) {
        ObjectNode arguments = Bridge.object().put("column", Objects.requireNonNull(countColumn, "countColumn"));
        putAll(arguments, "keys", groupBy);
        return derive("count_by", arguments);
    }

    private static void putAll(ObjectNode arguments, String argument, String... texts) {
        ArrayNode array = arguments.putArray(argument);
        for (String text : Objects.requireNonNull(texts, argument)) {
            array.add(Objects.requireNonNull(text, argument));
        }
    }

    @Override
    public long size() {
        TableView now = acquire();
        try {
            return now.rows();
        } finally {
            now.handle.done();
        }
    }

    @Override
    public TableDefinition getDefinition() {
        return definition;
    }

    @Override
    public TrackingRowSet getRowSet() {
        TableView now = acquire();
        try {
            return new ViewRowSet(now);
        } finally {
            now.handle.done();
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> ColumnSource<T> getColumnSource(String name) {
        LiveColumn<?> column = columns.get(name);
        if (column == null) {
            throw new NotFoundException(
                    "Unknown column names [" + name + "], available column names are " + columns.keySet(),
                    Map.of("column", name));
        }
        return (ColumnSource<T>) column;
    }

    @Override
    public Collection<? extends ColumnSource<?>> getColumnSources() {
        return List.copyOf(columns.values());
    }

    @Override
    public Map<String, ? extends ColumnSource<?>> getColumnSourceMap() {
        return new LinkedHashMap<>(columns);
    }
}

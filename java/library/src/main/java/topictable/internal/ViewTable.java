package topictable.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.deephaven.engine.rowset.TrackingRowSet;
import io.deephaven.engine.table.ColumnSource;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.TableDefinition;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import topictable.InvalidArgumentException;
import topictable.NotFoundException;

/** A table that is read through views. */
abstract class ViewTable extends DerivedOperations<Table, Table> implements Table {
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

    @Override
    public Table meta() {
        return derive(Operation.of("meta"));
    }

    @Override
    public Table flatten() {
        return derive(Operation.of("flatten"));
    }

    @Override
    public Table removeBlink() {
        return derive(Operation.of("remove_blink"));
    }

    @Override
    public Table headPct(double percent) {
        return derive(Operation.of("head_pct").with("fraction", percent));
    }

    @Override
    public Table tailPct(double percent) {
        return derive(Operation.of("tail_pct").with("fraction", percent));
    }

    @Override
    public Table slicePct(double startPercentInclusive, double endPercentExclusive) {
        return derive(Operation.of("slice_pct").with("first", startPercentInclusive).with("last", endPercentExclusive));
    }

    @Override
    public Table headBy(long nRows, String... groupByColumns) {
        return derive(Operation.of("head_by").with("rows", nRows).texts("keys", groupByColumns));
    }

    @Override
    public Table tailBy(long nRows, String... groupByColumns) {
        return derive(Operation.of("tail_by").with("rows", nRows).texts("keys", groupByColumns));
    }

    @Override
    public Table renameColumns(String... pairs) {
        return derive(Operation.of("rename_columns").texts("pairs", pairs));
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
        return derive(Operation.of("move_columns").with("index", index).texts("columns", columns));
    }

    @Override
    public Table wouldMatch(String... matches) {
        List<String> known = Stream.of(matches).map(FormulaNames::assigned).filter(this::hasColumn).toList();
        if (!known.isEmpty()) {
            throw new InvalidArgumentException("The table already contains the following columns: " + String.join(", ", known),
                    Map.of("column", known.get(0)));
        }
        // A formula is a filter that gives its answer.
        return updateView(matches);
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

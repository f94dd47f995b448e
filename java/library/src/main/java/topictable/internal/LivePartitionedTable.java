package topictable.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.deephaven.engine.table.ColumnSource;
import io.deephaven.engine.table.PartitionedTable;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.TableDefinition;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import topictable.InvalidArgumentException;

/** A partitioned table of the native library. */
public final class LivePartitionedTable implements PartitionedTable, AutoCloseable {
    private static final String KEY_COLUMN = "Partition";

    private final Handle handle;
    private final String what;
    private final TableDefinition definition;
    private final Table keys;

    /** The partitioned table that an answer describes. */
    public LivePartitionedTable(JsonNode answer, String what) {
        this.what = what;
        handle = new Handle(answer.get("handle").asLong(), what);
        definition = TypeNames.definition(answer.get("columns"));
        keys = new LiveTable(Bridge.call(handle, "keys"), "the keys of " + what);
    }

    @Override
    public Table table() {
        return keys;
    }

    @Override
    public Set<String> keyColumnNames() {
        return Collections.singleton(KEY_COLUMN);
    }

    @Override
    public String constituentColumnName() {
        return "Table";
    }

    @Override
    public TableDefinition constituentDefinition() {
        return definition;
    }

    @Override
    public Table constituentFor(Object... keyColumnValues) {
        if (keyColumnValues.length != 1 || !(keyColumnValues[0] instanceof Number partition)) {
            throw new InvalidArgumentException(Arrays.toString(keyColumnValues)
                    + " is no key: expected one number, that of a partition", Map.of());
        }
        JsonNode answer = Bridge.call(handle, "constituent", Bridge.object().put("partition", partition.intValue()));
        return answer.isNull() ? null : new LiveTable(answer, "the table of partition " + partition + " of " + what);
    }

    @Override
    public Table[] constituents() {
        ColumnSource<Integer> partitions = keys.getColumnSource(KEY_COLUMN);
        return Stream.iterate(0L, row -> row < keys.size(), row -> row + 1)
                .map(row -> constituentFor(partitions.getInt(keys.getRowSet().get(row))))
                .filter(Objects::nonNull).toArray(Table[]::new);
    }

    @Override
    public Table merge() {
        return new LiveTable(Bridge.call(handle, "merge"), "the merged tables of " + what);
    }

    /** Releases it; its tables live on. */
    @Override
    public void close() {
        ((LiveTable) keys).close();
        handle.close();
    }
}

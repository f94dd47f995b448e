package topictable.internal;

import io.deephaven.engine.rowset.RowSet;
import io.deephaven.engine.table.ColumnSource;
import io.deephaven.engine.table.PartitionedTable;
import io.deephaven.engine.table.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import topictable.InvalidArgumentException;

/** A partitioned table whose keys are the rows of a table. */
abstract class BasePartitionedTable implements PartitionedTable {
    /** The constituent of a key with one value for each key column; null when there is none. */
    abstract Table constituent(List<Object> key);

    @Override
    public final Table constituentFor(Object... keyColumnValues) {
        if (keyColumnValues.length != keyColumnNames().size()) {
            throw new InvalidArgumentException("Key count mismatch: expected one key column value for each key column name in "
                    + keyColumnNames() + ", instead received " + Arrays.toString(keyColumnValues), Map.of());
        }
        return constituent(Arrays.asList(keyColumnValues));
    }

    /** The keys that there are now. */
    final List<List<Object>> keys() {
        List<ColumnSource<?>> columns = new ArrayList<>();
        keyColumnNames().forEach(name -> columns.add(table().getColumnSource(name)));
        List<List<Object>> keys = new ArrayList<>();
        for (RowSet.Iterator rows = table().getRowSet().iterator(); rows.hasNext();) {
            long row = rows.nextLong();
            List<Object> key = new ArrayList<>();
            columns.forEach(column -> key.add(column.get(row)));
            keys.add(key);
        }
        return keys;
    }

    @Override
    public final Table[] constituents() {
        return keys().stream().map(this::constituent).filter(Objects::nonNull).toArray(Table[]::new);
    }
}

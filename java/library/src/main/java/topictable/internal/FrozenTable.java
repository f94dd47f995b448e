package topictable.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.deephaven.api.agg.Aggregation;
import io.deephaven.engine.primitive.iterator.CloseableIterator;
import io.deephaven.engine.table.PartitionedTable;
import io.deephaven.engine.table.Table;
import io.deephaven.engine.table.TableUpdateListener;
import io.deephaven.engine.table.hierarchical.RollupTable;
import io.deephaven.engine.table.hierarchical.TreeTable;
import java.util.Collection;
import java.util.Map;
import topictable.ClosedException;
import topictable.UnsupportedFeatureException;

/** The rows of a table as they were at one time. */
public final class FrozenTable extends ViewTable implements AutoCloseable {
    private final TableView view;

    FrozenTable(JsonNode description, TableView view) {
        super(description);
        this.view = view;
    }

    @Override
    TableView acquire() {
        if (!view.handle.tryAcquire()) {
            throw new ClosedException("the snapshot is closed", Map.of());
        }
        return view;
    }

    @Override
    public <T> CloseableIterator<T> columnIterator(String columnName) {
        return new ColumnIterator<>(this, columnName, () -> { });
    }

    @Override
    Table derive(Operation operation) {
        throw UnsupportedFeatureException.of("an operation on a snapshot that is read", operation.name());
    }

    @Override
    Table combine(Operation operation, Table right) {
        return derive(operation);
    }

    @Override
    public PartitionedTable partitionBy(boolean dropKeys, String... keyColumnNames) {
        throw UnsupportedFeatureException.of("an operation on a snapshot that is read", "partition_by");
    }

    @Override
    public PartitionedTable partitionedAggBy(Collection<? extends Aggregation> aggregations, boolean preserveEmpty,
            Table initialGroups, String... keyColumnNames) {
        throw UnsupportedFeatureException.of("an operation on a snapshot that is read", "partitioned_agg_by");
    }

    @Override
    public RollupTable rollup(Collection<? extends Aggregation> aggregations, boolean includeConstituents, String... groupByColumns) {
        throw UnsupportedFeatureException.of("an operation on a snapshot that is read", "rollup");
    }

    @Override
    public TreeTable tree(String idColumn, String parentColumn) {
        throw UnsupportedFeatureException.of("an operation on a snapshot that is read", "tree");
    }

    @Override
    public Map<String, Object> getAttributes() {
        return Map.of();
    }

    @Override
    public Table withAttributes(Map<String, Object> toAdd, Collection<String> toRemove) {
        throw UnsupportedFeatureException.of("an attribute of a snapshot that is read", "withAttributes");
    }

    @Override
    public void addUpdateListener(TableUpdateListener listener) {
        throw new UnsupportedFeatureException("a snapshot never changes", Map.of("feature", "addUpdateListener"));
    }

    @Override
    public void removeUpdateListener(TableUpdateListener listener) {
        // It has none.
    }

    @Override
    public boolean isRefreshing() {
        return false;
    }

    @Override
    public boolean isFailed() {
        return false;
    }

    @Override
    public void close() {
        view.handle.close();
    }
}

package topictable.internal;

import io.deephaven.api.TableOperations;
import io.deephaven.engine.table.PartitionedTable;
import io.deephaven.engine.table.Table;
import java.util.Map;
import topictable.InvalidArgumentException;
import topictable.UnsupportedFeatureException;

/** Operations that are done on each constituent. */
public final class PartitionedProxy extends DerivedOperations<PartitionedTable.Proxy, TableOperations<?, ?>>
        implements PartitionedTable.Proxy {
    private final PartitionedTable target;

    /** Operations on the constituents of {@code target}. */
    public PartitionedProxy(PartitionedTable target) {
        this.target = target;
    }

    @Override
    public PartitionedTable target() {
        return target;
    }

    @Override
    PartitionedTable.Proxy derive(Operation operation) {
        return new PartitionedProxy(target.transform(table -> LiveTable.of(table).derive(operation)));
    }

    @Override
    PartitionedTable.Proxy combine(Operation operation, TableOperations<?, ?> right) {
        if (right instanceof Table table) {
            return new PartitionedProxy(target.transform(left -> LiveTable.of(left).combine(operation, table)));
        }
        if (right instanceof PartitionedTable.Proxy) {
            throw UnsupportedFeatureException.of("the join of two partitioned tables", "partitionedTransform");
        }
        throw new InvalidArgumentException("neither a table nor the proxy of a partitioned one: " + right, Map.of());
    }
}

package topictable.internal;

import io.deephaven.api.TableOperations;
import io.deephaven.engine.table.PartitionedTable;
import io.deephaven.engine.table.Table;
import java.util.Map;
import topictable.InvalidArgumentException;

/** Operations that are done on each constituent. */
public final class PartitionedProxy extends DerivedOperations<PartitionedTable.Proxy, TableOperations<?, ?>>
        implements PartitionedTable.Proxy {
    private final PartitionedTable target;
    private final boolean requireMatchingKeys;

    /** Operations on the constituents of {@code target}; with another proxy it may have to have the same keys. */
    public PartitionedProxy(PartitionedTable target, boolean requireMatchingKeys) {
        this.target = target;
        this.requireMatchingKeys = requireMatchingKeys;
    }

    private PartitionedTable.Proxy of(PartitionedTable result) {
        return new PartitionedProxy(result, requireMatchingKeys);
    }

    @Override
    public PartitionedTable target() {
        return target;
    }

    @Override
    PartitionedTable.Proxy derive(Operation operation) {
        return of(target.transform(table -> LiveTable.of(table).derive(operation)));
    }

    @Override
    PartitionedTable.Proxy combine(Operation operation, TableOperations<?, ?> right) {
        if (right instanceof Table table) {
            return of(target.transform(left -> LiveTable.of(left).combine(operation, table)));
        }
        if (right instanceof PartitionedTable.Proxy proxy && target instanceof LivePartitionedTable left) {
            return of(left.pairs(proxy.target(), requireMatchingKeys,
                    (one, other) -> LiveTable.of(one).combine(operation, other)));
        }
        throw new InvalidArgumentException("neither a table nor the proxy of a partitioned one: " + right, Map.of());
    }
}

package io.deephaven.api.updateby;

import io.deephaven.api.Pair;
import io.deephaven.api.updateby.spec.UpdateBySpec;
import java.util.List;
import java.util.Objects;

/**
 * One computation of several columns. Mirrors Deephaven's class of the same name.
 *
 * @param spec the computation
 * @param columns the columns and what they become; none for all
 */
public record ColumnUpdateOperation(UpdateBySpec spec, List<Pair> columns) implements UpdateByOperation {
    /** This of these. */
    public ColumnUpdateOperation {
        Objects.requireNonNull(spec, "spec");
        columns = List.copyOf(columns);
    }
}

package io.deephaven.api.agg;

import io.deephaven.api.Pair;
import io.deephaven.api.agg.spec.AggSpec;
import java.util.List;
import java.util.Objects;

/**
 * One computation of several columns. Mirrors Deephaven's class of the same name.
 *
 * @param spec the computation
 * @param pairs the columns and what they become
 */
public record ColumnAggregations(AggSpec spec, List<Pair> pairs) implements Aggregation {
    /** This of these. */
    public ColumnAggregations {
        Objects.requireNonNull(spec, "spec");
        pairs = List.copyOf(pairs);
    }
}

package io.deephaven.api.agg;

import java.util.List;

/**
 * Several aggregations as one. Mirrors Deephaven's class of the same name.
 *
 * @param aggregations the aggregations
 */
public record Aggregations(List<Aggregation> aggregations) implements Aggregation {
    /** All of these. */
    public Aggregations {
        aggregations = List.copyOf(aggregations);
    }
}

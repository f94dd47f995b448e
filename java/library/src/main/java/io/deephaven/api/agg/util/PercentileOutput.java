package io.deephaven.api.agg.util;

import java.util.Objects;

/**
 * A percentile and the column that it goes to. Mirrors Deephaven's class of the same name.
 *
 * @param percentile the fraction of the values below it
 * @param output the column
 */
public record PercentileOutput(double percentile, String output) {
    /** This, to that column. */
    public PercentileOutput {
        Objects.requireNonNull(output, "output");
    }

    /** This, to that column. */
    public static PercentileOutput of(double percentile, String output) {
        return new PercentileOutput(percentile, output);
    }
}

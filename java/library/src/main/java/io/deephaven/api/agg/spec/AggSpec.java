package io.deephaven.api.agg.spec;

import io.deephaven.api.Pair;
import io.deephaven.api.agg.Aggregation;
import io.deephaven.api.agg.ColumnAggregations;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What is computed of a column of each group. Immutable. Mirrors Deephaven's interface of the same name, whose factories
 * programs call.
 *
 * @param description its name, as the native library calls it
 * @param arguments its other arguments by their names: numbers, booleans, texts and lists of texts
 */
public record AggSpec(String description, Map<String, Object> arguments) {
    /** A computation of that name with these arguments. */
    public AggSpec {
        Objects.requireNonNull(description, "description");
        arguments = Map.copyOf(arguments);
    }

    private static AggSpec of(String description) {
        return new AggSpec(description, Map.of());
    }

    /** The sum of the absolute values. */
    public static AggSpec absSum() {
        return of("abs_sum");
    }

    /** The value below which a fraction of the values lies, of numbers, as double; here it is exact. */
    public static AggSpec approximatePercentile(double percentile) {
        return new AggSpec("approximate_percentile", Map.of("fraction", percentile));
    }

    /** The same; what is exact needs no compression. */
    public static AggSpec approximatePercentile(double percentile, double compression) {
        return approximatePercentile(percentile);
    }

    /** The average. */
    public static AggSpec avg() {
        return of("avg");
    }

    /** How many different values there are, without null. */
    public static AggSpec countDistinct() {
        return countDistinct(false);
    }

    /** How many different values there are. */
    public static AggSpec countDistinct(boolean countNulls) {
        return new AggSpec("count_distinct", Map.of("count_nulls", countNulls));
    }

    /** The different values, without null. */
    public static AggSpec distinct() {
        return distinct(false);
    }

    /** The different values. */
    public static AggSpec distinct(boolean includeNulls) {
        return new AggSpec("distinct", Map.of("include_nulls", includeNulls));
    }

    /** The first value. */
    public static AggSpec first() {
        return of("first");
    }

    /** What a formula makes of the values, which {@code paramToken} stands for. */
    public static AggSpec formula(String formula, String paramToken) {
        return new AggSpec("formula_of", Map.of("formula", formula, "param", paramToken));
    }

    /** The value that the one row of a group had first. */
    public static AggSpec freeze() {
        return of("freeze");
    }

    /** All values. */
    public static AggSpec group() {
        return of("group");
    }

    /** The last value. */
    public static AggSpec last() {
        return of("last");
    }

    /** The greatest value. */
    public static AggSpec max() {
        return of("max");
    }

    /** The median; of two in the middle their average. */
    public static AggSpec median() {
        return median(true);
    }

    /** The median; of two in the middle their average, or the greater one. */
    public static AggSpec median(boolean averageEvenlyDivided) {
        return new AggSpec("median", Map.of("average_evenly_divided", averageEvenlyDivided));
    }

    /** The least value. */
    public static AggSpec min() {
        return of("min");
    }

    /** The value below which a fraction of the values lies. */
    public static AggSpec percentile(double percentile) {
        return percentile(percentile, false);
    }

    /** The same; where it falls between two values, their average when {@code averageEvenlyDivided}. */
    public static AggSpec percentile(double percentile, boolean averageEvenlyDivided) {
        return new AggSpec("percentile",
                Map.of("fraction", percentile, "average_evenly_divided", averageEvenlyDivided));
    }

    /** The value of the row that comes first when sorted by these columns. */
    public static AggSpec sortedFirst(String... columns) {
        return sortedFirst(Arrays.asList(columns));
    }

    /** The value of the row that comes first when sorted by these columns. */
    public static AggSpec sortedFirst(Collection<? extends String> columns) {
        return new AggSpec("sorted_first", Map.of("by", List.copyOf(columns)));
    }

    /** The value of the row that comes last when sorted by these columns. */
    public static AggSpec sortedLast(String... columns) {
        return sortedLast(Arrays.asList(columns));
    }

    /** The value of the row that comes last when sorted by these columns. */
    public static AggSpec sortedLast(Collection<? extends String> columns) {
        return new AggSpec("sorted_last", Map.of("by", List.copyOf(columns)));
    }

    /** The standard deviation of a sample. */
    public static AggSpec std() {
        return of("std");
    }

    /** The sum. */
    public static AggSpec sum() {
        return of("sum");
    }

    /** The t-digest of the values, of numbers. */
    public static AggSpec tDigest() {
        return of("t_digest");
    }

    /** The t-digest of the values, of numbers, of a compression of 1 or more: about how many centroids it has. */
    public static AggSpec tDigest(double compression) {
        return new AggSpec("t_digest", Map.of("compression", compression));
    }

    /** The value, when all are the same; null otherwise. Null is no value. */
    public static AggSpec unique() {
        return unique(false);
    }

    /** The value, when all are the same; null otherwise. */
    public static AggSpec unique(boolean includeNulls) {
        return new AggSpec("unique", Map.of("include_nulls", includeNulls));
    }

    /** The variance of a sample. */
    public static AggSpec var() {
        return of("var");
    }

    /** The average, weighted by a column. */
    public static AggSpec wavg(String weight) {
        return new AggSpec("weighted_avg", Map.of("weight", weight));
    }

    /** The sum, weighted by a column. */
    public static AggSpec wsum(String weight) {
        return new AggSpec("weighted_sum", Map.of("weight", weight));
    }

    /** This of columns. */
    public Aggregation aggregation(Pair... pairs) {
        return new ColumnAggregations(this, Arrays.asList(pairs));
    }

    /** This of columns. */
    public Aggregation aggregation(Collection<? extends Pair> pairs) {
        return new ColumnAggregations(this, List.copyOf(pairs));
    }
}

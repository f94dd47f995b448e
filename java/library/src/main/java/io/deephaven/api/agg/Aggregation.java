package io.deephaven.api.agg;

import io.deephaven.api.Pair;
import io.deephaven.api.agg.spec.AggSpec;
import io.deephaven.api.agg.util.PercentileOutput;
import io.deephaven.api.filter.Filter;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import topictable.UnsupportedFeatureException;

/**
 * What becomes of the rows of a group, for {@code aggBy}. Mirrors Deephaven's interface of the same name.
 *
 * <p>A pair names a column, {@code "In"}, or also the one that it becomes, {@code "Out = In"}.
 */
public interface Aggregation {
    /** A computation of columns. */
    static Aggregation of(AggSpec spec, String... pairs) {
        return of(spec, Arrays.asList(pairs));
    }

    /** A computation of columns. */
    static Aggregation of(AggSpec spec, List<String> pairs) {
        return spec.aggregation(Pair.from(pairs));
    }

    /** Several aggregations as one. */
    static Aggregation of(Aggregation... aggregations) {
        return new Aggregations(Arrays.asList(aggregations));
    }

    /** The sums of the absolute values of these columns. */
    static Aggregation AggAbsSum(String... pairs) {
        return of(AggSpec.absSum(), pairs);
    }

    /** The values of these columns, of numbers, below which a fraction of all lies; here they are exact. */
    static Aggregation AggApproxPct(double percentile, String... pairs) {
        return of(AggSpec.approximatePercentile(percentile), pairs);
    }

    /** The same; what is exact needs no compression. */
    static Aggregation AggApproxPct(double percentile, double compression, String... pairs) {
        return of(AggSpec.approximatePercentile(percentile, compression), pairs);
    }

    /** Several percentiles of one column. */
    static Aggregation AggApproxPct(String inputColumn, PercentileOutput... outputs) {
        return new Aggregations(Stream.of(outputs)
                .map(output -> AggApproxPct(output.percentile(), output.output() + " = " + inputColumn)).toList());
    }

    /** Several percentiles of one column; what is exact needs no compression. */
    static Aggregation AggApproxPct(String inputColumn, double compression, PercentileOutput... outputs) {
        return AggApproxPct(inputColumn, outputs);
    }

    /** The rows of a group as a live table of their own, with the key columns: a column of tables. */
    static Partition AggPartition(String resultColumn) {
        return Partition.of(resultColumn);
    }

    /** The same, with or without the key columns. */
    static Partition AggPartition(String resultColumn, boolean includeGroupByColumns) {
        return Partition.of(resultColumn, includeGroupByColumns);
    }

    /** The averages of these columns. */
    static Aggregation AggAvg(String... pairs) {
        return of(AggSpec.avg(), pairs);
    }

    /** The first values of these columns. */
    static Aggregation AggFirst(String... pairs) {
        return of(AggSpec.first(), pairs);
    }

    /** {@code "Out = formula"} over the columns of a group: vectors, of keys the one value. */
    static Formula AggFormula(String formulaString) {
        return Formula.parse(formulaString);
    }

    /** The formula in a column. */
    static Formula AggFormula(String columnName, String formula) {
        return Formula.of(columnName, formula);
    }

    /** What a formula makes of each of these columns, whose values {@code paramToken} stands for. */
    static Aggregation AggFormula(String formula, String paramToken, String... pairs) {
        return of(AggSpec.formula(formula, paramToken), pairs);
    }

    /** All values of these columns. */
    static Aggregation AggGroup(String... pairs) {
        return of(AggSpec.group(), pairs);
    }

    /** The last values of these columns. */
    static Aggregation AggLast(String... pairs) {
        return of(AggSpec.last(), pairs);
    }

    /** The greatest values of these columns. */
    static Aggregation AggMax(String... pairs) {
        return of(AggSpec.max(), pairs);
    }

    /** The least values of these columns. */
    static Aggregation AggMin(String... pairs) {
        return of(AggSpec.min(), pairs);
    }

    /** The standard deviations of these columns. */
    static Aggregation AggStd(String... pairs) {
        return of(AggSpec.std(), pairs);
    }

    /** The sums of these columns. */
    static Aggregation AggSum(String... pairs) {
        return of(AggSpec.sum(), pairs);
    }

    /** The variances of these columns. */
    static Aggregation AggVar(String... pairs) {
        return of(AggSpec.var(), pairs);
    }

    /** How many different values these columns have; null is none. */
    static Aggregation AggCountDistinct(String... pairs) {
        return of(AggSpec.countDistinct(), pairs);
    }

    /** How many different values these columns have. */
    static Aggregation AggCountDistinct(boolean countNulls, String... pairs) {
        return of(AggSpec.countDistinct(countNulls), pairs);
    }

    /** The different values of these columns; null is none. */
    static Aggregation AggDistinct(String... pairs) {
        return of(AggSpec.distinct(), pairs);
    }

    /** The different values of these columns. */
    static Aggregation AggDistinct(boolean includeNulls, String... pairs) {
        return of(AggSpec.distinct(includeNulls), pairs);
    }

    /** The one value of these columns, null where there are several; null is none. */
    static Aggregation AggUnique(String... pairs) {
        return of(AggSpec.unique(), pairs);
    }

    /** The one value of these columns, null where there are several. */
    static Aggregation AggUnique(boolean includeNulls, String... pairs) {
        return of(AggSpec.unique(includeNulls), pairs);
    }

    /** The medians of these columns. */
    static Aggregation AggMed(String... pairs) {
        return of(AggSpec.median(), pairs);
    }

    /** The medians of these columns; of two values in the middle their average, or the greater one. */
    static Aggregation AggMed(boolean averageEvenlyDivided, String... pairs) {
        return of(AggSpec.median(averageEvenlyDivided), pairs);
    }

    /** The values of these columns below which a fraction of all lies. */
    static Aggregation AggPct(double percentile, String... pairs) {
        return of(AggSpec.percentile(percentile), pairs);
    }

    /** The same; where one falls between two values, their average when {@code averageEvenlyDivided}. */
    static Aggregation AggPct(double percentile, boolean averageEvenlyDivided, String... pairs) {
        return of(AggSpec.percentile(percentile, averageEvenlyDivided), pairs);
    }

    /** Several percentiles of one column. */
    static Aggregation AggPct(String inputColumn, PercentileOutput... outputs) {
        return AggPct(inputColumn, false, outputs);
    }

    /** Several percentiles of one column. */
    static Aggregation AggPct(String inputColumn, boolean averageEvenlyDivided, PercentileOutput... outputs) {
        return new Aggregations(Stream.of(outputs).map(output -> AggPct(output.percentile(), averageEvenlyDivided,
                output.output() + " = " + inputColumn)).toList());
    }

    /** A percentile and the column that it goes to. */
    static PercentileOutput PctOut(double percentile, String outputColumn) {
        return PercentileOutput.of(percentile, outputColumn);
    }

    /** The values of these columns in the row that comes first when sorted by a column. */
    static Aggregation AggSortedFirst(String sortedColumn, String... pairs) {
        return of(AggSpec.sortedFirst(sortedColumn), pairs);
    }

    /** The values of these columns in the row that comes first when sorted by several columns. */
    static Aggregation AggSortedFirst(Collection<? extends String> sortedColumns, String... pairs) {
        return of(AggSpec.sortedFirst(sortedColumns), pairs);
    }

    /** The values of these columns in the row that comes last when sorted by a column. */
    static Aggregation AggSortedLast(String sortedColumn, String... pairs) {
        return of(AggSpec.sortedLast(sortedColumn), pairs);
    }

    /** The values of these columns in the row that comes last when sorted by several columns. */
    static Aggregation AggSortedLast(Collection<? extends String> sortedColumns, String... pairs) {
        return of(AggSpec.sortedLast(sortedColumns), pairs);
    }

    /** The averages of these columns, weighted by a column. */
    static Aggregation AggWAvg(String weightColumn, String... pairs) {
        return of(AggSpec.wavg(weightColumn), pairs);
    }

    /** The sums of these columns, weighted by a column. */
    static Aggregation AggWSum(String weightColumn, String... pairs) {
        return of(AggSpec.wsum(weightColumn), pairs);
    }

    /** How many rows there are. */
    static Count AggCount(String resultColumn) {
        return Count.of(resultColumn);
    }

    /** For how many rows all filters are true. */
    static CountWhere AggCountWhere(String resultColumn, String... filters) {
        return CountWhere.of(resultColumn, filters);
    }

    /** For how many rows the filter is true. */
    static CountWhere AggCountWhere(String resultColumn, Filter filter) {
        return CountWhere.of(resultColumn, filter);
    }

    /**
     * The t-digests of the values of these columns, of numbers: columns of {@code com.tdunning.math.stats.TDigest}, which
     * formulas ask for {@code quantile}, {@code cdf} and {@code size}. NaN and the infinities are left out.
     */
    static Aggregation AggTDigest(String... pairs) {
        return of(AggSpec.tDigest(), pairs);
    }

    /** The same, of a compression of 1 or more: about how many centroids a digest has; 100 is common, more are more exact. */
    static Aggregation AggTDigest(double compression, String... pairs) {
        return of(AggSpec.tDigest(compression), pairs);
    }

    /** The value that the one row of a group had first; a second row fails the table. */
    static Aggregation AggFreeze(String... pairs) {
        return of(AggSpec.freeze(), pairs);
    }

    /** Not in this version. */
    static Aggregation AggFirstRowKey(String resultColumn) {
        throw UnsupportedFeatureException.of("the aggregation AggFirstRowKey", "AggFirstRowKey");
    }

    /** Not in this version. */
    static Aggregation AggLastRowKey(String resultColumn) {
        throw UnsupportedFeatureException.of("the aggregation AggLastRowKey", "AggLastRowKey");
    }
}

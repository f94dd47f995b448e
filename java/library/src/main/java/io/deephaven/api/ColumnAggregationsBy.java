package io.deephaven.api;

import io.deephaven.api.agg.spec.AggSpec;
import java.util.Collection;

/**
 * The operations that compute one thing of all columns but the keys: each is {@link TableOperations#aggAllBy} of an
 * {@link AggSpec}. The key columns come first, the groups in the order in which they were first seen.
 *
 * @param <TOPS> what operations give
 * @param <TABLE> what a table is joined with
 */
public interface ColumnAggregationsBy<TOPS extends TableOperations<TOPS, TABLE>, TABLE> extends TableOperations<TOPS, TABLE> {
    /** A row for all rows, with one computation of all columns. */
    default TOPS aggAllBy(AggSpec spec) {
        return aggAllBy(spec, new String[0]);
    }

    /** A row for each group of rows with equal keys, with one computation of all other columns. */
    default TOPS aggAllBy(AggSpec spec, ColumnName... groupByColumns) {
        return aggAllBy(spec, Strings.names(groupByColumns));
    }

    /** A row for each group of rows with equal keys, with one computation of all other columns. */
    default TOPS aggAllBy(AggSpec spec, Collection<String> groupByColumns) {
        return aggAllBy(spec, groupByColumns.toArray(String[]::new));
    }

    /** The first row of each group of rows with equal keys; without keys of all rows. */
    default TOPS firstBy() {
        return aggAllBy(AggSpec.first());
    }

    /** The first row of each group of rows with equal keys. */
    default TOPS firstBy(String... groupByColumns) {
        return aggAllBy(AggSpec.first(), groupByColumns);
    }

    /** The first row of each group of rows with equal keys. */
    default TOPS firstBy(ColumnName... groupByColumns) {
        return aggAllBy(AggSpec.first(), groupByColumns);
    }

    /** The first row of each group of rows with equal keys. */
    default TOPS firstBy(Collection<String> groupByColumns) {
        return aggAllBy(AggSpec.first(), groupByColumns);
    }

    /** The last row of each group of rows with equal keys; without keys of all rows. */
    default TOPS lastBy() {
        return aggAllBy(AggSpec.last());
    }

    /** The last row of each group of rows with equal keys. */
    default TOPS lastBy(String... groupByColumns) {
        return aggAllBy(AggSpec.last(), groupByColumns);
    }

    /** The last row of each group of rows with equal keys. */
    default TOPS lastBy(ColumnName... groupByColumns) {
        return aggAllBy(AggSpec.last(), groupByColumns);
    }

    /** The last row of each group of rows with equal keys. */
    default TOPS lastBy(Collection<String> groupByColumns) {
        return aggAllBy(AggSpec.last(), groupByColumns);
    }

    /** The least values of all other columns, by keys; without keys of all rows. */
    default TOPS minBy() {
        return aggAllBy(AggSpec.min());
    }

    /** The least values of all other columns, by keys. */
    default TOPS minBy(String... groupByColumns) {
        return aggAllBy(AggSpec.min(), groupByColumns);
    }

    /** The least values of all other columns, by keys. */
    default TOPS minBy(ColumnName... groupByColumns) {
        return aggAllBy(AggSpec.min(), groupByColumns);
    }

    /** The least values of all other columns, by keys. */
    default TOPS minBy(Collection<String> groupByColumns) {
        return aggAllBy(AggSpec.min(), groupByColumns);
    }

    /** The greatest values of all other columns, by keys; without keys of all rows. */
    default TOPS maxBy() {
        return aggAllBy(AggSpec.max());
    }

    /** The greatest values of all other columns, by keys. */
    default TOPS maxBy(String... groupByColumns) {
        return aggAllBy(AggSpec.max(), groupByColumns);
    }

    /** The greatest values of all other columns, by keys. */
    default TOPS maxBy(ColumnName... groupByColumns) {
        return aggAllBy(AggSpec.max(), groupByColumns);
    }

    /** The greatest values of all other columns, by keys. */
    default TOPS maxBy(Collection<String> groupByColumns) {
        return aggAllBy(AggSpec.max(), groupByColumns);
    }

    /** The sums of all other columns, by keys; whole numbers give long; without keys of all rows. */
    default TOPS sumBy() {
        return aggAllBy(AggSpec.sum());
    }

    /** The sums of all other columns, by keys; whole numbers give long. */
    default TOPS sumBy(String... groupByColumns) {
        return aggAllBy(AggSpec.sum(), groupByColumns);
    }

    /** The sums of all other columns, by keys; whole numbers give long. */
    default TOPS sumBy(ColumnName... groupByColumns) {
        return aggAllBy(AggSpec.sum(), groupByColumns);
    }

    /** The sums of all other columns, by keys; whole numbers give long. */
    default TOPS sumBy(Collection<String> groupByColumns) {
        return aggAllBy(AggSpec.sum(), groupByColumns);
    }

    /** The averages of all other columns, by keys; without keys of all rows. */
    default TOPS avgBy() {
        return aggAllBy(AggSpec.avg());
    }

    /** The averages of all other columns, by keys. */
    default TOPS avgBy(String... groupByColumns) {
        return aggAllBy(AggSpec.avg(), groupByColumns);
    }

    /** The averages of all other columns, by keys. */
    default TOPS avgBy(ColumnName... groupByColumns) {
        return aggAllBy(AggSpec.avg(), groupByColumns);
    }

    /** The averages of all other columns, by keys. */
    default TOPS avgBy(Collection<String> groupByColumns) {
        return aggAllBy(AggSpec.avg(), groupByColumns);
    }

    /** The medians of all other columns, by keys; without keys of all rows. */
    default TOPS medianBy() {
        return aggAllBy(AggSpec.median());
    }

    /** The medians of all other columns, by keys. */
    default TOPS medianBy(String... groupByColumns) {
        return aggAllBy(AggSpec.median(), groupByColumns);
    }

    /** The medians of all other columns, by keys. */
    default TOPS medianBy(ColumnName... groupByColumns) {
        return aggAllBy(AggSpec.median(), groupByColumns);
    }

    /** The medians of all other columns, by keys. */
    default TOPS medianBy(Collection<String> groupByColumns) {
        return aggAllBy(AggSpec.median(), groupByColumns);
    }

    /** The standard deviations of all other columns, by keys; without keys of all rows. */
    default TOPS stdBy() {
        return aggAllBy(AggSpec.std());
    }

    /** The standard deviations of all other columns, by keys. */
    default TOPS stdBy(String... groupByColumns) {
        return aggAllBy(AggSpec.std(), groupByColumns);
    }

    /** The standard deviations of all other columns, by keys. */
    default TOPS stdBy(ColumnName... groupByColumns) {
        return aggAllBy(AggSpec.std(), groupByColumns);
    }

    /** The standard deviations of all other columns, by keys. */
    default TOPS stdBy(Collection<String> groupByColumns) {
        return aggAllBy(AggSpec.std(), groupByColumns);
    }

    /** The variances of all other columns, by keys; without keys of all rows. */
    default TOPS varBy() {
        return aggAllBy(AggSpec.var());
    }

    /** The variances of all other columns, by keys. */
    default TOPS varBy(String... groupByColumns) {
        return aggAllBy(AggSpec.var(), groupByColumns);
    }

    /** The variances of all other columns, by keys. */
    default TOPS varBy(ColumnName... groupByColumns) {
        return aggAllBy(AggSpec.var(), groupByColumns);
    }

    /** The variances of all other columns, by keys. */
    default TOPS varBy(Collection<String> groupByColumns) {
        return aggAllBy(AggSpec.var(), groupByColumns);
    }

    /** The sums of the absolute values of all other columns, by keys; without keys of all rows. */
    default TOPS absSumBy() {
        return aggAllBy(AggSpec.absSum());
    }

    /** The sums of the absolute values of all other columns, by keys. */
    default TOPS absSumBy(String... groupByColumns) {
        return aggAllBy(AggSpec.absSum(), groupByColumns);
    }

    /** The sums of the absolute values of all other columns, by keys. */
    default TOPS absSumBy(ColumnName... groupByColumns) {
        return aggAllBy(AggSpec.absSum(), groupByColumns);
    }

    /** The sums of the absolute values of all other columns, by keys. */
    default TOPS absSumBy(Collection<String> groupByColumns) {
        return aggAllBy(AggSpec.absSum(), groupByColumns);
    }

    /** The weighted sums of all other columns, by keys; without keys of all rows. */
    default TOPS wsumBy(String weightColumn) {
        return aggAllBy(AggSpec.wsum(weightColumn));
    }

    /** The weighted sums of all other columns, by keys. */
    default TOPS wsumBy(String weightColumn, String... groupByColumns) {
        return aggAllBy(AggSpec.wsum(weightColumn), groupByColumns);
    }

    /** The weighted sums of all other columns, by keys. */
    default TOPS wsumBy(String weightColumn, ColumnName... groupByColumns) {
        return aggAllBy(AggSpec.wsum(weightColumn), groupByColumns);
    }

    /** The weighted sums of all other columns, by keys. */
    default TOPS wsumBy(String weightColumn, Collection<String> groupByColumns) {
        return aggAllBy(AggSpec.wsum(weightColumn), groupByColumns);
    }

    /** The weighted averages of all other columns, by keys; without keys of all rows. */
    default TOPS wavgBy(String weightColumn) {
        return aggAllBy(AggSpec.wavg(weightColumn));
    }

    /** The weighted averages of all other columns, by keys. */
    default TOPS wavgBy(String weightColumn, String... groupByColumns) {
        return aggAllBy(AggSpec.wavg(weightColumn), groupByColumns);
    }

    /** The weighted averages of all other columns, by keys. */
    default TOPS wavgBy(String weightColumn, ColumnName... groupByColumns) {
        return aggAllBy(AggSpec.wavg(weightColumn), groupByColumns);
    }

    /** The weighted averages of all other columns, by keys. */
    default TOPS wavgBy(String weightColumn, Collection<String> groupByColumns) {
        return aggAllBy(AggSpec.wavg(weightColumn), groupByColumns);
    }
}

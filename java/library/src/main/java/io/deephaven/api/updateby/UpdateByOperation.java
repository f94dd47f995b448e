package io.deephaven.api.updateby;

import io.deephaven.api.Pair;
import io.deephaven.api.filter.Filter;
import io.deephaven.api.updateby.spec.UpdateBySpec;
import io.deephaven.api.updateby.spec.WindowScale;
import java.time.Duration;
import java.util.List;

/**
 * What is made of each row and those of its group before it, or around it, for {@code updateBy}. Mirrors Deephaven's
 * interface of the same name.
 *
 * <p>A pair names a column, {@code "In"}, or also the one that it becomes, {@code "Out = In"}; without any, all columns but
 * the keys are meant. A window of rows begins with {@code revTicks}, of which this row is the last, and ends with
 * {@code fwdTicks} behind it; a window of time has the rows whose timestamps are no further from this row's.
 */
public interface UpdateByOperation {
    /** A computation of columns. */
    static ColumnUpdateOperation of(UpdateBySpec spec, Pair... columns) {
        return new ColumnUpdateOperation(spec, List.of(columns));
    }

    /** A computation of columns. */
    static ColumnUpdateOperation of(UpdateBySpec spec, String... columns) {
        return new ColumnUpdateOperation(spec, Pair.from(columns));
    }

    /** The sums of these columns up to each row. */
    static UpdateByOperation CumSum(String... pairs) {
        return of(UpdateBySpec.of("cum_sum"), pairs);
    }

    /** The products of these columns up to each row. */
    static UpdateByOperation CumProd(String... pairs) {
        return of(UpdateBySpec.of("cum_prod"), pairs);
    }

    /** The least values of these columns up to each row. */
    static UpdateByOperation CumMin(String... pairs) {
        return of(UpdateBySpec.of("cum_min"), pairs);
    }

    /** The greatest values of these columns up to each row. */
    static UpdateByOperation CumMax(String... pairs) {
        return of(UpdateBySpec.of("cum_max"), pairs);
    }

    /** The values of these columns, and where they are null the last ones before. */
    static UpdateByOperation Fill(String... pairs) {
        return of(UpdateBySpec.of("fill"), pairs);
    }

    /** For how many rows so far all filters are true. */
    static UpdateByOperation CumCountWhere(String resultColumn, String... filters) {
        return CumCountWhere(resultColumn, Filter.and(Filter.from(filters)));
    }

    /** For how many rows so far the filter is true. */
    static UpdateByOperation CumCountWhere(String resultColumn, Filter filter) {
        return of(UpdateBySpec.counting("cum_count_where", resultColumn, filter), new String[0]);
    }

    /** The differences of these columns to the row before. */
    static UpdateByOperation Delta(String... pairs) {
        return Delta(DeltaControl.DEFAULT, pairs);
    }

    /** The same, with what the difference to or from null is. */
    static UpdateByOperation Delta(DeltaControl control, String... pairs) {
        return of(UpdateBySpec.of("delta").with("control", control), pairs);
    }

    /** The exponential moving averages of these columns, by rows. */
    static UpdateByOperation Ema(double tickDecay, String... pairs) {
        return of(UpdateBySpec.moving("ema", OperationControl.defaultInstance(), WindowScale.ofTicks(tickDecay)),
                pairs);
    }

    /** The exponential moving averages of these columns, by nanoseconds. */
    static UpdateByOperation Ema(String timestampColumn, long timeDecay, String... pairs) {
        return of(UpdateBySpec.moving("ema", OperationControl.defaultInstance(), WindowScale.ofTime(timestampColumn,
                timeDecay)), pairs);
    }

    /** The exponential moving averages of these columns, by time. */
    static UpdateByOperation Ema(String timestampColumn, Duration durationDecay, String... pairs) {
        return Ema(OperationControl.defaultInstance(), timestampColumn, durationDecay.toNanos(), pairs);
    }

    /** The exponential moving averages of these columns, by rows, with what nulls and NaNs do. */
    static UpdateByOperation Ema(OperationControl control, double tickDecay, String... pairs) {
        return of(UpdateBySpec.moving("ema", control, WindowScale.ofTicks(tickDecay)), pairs);
    }

    /** The exponential moving averages of these columns, by nanoseconds, with what nulls and NaNs do. */
    static UpdateByOperation Ema(OperationControl control, String timestampColumn, long timeDecay, String... pairs) {
        return of(UpdateBySpec.moving("ema", control, WindowScale.ofTime(timestampColumn, timeDecay)), pairs);
    }

    /** The exponential moving averages of these columns, by time, with what nulls and NaNs do. */
    static UpdateByOperation Ema(OperationControl control, String timestampColumn, Duration durationDecay,
            String... pairs) {
        return of(UpdateBySpec.moving("ema", control, WindowScale.ofTime(timestampColumn, durationDecay)), pairs);
    }

    /** The exponential moving sums of these columns, by rows. */
    static UpdateByOperation Ems(double tickDecay, String... pairs) {
        return of(UpdateBySpec.moving("ems", OperationControl.defaultInstance(), WindowScale.ofTicks(tickDecay)),
                pairs);
    }

    /** The exponential moving sums of these columns, by nanoseconds. */
    static UpdateByOperation Ems(String timestampColumn, long timeDecay, String... pairs) {
        return of(UpdateBySpec.moving("ems", OperationControl.defaultInstance(), WindowScale.ofTime(timestampColumn,
                timeDecay)), pairs);
    }

    /** The exponential moving sums of these columns, by time. */
    static UpdateByOperation Ems(String timestampColumn, Duration durationDecay, String... pairs) {
        return Ems(OperationControl.defaultInstance(), timestampColumn, durationDecay.toNanos(), pairs);
    }

    /** The exponential moving sums of these columns, by rows, with what nulls and NaNs do. */
    static UpdateByOperation Ems(OperationControl control, double tickDecay, String... pairs) {
        return of(UpdateBySpec.moving("ems", control, WindowScale.ofTicks(tickDecay)), pairs);
    }

    /** The exponential moving sums of these columns, by nanoseconds, with what nulls and NaNs do. */
    static UpdateByOperation Ems(OperationControl control, String timestampColumn, long timeDecay, String... pairs) {
        return of(UpdateBySpec.moving("ems", control, WindowScale.ofTime(timestampColumn, timeDecay)), pairs);
    }

    /** The exponential moving sums of these columns, by time, with what nulls and NaNs do. */
    static UpdateByOperation Ems(OperationControl control, String timestampColumn, Duration durationDecay,
            String... pairs) {
        return of(UpdateBySpec.moving("ems", control, WindowScale.ofTime(timestampColumn, durationDecay)), pairs);
    }

    /** The exponential moving minima of these columns, by rows. */
    static UpdateByOperation EmMin(double tickDecay, String... pairs) {
        return of(UpdateBySpec.moving("em_min", OperationControl.defaultInstance(), WindowScale.ofTicks(tickDecay)),
                pairs);
    }

    /** The exponential moving minima of these columns, by nanoseconds. */
    static UpdateByOperation EmMin(String timestampColumn, long timeDecay, String... pairs) {
        return of(UpdateBySpec.moving("em_min", OperationControl.defaultInstance(),
                WindowScale.ofTime(timestampColumn, timeDecay)), pairs);
    }

    /** The exponential moving minima of these columns, by time. */
    static UpdateByOperation EmMin(String timestampColumn, Duration durationDecay, String... pairs) {
        return EmMin(OperationControl.defaultInstance(), timestampColumn, durationDecay.toNanos(), pairs);
    }

    /** The exponential moving minima of these columns, by rows, with what nulls and NaNs do. */
    static UpdateByOperation EmMin(OperationControl control, double tickDecay, String... pairs) {
        return of(UpdateBySpec.moving("em_min", control, WindowScale.ofTicks(tickDecay)), pairs);
    }

    /** The exponential moving minima of these columns, by nanoseconds, with what nulls and NaNs do. */
    static UpdateByOperation EmMin(OperationControl control, String timestampColumn, long timeDecay, String... pairs) {
        return of(UpdateBySpec.moving("em_min", control, WindowScale.ofTime(timestampColumn, timeDecay)), pairs);
    }

    /** The exponential moving minima of these columns, by time, with what nulls and NaNs do. */
    static UpdateByOperation EmMin(OperationControl control, String timestampColumn, Duration durationDecay,
            String... pairs) {
        return of(UpdateBySpec.moving("em_min", control, WindowScale.ofTime(timestampColumn, durationDecay)), pairs);
    }

    /** The exponential moving maxima of these columns, by rows. */
    static UpdateByOperation EmMax(double tickDecay, String... pairs) {
        return of(UpdateBySpec.moving("em_max", OperationControl.defaultInstance(), WindowScale.ofTicks(tickDecay)),
                pairs);
    }

    /** The exponential moving maxima of these columns, by nanoseconds. */
    static UpdateByOperation EmMax(String timestampColumn, long timeDecay, String... pairs) {
        return of(UpdateBySpec.moving("em_max", OperationControl.defaultInstance(),
                WindowScale.ofTime(timestampColumn, timeDecay)), pairs);
    }

    /** The exponential moving maxima of these columns, by time. */
    static UpdateByOperation EmMax(String timestampColumn, Duration durationDecay, String... pairs) {
        return EmMax(OperationControl.defaultInstance(), timestampColumn, durationDecay.toNanos(), pairs);
    }

    /** The exponential moving maxima of these columns, by rows, with what nulls and NaNs do. */
    static UpdateByOperation EmMax(OperationControl control, double tickDecay, String... pairs) {
        return of(UpdateBySpec.moving("em_max", control, WindowScale.ofTicks(tickDecay)), pairs);
    }

    /** The exponential moving maxima of these columns, by nanoseconds, with what nulls and NaNs do. */
    static UpdateByOperation EmMax(OperationControl control, String timestampColumn, long timeDecay, String... pairs) {
        return of(UpdateBySpec.moving("em_max", control, WindowScale.ofTime(timestampColumn, timeDecay)), pairs);
    }

    /** The exponential moving maxima of these columns, by time, with what nulls and NaNs do. */
    static UpdateByOperation EmMax(OperationControl control, String timestampColumn, Duration durationDecay,
            String... pairs) {
        return of(UpdateBySpec.moving("em_max", control, WindowScale.ofTime(timestampColumn, durationDecay)), pairs);
    }

    /** The exponential moving standard deviations of these columns, by rows. */
    static UpdateByOperation EmStd(double tickDecay, String... pairs) {
        return of(UpdateBySpec.moving("em_std", OperationControl.defaultInstance(), WindowScale.ofTicks(tickDecay)),
                pairs);
    }

    /** The exponential moving standard deviations of these columns, by nanoseconds. */
    static UpdateByOperation EmStd(String timestampColumn, long timeDecay, String... pairs) {
        return of(UpdateBySpec.moving("em_std", OperationControl.defaultInstance(),
                WindowScale.ofTime(timestampColumn, timeDecay)), pairs);
    }

    /** The exponential moving standard deviations of these columns, by time. */
    static UpdateByOperation EmStd(String timestampColumn, Duration durationDecay, String... pairs) {
        return EmStd(OperationControl.defaultInstance(), timestampColumn, durationDecay.toNanos(), pairs);
    }

    /** The exponential moving standard deviations of these columns, by rows, with what nulls and NaNs do. */
    static UpdateByOperation EmStd(OperationControl control, double tickDecay, String... pairs) {
        return of(UpdateBySpec.moving("em_std", control, WindowScale.ofTicks(tickDecay)), pairs);
    }

    /** The exponential moving standard deviations of these columns, by nanoseconds, with what nulls and NaNs do. */
    static UpdateByOperation EmStd(OperationControl control, String timestampColumn, long timeDecay, String... pairs) {
        return of(UpdateBySpec.moving("em_std", control, WindowScale.ofTime(timestampColumn, timeDecay)), pairs);
    }

    /** The exponential moving standard deviations of these columns, by time, with what nulls and NaNs do. */
    static UpdateByOperation EmStd(OperationControl control, String timestampColumn, Duration durationDecay,
            String... pairs) {
        return of(UpdateBySpec.moving("em_std", control, WindowScale.ofTime(timestampColumn, durationDecay)), pairs);
    }

    /** The sums of these columns in a window of rows up to this one. */
    static UpdateByOperation RollingSum(long revTicks, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_sum", UpdateBySpec.ticks(revTicks, 0)), pairs);
    }

    /** The sums of these columns in a window of rows around this one. */
    static UpdateByOperation RollingSum(long revTicks, long fwdTicks, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_sum", UpdateBySpec.ticks(revTicks, fwdTicks)), pairs);
    }

    /** The sums of these columns in a window of a time up to this row. */
    static UpdateByOperation RollingSum(String timestampCol, Duration revDuration, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_sum", UpdateBySpec.time(timestampCol, revDuration.toNanos(), 0)),
                pairs);
    }

    /** The sums of these columns in a window of a time around this row. */
    static UpdateByOperation RollingSum(String timestampCol, Duration revDuration, Duration fwdDuration,
            String... pairs) {
        return of(UpdateBySpec.rolling("rolling_sum", UpdateBySpec.time(timestampCol, revDuration.toNanos(),
                fwdDuration.toNanos())), pairs);
    }

    /** The sums of these columns in a window of nanoseconds up to this row. */
    static UpdateByOperation RollingSum(String timestampCol, long revTime, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_sum", UpdateBySpec.time(timestampCol, revTime, 0)), pairs);
    }

    /** The sums of these columns in a window of nanoseconds around this row. */
    static UpdateByOperation RollingSum(String timestampCol, long revTime, long fwdTime, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_sum", UpdateBySpec.time(timestampCol, revTime, fwdTime)), pairs);
    }

    /** The averages of these columns in a window of rows up to this one. */
    static UpdateByOperation RollingAvg(long revTicks, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_avg", UpdateBySpec.ticks(revTicks, 0)), pairs);
    }

    /** The averages of these columns in a window of rows around this one. */
    static UpdateByOperation RollingAvg(long revTicks, long fwdTicks, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_avg", UpdateBySpec.ticks(revTicks, fwdTicks)), pairs);
    }

    /** The averages of these columns in a window of a time up to this row. */
    static UpdateByOperation RollingAvg(String timestampCol, Duration revDuration, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_avg", UpdateBySpec.time(timestampCol, revDuration.toNanos(), 0)),
                pairs);
    }

    /** The averages of these columns in a window of a time around this row. */
    static UpdateByOperation RollingAvg(String timestampCol, Duration revDuration, Duration fwdDuration,
            String... pairs) {
        return of(UpdateBySpec.rolling("rolling_avg", UpdateBySpec.time(timestampCol, revDuration.toNanos(),
                fwdDuration.toNanos())), pairs);
    }

    /** The averages of these columns in a window of nanoseconds up to this row. */
    static UpdateByOperation RollingAvg(String timestampCol, long revTime, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_avg", UpdateBySpec.time(timestampCol, revTime, 0)), pairs);
    }

    /** The averages of these columns in a window of nanoseconds around this row. */
    static UpdateByOperation RollingAvg(String timestampCol, long revTime, long fwdTime, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_avg", UpdateBySpec.time(timestampCol, revTime, fwdTime)), pairs);
    }

    /** The least values of these columns in a window of rows up to this one. */
    static UpdateByOperation RollingMin(long revTicks, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_min", UpdateBySpec.ticks(revTicks, 0)), pairs);
    }

    /** The least values of these columns in a window of rows around this one. */
    static UpdateByOperation RollingMin(long revTicks, long fwdTicks, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_min", UpdateBySpec.ticks(revTicks, fwdTicks)), pairs);
    }

    /** The least values of these columns in a window of a time up to this row. */
    static UpdateByOperation RollingMin(String timestampCol, Duration revDuration, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_min", UpdateBySpec.time(timestampCol, revDuration.toNanos(), 0)),
                pairs);
    }

    /** The least values of these columns in a window of a time around this row. */
    static UpdateByOperation RollingMin(String timestampCol, Duration revDuration, Duration fwdDuration,
            String... pairs) {
        return of(UpdateBySpec.rolling("rolling_min", UpdateBySpec.time(timestampCol, revDuration.toNanos(),
                fwdDuration.toNanos())), pairs);
    }

    /** The least values of these columns in a window of nanoseconds up to this row. */
    static UpdateByOperation RollingMin(String timestampCol, long revTime, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_min", UpdateBySpec.time(timestampCol, revTime, 0)), pairs);
    }

    /** The least values of these columns in a window of nanoseconds around this row. */
    static UpdateByOperation RollingMin(String timestampCol, long revTime, long fwdTime, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_min", UpdateBySpec.time(timestampCol, revTime, fwdTime)), pairs);
    }

    /** The greatest values of these columns in a window of rows up to this one. */
    static UpdateByOperation RollingMax(long revTicks, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_max", UpdateBySpec.ticks(revTicks, 0)), pairs);
    }

    /** The greatest values of these columns in a window of rows around this one. */
    static UpdateByOperation RollingMax(long revTicks, long fwdTicks, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_max", UpdateBySpec.ticks(revTicks, fwdTicks)), pairs);
    }

    /** The greatest values of these columns in a window of a time up to this row. */
    static UpdateByOperation RollingMax(String timestampCol, Duration revDuration, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_max", UpdateBySpec.time(timestampCol, revDuration.toNanos(), 0)),
                pairs);
    }

    /** The greatest values of these columns in a window of a time around this row. */
    static UpdateByOperation RollingMax(String timestampCol, Duration revDuration, Duration fwdDuration,
            String... pairs) {
        return of(UpdateBySpec.rolling("rolling_max", UpdateBySpec.time(timestampCol, revDuration.toNanos(),
                fwdDuration.toNanos())), pairs);
    }

    /** The greatest values of these columns in a window of nanoseconds up to this row. */
    static UpdateByOperation RollingMax(String timestampCol, long revTime, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_max", UpdateBySpec.time(timestampCol, revTime, 0)), pairs);
    }

    /** The greatest values of these columns in a window of nanoseconds around this row. */
    static UpdateByOperation RollingMax(String timestampCol, long revTime, long fwdTime, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_max", UpdateBySpec.time(timestampCol, revTime, fwdTime)), pairs);
    }

    /** The products of these columns in a window of rows up to this one. */
    static UpdateByOperation RollingProduct(long revTicks, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_product", UpdateBySpec.ticks(revTicks, 0)), pairs);
    }

    /** The products of these columns in a window of rows around this one. */
    static UpdateByOperation RollingProduct(long revTicks, long fwdTicks, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_product", UpdateBySpec.ticks(revTicks, fwdTicks)), pairs);
    }

    /** The products of these columns in a window of a time up to this row. */
    static UpdateByOperation RollingProduct(String timestampCol, Duration revDuration, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_product", UpdateBySpec.time(timestampCol, revDuration.toNanos(), 0)),
                pairs);
    }

    /** The products of these columns in a window of a time around this row. */
    static UpdateByOperation RollingProduct(String timestampCol, Duration revDuration, Duration fwdDuration,
            String... pairs) {
        return of(UpdateBySpec.rolling("rolling_product", UpdateBySpec.time(timestampCol, revDuration.toNanos(),
                fwdDuration.toNanos())), pairs);
    }

    /** The products of these columns in a window of nanoseconds up to this row. */
    static UpdateByOperation RollingProduct(String timestampCol, long revTime, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_product", UpdateBySpec.time(timestampCol, revTime, 0)), pairs);
    }

    /** The products of these columns in a window of nanoseconds around this row. */
    static UpdateByOperation RollingProduct(String timestampCol, long revTime, long fwdTime, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_product", UpdateBySpec.time(timestampCol, revTime, fwdTime)), pairs);
    }

    /** How many values these columns have in a window of rows up to this one. */
    static UpdateByOperation RollingCount(long revTicks, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_count", UpdateBySpec.ticks(revTicks, 0)), pairs);
    }

    /** How many values these columns have in a window of rows around this one. */
    static UpdateByOperation RollingCount(long revTicks, long fwdTicks, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_count", UpdateBySpec.ticks(revTicks, fwdTicks)), pairs);
    }

    /** How many values these columns have in a window of a time up to this row. */
    static UpdateByOperation RollingCount(String timestampCol, Duration revDuration, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_count", UpdateBySpec.time(timestampCol, revDuration.toNanos(), 0)),
                pairs);
    }

    /** How many values these columns have in a window of a time around this row. */
    static UpdateByOperation RollingCount(String timestampCol, Duration revDuration, Duration fwdDuration,
            String... pairs) {
        return of(UpdateBySpec.rolling("rolling_count", UpdateBySpec.time(timestampCol, revDuration.toNanos(),
                fwdDuration.toNanos())), pairs);
    }

    /** How many values these columns have in a window of nanoseconds up to this row. */
    static UpdateByOperation RollingCount(String timestampCol, long revTime, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_count", UpdateBySpec.time(timestampCol, revTime, 0)), pairs);
    }

    /** How many values these columns have in a window of nanoseconds around this row. */
    static UpdateByOperation RollingCount(String timestampCol, long revTime, long fwdTime, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_count", UpdateBySpec.time(timestampCol, revTime, fwdTime)), pairs);
    }

    /** The standard deviations of these columns in a window of rows up to this one. */
    static UpdateByOperation RollingStd(long revTicks, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_std", UpdateBySpec.ticks(revTicks, 0)), pairs);
    }

    /** The standard deviations of these columns in a window of rows around this one. */
    static UpdateByOperation RollingStd(long revTicks, long fwdTicks, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_std", UpdateBySpec.ticks(revTicks, fwdTicks)), pairs);
    }

    /** The standard deviations of these columns in a window of a time up to this row. */
    static UpdateByOperation RollingStd(String timestampCol, Duration revDuration, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_std", UpdateBySpec.time(timestampCol, revDuration.toNanos(), 0)),
                pairs);
    }

    /** The standard deviations of these columns in a window of a time around this row. */
    static UpdateByOperation RollingStd(String timestampCol, Duration revDuration, Duration fwdDuration,
            String... pairs) {
        return of(UpdateBySpec.rolling("rolling_std", UpdateBySpec.time(timestampCol, revDuration.toNanos(),
                fwdDuration.toNanos())), pairs);
    }

    /** The standard deviations of these columns in a window of nanoseconds up to this row. */
    static UpdateByOperation RollingStd(String timestampCol, long revTime, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_std", UpdateBySpec.time(timestampCol, revTime, 0)), pairs);
    }

    /** The standard deviations of these columns in a window of nanoseconds around this row. */
    static UpdateByOperation RollingStd(String timestampCol, long revTime, long fwdTime, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_std", UpdateBySpec.time(timestampCol, revTime, fwdTime)), pairs);
    }

    /** The values of these columns in a window of rows up to this one. */
    static UpdateByOperation RollingGroup(long revTicks, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_group", UpdateBySpec.ticks(revTicks, 0)), pairs);
    }

    /** The values of these columns in a window of rows around this one. */
    static UpdateByOperation RollingGroup(long revTicks, long fwdTicks, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_group", UpdateBySpec.ticks(revTicks, fwdTicks)), pairs);
    }

    /** The values of these columns in a window of a time up to this row. */
    static UpdateByOperation RollingGroup(String timestampCol, Duration revDuration, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_group", UpdateBySpec.time(timestampCol, revDuration.toNanos(), 0)),
                pairs);
    }

    /** The values of these columns in a window of a time around this row. */
    static UpdateByOperation RollingGroup(String timestampCol, Duration revDuration, Duration fwdDuration,
            String... pairs) {
        return of(UpdateBySpec.rolling("rolling_group", UpdateBySpec.time(timestampCol, revDuration.toNanos(),
                fwdDuration.toNanos())), pairs);
    }

    /** The values of these columns in a window of nanoseconds up to this row. */
    static UpdateByOperation RollingGroup(String timestampCol, long revTime, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_group", UpdateBySpec.time(timestampCol, revTime, 0)), pairs);
    }

    /** The values of these columns in a window of nanoseconds around this row. */
    static UpdateByOperation RollingGroup(String timestampCol, long revTime, long fwdTime, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_group", UpdateBySpec.time(timestampCol, revTime, fwdTime)), pairs);
    }

    /** The averages of these columns in a window, weighted by a column of rows up to this one. */
    static UpdateByOperation RollingWAvg(long revTicks, String weightCol, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_wavg", UpdateBySpec.ticks(revTicks, 0)).with("weight", weightCol),
                pairs);
    }

    /** The averages of these columns in a window, weighted by a column of rows around this one. */
    static UpdateByOperation RollingWAvg(long revTicks, long fwdTicks, String weightCol, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_wavg", UpdateBySpec.ticks(revTicks, fwdTicks)).with("weight",
                weightCol), pairs);
    }

    /** The averages of these columns in a window, weighted by a column of a time up to this row. */
    static UpdateByOperation RollingWAvg(String timestampCol, Duration revDuration, String weightCol, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_wavg", UpdateBySpec.time(timestampCol, revDuration.toNanos(),
                0)).with("weight", weightCol), pairs);
    }

    /** The averages of these columns in a window, weighted by a column of a time around this row. */
    static UpdateByOperation RollingWAvg(String timestampCol, Duration revDuration, Duration fwdDuration,
            String weightCol, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_wavg", UpdateBySpec.time(timestampCol, revDuration.toNanos(),
                fwdDuration.toNanos())).with("weight", weightCol), pairs);
    }

    /** The averages of these columns in a window, weighted by a column of nanoseconds up to this row. */
    static UpdateByOperation RollingWAvg(String timestampCol, long revTime, String weightCol, String... pairs) {
        return of(UpdateBySpec.rolling("rolling_wavg", UpdateBySpec.time(timestampCol, revTime, 0)).with("weight",
                weightCol), pairs);
    }

    /** The averages of these columns in a window, weighted by a column of nanoseconds around this row. */
    static UpdateByOperation RollingWAvg(String timestampCol, long revTime, long fwdTime, String weightCol,
            String... pairs) {
        return of(UpdateBySpec.rolling("rolling_wavg", UpdateBySpec.time(timestampCol, revTime,
                fwdTime)).with("weight", weightCol), pairs);
    }

    /** For how many rows of a window all filters are true of rows up to this one. */
    static UpdateByOperation RollingCountWhere(long revTicks, String resultColumn, String... filters) {
        return RollingCountWhere(revTicks, resultColumn, Filter.and(Filter.from(filters)));
    }

    /** For how many rows of a window all filters are true of rows around this one. */
    static UpdateByOperation RollingCountWhere(long revTicks, long fwdTicks, String resultColumn, String... filters) {
        return RollingCountWhere(revTicks, fwdTicks, resultColumn, Filter.and(Filter.from(filters)));
    }

    /** For how many rows of a window all filters are true of a time up to this row. */
    static UpdateByOperation RollingCountWhere(String timestampCol, Duration revDuration, String resultColumn,
            String... filters) {
        return RollingCountWhere(timestampCol, revDuration, resultColumn, Filter.and(Filter.from(filters)));
    }

    /** For how many rows of a window all filters are true of a time around this row. */
    static UpdateByOperation RollingCountWhere(String timestampCol, Duration revDuration, Duration fwdDuration,
            String resultColumn, String... filters) {
        return RollingCountWhere(timestampCol, revDuration, fwdDuration, resultColumn,
                Filter.and(Filter.from(filters)));
    }

    /** For how many rows of a window all filters are true of nanoseconds up to this row. */
    static UpdateByOperation RollingCountWhere(String timestampCol, long revTime, String resultColumn,
            String... filters) {
        return RollingCountWhere(timestampCol, revTime, resultColumn, Filter.and(Filter.from(filters)));
    }

    /** For how many rows of a window all filters are true of nanoseconds around this row. */
    static UpdateByOperation RollingCountWhere(String timestampCol, long revTime, long fwdTime, String resultColumn,
            String... filters) {
        return RollingCountWhere(timestampCol, revTime, fwdTime, resultColumn, Filter.and(Filter.from(filters)));
    }

    /** For how many rows of a window the filter is true of rows up to this one. */
    static UpdateByOperation RollingCountWhere(long revTicks, String resultColumn, Filter filter) {
        return of(UpdateBySpec.counting("rolling_count_where", resultColumn, filter).with("window",
                UpdateBySpec.ticks(revTicks, 0)), new String[0]);
    }

    /** For how many rows of a window the filter is true of rows around this one. */
    static UpdateByOperation RollingCountWhere(long revTicks, long fwdTicks, String resultColumn, Filter filter) {
        return of(UpdateBySpec.counting("rolling_count_where", resultColumn, filter).with("window",
                UpdateBySpec.ticks(revTicks, fwdTicks)), new String[0]);
    }

    /** For how many rows of a window the filter is true of a time up to this row. */
    static UpdateByOperation RollingCountWhere(String timestampCol, Duration revDuration, String resultColumn,
            Filter filter) {
        return of(UpdateBySpec.counting("rolling_count_where", resultColumn, filter).with("window",
                UpdateBySpec.time(timestampCol, revDuration.toNanos(), 0)), new String[0]);
    }

    /** For how many rows of a window the filter is true of a time around this row. */
    static UpdateByOperation RollingCountWhere(String timestampCol, Duration revDuration, Duration fwdDuration,
            String resultColumn, Filter filter) {
        return of(UpdateBySpec.counting("rolling_count_where", resultColumn, filter).with("window",
                UpdateBySpec.time(timestampCol, revDuration.toNanos(), fwdDuration.toNanos())), new String[0]);
    }

    /** For how many rows of a window the filter is true of nanoseconds up to this row. */
    static UpdateByOperation RollingCountWhere(String timestampCol, long revTime, String resultColumn, Filter filter) {
        return of(UpdateBySpec.counting("rolling_count_where", resultColumn, filter).with("window",
                UpdateBySpec.time(timestampCol, revTime, 0)), new String[0]);
    }

    /** For how many rows of a window the filter is true of nanoseconds around this row. */
    static UpdateByOperation RollingCountWhere(String timestampCol, long revTime, long fwdTime, String resultColumn,
            Filter filter) {
        return of(UpdateBySpec.counting("rolling_count_where", resultColumn, filter).with("window",
                UpdateBySpec.time(timestampCol, revTime, fwdTime)), new String[0]);
    }

    /** What a formula makes of each of these columns in a window of rows up to this one. */
    static UpdateByOperation RollingFormula(long revTicks, String formula, String paramToken, String... pairs) {
        return of(UpdateBySpec.formula(formula, paramToken, UpdateBySpec.ticks(revTicks, 0)), pairs);
    }

    /** What a formula makes of each of these columns in a window of rows around this one. */
    static UpdateByOperation RollingFormula(long revTicks, long fwdTicks, String formula, String paramToken,
            String... pairs) {
        return of(UpdateBySpec.formula(formula, paramToken, UpdateBySpec.ticks(revTicks, fwdTicks)), pairs);
    }

    /** What a formula makes of each of these columns in a window of a time up to this row. */
    static UpdateByOperation RollingFormula(String timestampCol, Duration revDuration, String formula,
            String paramToken, String... pairs) {
        return of(UpdateBySpec.formula(formula, paramToken, UpdateBySpec.time(timestampCol, revDuration.toNanos(),
                0)), pairs);
    }

    /** What a formula makes of each of these columns in a window of a time around this row. */
    static UpdateByOperation RollingFormula(String timestampCol, Duration revDuration, Duration fwdDuration,
            String formula, String paramToken, String... pairs) {
        return of(UpdateBySpec.formula(formula, paramToken, UpdateBySpec.time(timestampCol, revDuration.toNanos(),
                fwdDuration.toNanos())), pairs);
    }

    /** What a formula makes of each of these columns in a window of nanoseconds up to this row. */
    static UpdateByOperation RollingFormula(String timestampCol, long revTime, String formula, String paramToken,
            String... pairs) {
        return of(UpdateBySpec.formula(formula, paramToken, UpdateBySpec.time(timestampCol, revTime, 0)), pairs);
    }

    /** What a formula makes of each of these columns in a window of nanoseconds around this row. */
    static UpdateByOperation RollingFormula(String timestampCol, long revTime, long fwdTime, String formula,
            String paramToken, String... pairs) {
        return of(UpdateBySpec.formula(formula, paramToken, UpdateBySpec.time(timestampCol, revTime, fwdTime)), pairs);
    }

    /** What a formula, {@code Out = formula}, makes of columns in a window of rows up to this one. */
    static UpdateByOperation RollingFormula(long revTicks, String formula) {
        return of(UpdateBySpec.formula(formula, null, UpdateBySpec.ticks(revTicks, 0)), new String[0]);
    }

    /** What a formula, {@code Out = formula}, makes of columns in a window of rows around this one. */
    static UpdateByOperation RollingFormula(long revTicks, long fwdTicks, String formula) {
        return of(UpdateBySpec.formula(formula, null, UpdateBySpec.ticks(revTicks, fwdTicks)), new String[0]);
    }

    /** What a formula, {@code Out = formula}, makes of columns in a window of a time up to this row. */
    static UpdateByOperation RollingFormula(String timestampCol, Duration revDuration, String formula) {
        return of(UpdateBySpec.formula(formula, null, UpdateBySpec.time(timestampCol, revDuration.toNanos(), 0)),
                new String[0]);
    }

    /** What a formula, {@code Out = formula}, makes of columns in a window of a time around this row. */
    static UpdateByOperation RollingFormula(String timestampCol, Duration revDuration, Duration fwdDuration,
            String formula) {
        return of(UpdateBySpec.formula(formula, null, UpdateBySpec.time(timestampCol, revDuration.toNanos(),
                fwdDuration.toNanos())), new String[0]);
    }

    /** What a formula, {@code Out = formula}, makes of columns in a window of nanoseconds up to this row. */
    static UpdateByOperation RollingFormula(String timestampCol, long revTime, String formula) {
        return of(UpdateBySpec.formula(formula, null, UpdateBySpec.time(timestampCol, revTime, 0)), new String[0]);
    }

    /** What a formula, {@code Out = formula}, makes of columns in a window of nanoseconds around this row. */
    static UpdateByOperation RollingFormula(String timestampCol, long revTime, long fwdTime, String formula) {
        return of(UpdateBySpec.formula(formula, null, UpdateBySpec.time(timestampCol, revTime, fwdTime)),
                new String[0]);
    }
}

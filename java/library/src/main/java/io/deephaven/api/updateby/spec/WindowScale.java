package io.deephaven.api.updateby.spec;

import java.time.Duration;

/**
 * A number of rows, or a time by a column of timestamps. Mirrors Deephaven's class of the same name.
 *
 * @param timestampCol the column; null for rows
 * @param tickUnits the rows
 * @param timeUnits the nanoseconds
 */
public record WindowScale(String timestampCol, double tickUnits, long timeUnits) {
    /** Not by a column without a name. */
    public WindowScale {
        if (timestampCol != null && timestampCol.isEmpty()) {
            throw new IllegalArgumentException("the name of the column of timestamps is empty");
        }
    }

    /** Nanoseconds. */
    public static WindowScale ofTime(String timestampCol, long timeScaleNanos) {
        return new WindowScale(timestampCol, 0, timeScaleNanos);
    }

    /** A time. */
    public static WindowScale ofTime(String timestampCol, Duration duration) {
        return ofTime(timestampCol, duration.toNanos());
    }

    /** Rows. */
    public static WindowScale ofTicks(double tickWindow) {
        return new WindowScale(null, tickWindow, 0);
    }

    /** Whether it is a time. */
    public boolean isTimeBased() {
        return timestampCol != null;
    }
}

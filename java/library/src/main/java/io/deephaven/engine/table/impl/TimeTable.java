package io.deephaven.engine.table.impl;

import io.deephaven.engine.table.Table;
import io.deephaven.time.DateTimeUtils;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import topictable.InvalidArgumentException;
import topictable.internal.Nanos;
import topictable.internal.NewTable;

/** Makes tables to which time adds rows. Mirrors what of Deephaven's class of the same name programs call. */
public final class TimeTable {
    private TimeTable() {}

    /** What is to be chosen of such a table. */
    public static Builder newBuilder() {
        return new Builder();
    }

    /** Makes one table. Not for use by several threads. */
    public static final class Builder {
        private Long start;
        private long period;
        private boolean blink;

        private Builder() {}

        /** The time of the first row; by default the last multiple of the period. */
        public Builder startTime(Instant startTime) {
            start = startTime == null ? null : Nanos.of(startTime);
            return this;
        }

        /** The time of the first row. */
        public Builder startTime(String startTime) {
            return startTime(DateTimeUtils.parseInstant(startTime));
        }

        /** The time from row to row. */
        public Builder period(Duration period) {
            return period(Nanos.of(period));
        }

        /** The nanoseconds from row to row. */
        public Builder period(long period) {
            this.period = period;
            return this;
        }

        /** The time from row to row, {@code "PT1S"}. */
        public Builder period(String period) {
            return period(DateTimeUtils.parseDurationNanos(period));
        }

        /** Whether the table has the rows of one cycle only. */
        public Builder blinkTable(boolean blinkTable) {
            blink = blinkTable;
            return this;
        }

        /**
         * Makes the table, with its times in the column {@code Timestamp}.
         *
         * @throws IllegalArgumentException without a period
         */
        public Table build() {
            if (period <= 0) {
                throw new InvalidArgumentException("Invalid time period: " + period + " nanoseconds", Map.of());
            }
            return NewTable.ofTime(start, period, blink);
        }
    }
}

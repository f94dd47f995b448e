package io.deephaven.time.calendar;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.time.temporal.Temporal;
import java.util.Objects;

/** A stretch of business. It never changes. */
public class TimeRange<T extends Comparable<T> & Temporal> {
    private final T start;
    private final T end;
    private final boolean inclusiveEnd;

    TimeRange(T start, T end, boolean inclusiveEnd) {
        this.start = start;
        this.end = end;
        this.inclusiveEnd = inclusiveEnd;
    }

    /** When it begins. */
    public T start() {
        return start;
    }

    /** When it ends. */
    public T end() {
        return end;
    }

    /** Whether the end is a part of it. */
    public boolean isInclusiveEnd() {
        return inclusiveEnd;
    }

    /** How long it is in nanoseconds. */
    public long nanos() {
        return start.until(end, ChronoUnit.NANOS) + (inclusiveEnd ? 1 : 0);
    }

    /** How long it is. */
    public Duration duration() {
        return Duration.ofNanos(nanos());
    }

    /** Whether a time is in it; false for null. */
    public boolean contains(T time) {
        if (time == null || time.compareTo(start) < 0) {
            return false;
        }
        int order = time.compareTo(end);
        return order < 0 || (order == 0 && inclusiveEnd);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TimeRange<?> range && start.equals(range.start) && end.equals(range.end)
                && inclusiveEnd == range.inclusiveEnd;
    }

    @Override
    public int hashCode() {
        return Objects.hash(start, end, inclusiveEnd);
    }

    @Override
    public String toString() {
        return "TimeRange{start=" + start + ", end=" + end + ", inclusiveEnd=" + inclusiveEnd + "}";
    }
}

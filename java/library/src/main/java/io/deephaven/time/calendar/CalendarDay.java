package io.deephaven.time.calendar;

import static io.deephaven.util.QueryConstants.NULL_LONG;

import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.Temporal;
import java.util.List;

/** The hours of a day. It never changes. */
public class CalendarDay<T extends Comparable<T> & Temporal> {
    /** A day without business. */
    public static final CalendarDay<LocalTime> HOLIDAY = new CalendarDay<>(List.of());

    private final List<TimeRange<T>> businessTimeRanges;

    CalendarDay(List<TimeRange<T>> businessTimeRanges) {
        this.businessTimeRanges = List.copyOf(businessTimeRanges);
    }

    /** The stretches of business, in ascending order. */
    public List<TimeRange<T>> businessTimeRanges() {
        return businessTimeRanges;
    }

    /** When business begins; null on a day without. */
    public T businessStart() {
        return businessTimeRanges.isEmpty() ? null : businessTimeRanges.get(0).start();
    }

    /** When business ends; null on a day without. */
    public T businessEnd() {
        return businessTimeRanges.isEmpty() ? null : last().end();
    }

    /** Whether the end is a part of the business. */
    public boolean isInclusiveEnd() {
        return !businessTimeRanges.isEmpty() && last().isInclusiveEnd();
    }

    private TimeRange<T> last() {
        return businessTimeRanges.get(businessTimeRanges.size() - 1);
    }

    /** The business in nanoseconds. */
    public long businessNanos() {
        return businessTimeRanges.stream().mapToLong(TimeRange::nanos).sum();
    }

    /** The business. */
    public Duration businessDuration() {
        return Duration.ofNanos(businessNanos());
    }

    /** The business before a time in nanoseconds; null, the constant, for null. */
    public long businessNanosElapsed(T time) {
        if (time == null) {
            return NULL_LONG;
        }
        long elapsed = 0;
        for (TimeRange<T> range : businessTimeRanges) {
            if (time.compareTo(range.end()) > 0) {
                elapsed += range.nanos();
            } else if (time.compareTo(range.start()) > 0) {
                elapsed += range.start().until(time, ChronoUnit.NANOS);
            }
        }
        return elapsed;
    }

    /** The business before a time; null for null. */
    public Duration businessDurationElapsed(T time) {
        return time == null ? null : Duration.ofNanos(businessNanosElapsed(time));
    }

    /** The business after a time in nanoseconds; null, the constant, for null. */
    public long businessNanosRemaining(T time) {
        return time == null ? NULL_LONG : businessNanos() - businessNanosElapsed(time);
    }

    /** The business after a time; null for null. */
    public Duration businessDurationRemaining(T time) {
        return time == null ? null : Duration.ofNanos(businessNanosRemaining(time));
    }

    /** Whether there is business. */
    public boolean isBusinessDay() {
        return businessNanos() > 0;
    }

    /** Whether there is business at a time. */
    public boolean isBusinessTime(T time) {
        return businessTimeRanges.stream().anyMatch(range -> range.contains(time));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CalendarDay<?> day && businessTimeRanges.equals(day.businessTimeRanges);
    }

    @Override
    public int hashCode() {
        return businessTimeRanges.hashCode();
    }

    @Override
    public String toString() {
        return "CalendarDay{businessTimeRanges=" + businessTimeRanges + "}";
    }
}

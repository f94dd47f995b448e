package io.deephaven.time;

import static io.deephaven.util.QueryConstants.NULL_DOUBLE;
import static io.deephaven.util.QueryConstants.NULL_INT;
import static io.deephaven.util.QueryConstants.NULL_LONG;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import topictable.internal.Nanos;

/**
 * Times in programs, as formulas have them, too. Null gives null, or a null constant. Mirrors what of Deephaven's class
 * of the same name scripts call outside of formulas.
 */
public final class DateTimeUtils {
    /** One microsecond in nanoseconds. */
    public static final long MICRO = 1_000;
    /** One millisecond in nanoseconds. */
    public static final long MILLI = 1_000_000;
    /** One second in nanoseconds. */
    public static final long SECOND = 1_000_000_000;
    /** One minute in nanoseconds. */
    public static final long MINUTE = 60 * SECOND;
    /** One hour in nanoseconds. */
    public static final long HOUR = 60 * MINUTE;
    /** One day in nanoseconds. */
    public static final long DAY = 24 * HOUR;
    /** One week in nanoseconds. */
    public static final long WEEK = 7 * DAY;
    /** One year of 365 days in nanoseconds. */
    public static final long YEAR_365 = 365 * DAY;
    /** One average year in nanoseconds. */
    public static final long YEAR_AVG = 31_556_952L * SECOND;

    private static final DateTimeFormatter DATE_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS", Locale.ROOT);
    /** The seconds from 1970 to 2265: no number of seconds is greater, nor one of a smaller unit in the next greater one. */
    private static final long LATEST = 9_309_341_000L;

    private DateTimeUtils() {}

    /** The time now. */
    public static Instant now() {
        return Instant.now();
    }

    /** The time now. */
    public static Instant nowSystem() {
        return now();
    }

    /** The time now, in whole milliseconds. */
    public static Instant nowMillisResolution() {
        return now().truncatedTo(ChronoUnit.MILLIS);
    }

    /** The date now in a time zone, as text. */
    public static String today(ZoneId timeZone) {
        return formatDate(todayLocalDate(timeZone));
    }

    /** The date now, as text. */
    public static String today() {
        return today(timeZone());
    }

    /** The date now in a time zone. */
    public static LocalDate todayLocalDate(ZoneId timeZone) {
        return timeZone == null ? null : toLocalDate(now(), timeZone);
    }

    /** The date now. */
    public static LocalDate todayLocalDate() {
        return todayLocalDate(timeZone());
    }

    /** The time zone of a name, also of a short one such as ET. */
    public static ZoneId timeZone(String timeZone) {
        return timeZone == null ? null : TimeZoneAliases.zone(timeZone);
    }

    /** This computer's time zone. */
    public static ZoneId timeZone() {
        return ZoneId.systemDefault();
    }

    /** Micros as nanos. */
    public static long microsToNanos(long micros) {
        return micros == NULL_LONG ? NULL_LONG : Math.multiplyExact(micros, MICRO);
    }

    /** Millis as nanos. */
    public static long millisToNanos(long millis) {
        return millis == NULL_LONG ? NULL_LONG : Math.multiplyExact(millis, MILLI);
    }

    /** Seconds as nanos. */
    public static long secondsToNanos(long seconds) {
        return seconds == NULL_LONG ? NULL_LONG : Math.multiplyExact(seconds, SECOND);
    }

    /** Nanos as micros. */
    public static long nanosToMicros(long nanos) {
        return nanos == NULL_LONG ? NULL_LONG : nanos / MICRO;
    }

    /** Nanos as millis. */
    public static long nanosToMillis(long nanos) {
        return nanos == NULL_LONG ? NULL_LONG : nanos / MILLI;
    }

    /** Nanos as seconds. */
    public static long nanosToSeconds(long nanos) {
        return nanos == NULL_LONG ? NULL_LONG : nanos / SECOND;
    }

    /** Millis as seconds. */
    public static long millisToSeconds(long millis) {
        return millis == NULL_LONG ? NULL_LONG : millis / 1_000;
    }

    /** Seconds as millis. */
    public static long secondsToMillis(long seconds) {
        return seconds == NULL_LONG ? NULL_LONG : Math.multiplyExact(seconds, 1_000);
    }

    /** Nanoseconds since 1970. */
    public static long epochNanos(Instant instant) {
        return instant == null ? NULL_LONG : Nanos.of(instant);
    }

    /** Micros since 1970. */
    public static long epochMicros(Instant instant) {
        return instant == null ? NULL_LONG : epochNanos(instant) / MICRO;
    }

    /** Millis since 1970. */
    public static long epochMillis(Instant instant) {
        return instant == null ? NULL_LONG : epochNanos(instant) / MILLI;
    }

    /** Seconds since 1970. */
    public static long epochSeconds(Instant instant) {
        return instant == null ? NULL_LONG : epochNanos(instant) / SECOND;
    }

    /** Nanoseconds since 1970. */
    public static long epochNanos(ZonedDateTime dateTime) {
        return dateTime == null ? NULL_LONG : Nanos.of(dateTime.toInstant());
    }

    /** Micros since 1970. */
    public static long epochMicros(ZonedDateTime dateTime) {
        return dateTime == null ? NULL_LONG : epochNanos(dateTime) / MICRO;
    }

    /** Millis since 1970. */
    public static long epochMillis(ZonedDateTime dateTime) {
        return dateTime == null ? NULL_LONG : epochNanos(dateTime) / MILLI;
    }

    /** Seconds since 1970. */
    public static long epochSeconds(ZonedDateTime dateTime) {
        return dateTime == null ? NULL_LONG : epochNanos(dateTime) / SECOND;
    }

    /** The time of nanoseconds since 1970. */
    public static Instant epochNanosToInstant(long nanos) {
        return nanos == NULL_LONG ? null : Nanos.toInstant(nanos);
    }

    /** The time of micros since 1970. */
    public static Instant epochMicrosToInstant(long micros) {
        return micros == NULL_LONG ? null : Nanos.toInstant(Math.multiplyExact(micros, MICRO));
    }

    /** The time of millis since 1970. */
    public static Instant epochMillisToInstant(long millis) {
        return millis == NULL_LONG ? null : Nanos.toInstant(Math.multiplyExact(millis, MILLI));
    }

    /** The time of seconds since 1970. */
    public static Instant epochSecondsToInstant(long seconds) {
        return seconds == NULL_LONG ? null : Nanos.toInstant(Math.multiplyExact(seconds, SECOND));
    }

    /** Seconds, milliseconds, microseconds or nanoseconds since 1970, whichever they can be, as nanoseconds. */
    public static long epochAutoToEpochNanos(long epochOffset) {
        if (epochOffset == NULL_LONG) {
            return NULL_LONG;
        }
        long size = Math.abs(epochOffset);
        long unit = size > LATEST * 1_000_000 ? 1 : size > LATEST * 1_000 ? MICRO : size > LATEST ? MILLI : SECOND;
        return Math.multiplyExact(epochOffset, unit);
    }

    /** The time of seconds, milliseconds, microseconds or nanoseconds since 1970, whichever they can be. */
    public static Instant epochAutoToInstant(long epochOffset) {
        return epochNanosToInstant(epochAutoToEpochNanos(epochOffset));
    }

    /** The time of a date with a zone. */
    public static Instant toInstant(ZonedDateTime dateTime) {
        return dateTime == null ? null : dateTime.toInstant();
    }

    /** The time of a local one in a zone. */
    public static Instant toInstant(LocalDateTime local, ZoneId timeZone) {
        return local == null || timeZone == null ? null : local.atZone(timeZone).toInstant();
    }

    /** The time of a local one in a zone. */
    public static Instant toInstant(LocalDate date, LocalTime time, ZoneId timeZone) {
        return date == null || time == null ? null : toInstant(date.atTime(time), timeZone);
    }

    /** The time in a zone. */
    public static ZonedDateTime toZonedDateTime(Instant instant, ZoneId timeZone) {
        return instant == null || timeZone == null ? null : instant.atZone(timeZone);
    }

    /** The date and time in a zone. */
    public static LocalDateTime toLocalDateTime(Instant instant, ZoneId timeZone) {
        return toLocalDateTime(toZonedDateTime(instant, timeZone));
    }

    /** The date and time. */
    public static LocalDateTime toLocalDateTime(ZonedDateTime dateTime) {
        return dateTime == null ? null : dateTime.toLocalDateTime();
    }

    /** The date in a zone. */
    public static LocalDate toLocalDate(Instant instant, ZoneId timeZone) {
        return toLocalDate(toZonedDateTime(instant, timeZone));
    }

    /** The date. */
    public static LocalDate toLocalDate(ZonedDateTime dateTime) {
        return dateTime == null ? null : dateTime.toLocalDate();
    }

    /** The time of day in a zone. */
    public static LocalTime toLocalTime(Instant instant, ZoneId timeZone) {
        return toLocalTime(toZonedDateTime(instant, timeZone));
    }

    /** The time of day. */
    public static LocalTime toLocalTime(ZonedDateTime dateTime) {
        return dateTime == null ? null : dateTime.toLocalTime();
    }

    /** The time so many nanoseconds after another. */
    public static Instant plus(Instant instant, long nanos) {
        return instant == null || nanos == NULL_LONG ? null : instant.plusNanos(nanos);
    }

    /** The time so long after another. */
    public static Instant plus(Instant instant, Duration duration) {
        return instant == null || duration == null ? null : instant.plus(duration);
    }

    /** The time so long after another. */
    public static Instant plus(Instant instant, Period period) {
        return instant == null || period == null ? null : instant.plus(period);
    }

    /** The time so many nanoseconds after another. */
    public static ZonedDateTime plus(ZonedDateTime dateTime, long nanos) {
        return dateTime == null || nanos == NULL_LONG ? null : dateTime.plusNanos(nanos);
    }

    /** The time so long after another. */
    public static ZonedDateTime plus(ZonedDateTime dateTime, Duration duration) {
        return dateTime == null || duration == null ? null : dateTime.plus(duration);
    }

    /** The time so long after another. */
    public static ZonedDateTime plus(ZonedDateTime dateTime, Period period) {
        return dateTime == null || period == null ? null : dateTime.plus(period);
    }

    /** The date so long after another. */
    public static LocalDate plus(LocalDate date, Period period) {
        return date == null || period == null ? null : date.plus(period);
    }

    /** Both durations, the second one added to the first. */
    public static Duration plus(Duration first, Duration second) {
        return first == null || second == null ? null : first.plus(second);
    }

    /** Both periods, the second one added to the first. */
    public static Period plus(Period first, Period second) {
        return first == null || second == null ? null : first.plus(second);
    }

    /** The time so many nanoseconds before another. */
    public static Instant minus(Instant instant, long nanos) {
        return instant == null || nanos == NULL_LONG ? null : instant.minusNanos(nanos);
    }

    /** The time so long before another. */
    public static Instant minus(Instant instant, Duration duration) {
        return instant == null || duration == null ? null : instant.minus(duration);
    }

    /** The time so long before another. */
    public static Instant minus(Instant instant, Period period) {
        return instant == null || period == null ? null : instant.minus(period);
    }

    /** The time so many nanoseconds before another. */
    public static ZonedDateTime minus(ZonedDateTime dateTime, long nanos) {
        return dateTime == null || nanos == NULL_LONG ? null : dateTime.minusNanos(nanos);
    }

    /** The time so long before another. */
    public static ZonedDateTime minus(ZonedDateTime dateTime, Duration duration) {
        return dateTime == null || duration == null ? null : dateTime.minus(duration);
    }

    /** The time so long before another. */
    public static ZonedDateTime minus(ZonedDateTime dateTime, Period period) {
        return dateTime == null || period == null ? null : dateTime.minus(period);
    }

    /** The date so long before another. */
    public static LocalDate minus(LocalDate date, Period period) {
        return date == null || period == null ? null : date.minus(period);
    }

    /** Both durations, the second one taken from the first. */
    public static Duration minus(Duration first, Duration second) {
        return first == null || second == null ? null : first.minus(second);
    }

    /** Both periods, the second one taken from the first. */
    public static Period minus(Period first, Period second) {
        return first == null || second == null ? null : first.minus(second);
    }

    /** The nanoseconds from the second time to the first. */
    public static long minus(Instant first, Instant second) {
        return diffNanos(second, first);
    }

    /** The nanoseconds from the second time to the first. */
    public static long minus(ZonedDateTime first, ZonedDateTime second) {
        return diffNanos(second, first);
    }

    /** A duration so many times. */
    public static Duration multiply(Duration duration, long scalar) {
        return duration == null || scalar == NULL_LONG ? null : duration.multipliedBy(scalar);
    }

    /** The nanoseconds from one time to another. */
    public static long diffNanos(Instant start, Instant end) {
        return start == null || end == null ? NULL_LONG : Math.subtractExact(Nanos.of(end), Nanos.of(start));
    }

    /** The nanoseconds from one time to another. */
    public static long diffNanos(ZonedDateTime start, ZonedDateTime end) {
        return diffNanos(toInstant(start), toInstant(end));
    }

    /** The micros from one time to another. */
    public static long diffMicros(Instant start, Instant end) {
        return start == null || end == null ? NULL_LONG : diffNanos(start, end) / MICRO;
    }

    /** The millis from one time to another. */
    public static long diffMillis(Instant start, Instant end) {
        return start == null || end == null ? NULL_LONG : diffNanos(start, end) / MILLI;
    }

    /** The seconds from one time to another. */
    public static double diffSeconds(Instant start, Instant end) {
        return start == null || end == null ? NULL_DOUBLE : diffNanos(start, end) * (1.0 / SECOND);
    }

    /** The seconds from one time to another. */
    public static double diffSeconds(ZonedDateTime start, ZonedDateTime end) {
        return diffSeconds(toInstant(start), toInstant(end));
    }

    /** The minutes from one time to another. */
    public static double diffMinutes(Instant start, Instant end) {
        return start == null || end == null ? NULL_DOUBLE : diffNanos(start, end) * (1.0 / MINUTE);
    }

    /** The minutes from one time to another. */
    public static double diffMinutes(ZonedDateTime start, ZonedDateTime end) {
        return diffMinutes(toInstant(start), toInstant(end));
    }

    /** The days of 24 hours from one time to another. */
    public static double diffDays(Instant start, Instant end) {
        return start == null || end == null ? NULL_DOUBLE : diffNanos(start, end) * (1.0 / DAY);
    }

    /** The days of 24 hours from one time to another. */
    public static double diffDays(ZonedDateTime start, ZonedDateTime end) {
        return diffDays(toInstant(start), toInstant(end));
    }

    /** The years of 365 days from one time to another. */
    public static double diffYears365(Instant start, Instant end) {
        return start == null || end == null ? NULL_DOUBLE : diffNanos(start, end) * (1.0 / YEAR_365);
    }

    /** The years of 365 days from one time to another. */
    public static double diffYears365(ZonedDateTime start, ZonedDateTime end) {
        return diffYears365(toInstant(start), toInstant(end));
    }

    /** The average years from one time to another. */
    public static double diffYearsAvg(Instant start, Instant end) {
        return start == null || end == null ? NULL_DOUBLE : diffNanos(start, end) * (1.0 / YEAR_AVG);
    }

    /** The average years from one time to another. */
    public static double diffYearsAvg(ZonedDateTime start, ZonedDateTime end) {
        return diffYearsAvg(toInstant(start), toInstant(end));
    }

    /** Whether the first time is before the second; false for null. */
    public static boolean isBefore(Instant first, Instant second) {
        return first != null && second != null && first.compareTo(second) < 0;
    }

    /** Whether the first time is before or the same as the second; false for null. */
    public static boolean isBeforeOrEqual(Instant first, Instant second) {
        return first != null && second != null && first.compareTo(second) <= 0;
    }

    /** Whether the first time is after the second; false for null. */
    public static boolean isAfter(Instant first, Instant second) {
        return first != null && second != null && first.compareTo(second) > 0;
    }

    /** Whether the first time is after or the same as the second; false for null. */
    public static boolean isAfterOrEqual(Instant first, Instant second) {
        return first != null && second != null && first.compareTo(second) >= 0;
    }

    /** The nanosecond of the second in a zone. */
    public static long nanosOfSecond(Instant instant, ZoneId timeZone) {
        return nanosOfSecond(toZonedDateTime(instant, timeZone));
    }

    /** The nanosecond of the second. */
    public static long nanosOfSecond(ZonedDateTime dateTime) {
        return dateTime == null ? NULL_LONG : dateTime.getNano();
    }

    /** The millisecond of the second in a zone. */
    public static int millisOfSecond(Instant instant, ZoneId timeZone) {
        return millisOfSecond(toZonedDateTime(instant, timeZone));
    }

    /** The millisecond of the second. */
    public static int millisOfSecond(ZonedDateTime dateTime) {
        return dateTime == null ? NULL_INT : dateTime.get(ChronoField.MILLI_OF_SECOND);
    }

    /** The second of the minute in a zone. */
    public static int secondOfMinute(Instant instant, ZoneId timeZone) {
        return secondOfMinute(toZonedDateTime(instant, timeZone));
    }

    /** The second of the minute. */
    public static int secondOfMinute(ZonedDateTime dateTime) {
        return dateTime == null ? NULL_INT : dateTime.getSecond();
    }

    /** The minute of the hour in a zone. */
    public static int minuteOfHour(Instant instant, ZoneId timeZone) {
        return minuteOfHour(toZonedDateTime(instant, timeZone));
    }

    /** The minute of the hour. */
    public static int minuteOfHour(ZonedDateTime dateTime) {
        return dateTime == null ? NULL_INT : dateTime.getMinute();
    }

    /** The number of the day of the week, 1 for Monday in a zone. */
    public static int dayOfWeekValue(Instant instant, ZoneId timeZone) {
        return dayOfWeekValue(toZonedDateTime(instant, timeZone));
    }

    /** The number of the day of the week, 1 for Monday. */
    public static int dayOfWeekValue(ZonedDateTime dateTime) {
        return dateTime == null ? NULL_INT : dateTime.getDayOfWeek().getValue();
    }

    /** The day of the month in a zone. */
    public static int dayOfMonth(Instant instant, ZoneId timeZone) {
        return dayOfMonth(toZonedDateTime(instant, timeZone));
    }

    /** The day of the month. */
    public static int dayOfMonth(ZonedDateTime dateTime) {
        return dateTime == null ? NULL_INT : dateTime.getDayOfMonth();
    }

    /** The day of the year in a zone. */
    public static int dayOfYear(Instant instant, ZoneId timeZone) {
        return dayOfYear(toZonedDateTime(instant, timeZone));
    }

    /** The day of the year. */
    public static int dayOfYear(ZonedDateTime dateTime) {
        return dateTime == null ? NULL_INT : dateTime.getDayOfYear();
    }

    /** The month in a zone. */
    public static int monthOfYear(Instant instant, ZoneId timeZone) {
        return monthOfYear(toZonedDateTime(instant, timeZone));
    }

    /** The month. */
    public static int monthOfYear(ZonedDateTime dateTime) {
        return dateTime == null ? NULL_INT : dateTime.getMonthValue();
    }

    /** The year in a zone. */
    public static int year(Instant instant, ZoneId timeZone) {
        return year(toZonedDateTime(instant, timeZone));
    }

    /** The year. */
    public static int year(ZonedDateTime dateTime) {
        return dateTime == null ? NULL_INT : dateTime.getYear();
    }

    /** The last two digits of the year in a zone. */
    public static int yearOfCentury(Instant instant, ZoneId timeZone) {
        return yearOfCentury(toZonedDateTime(instant, timeZone));
    }

    /** The last two digits of the year. */
    public static int yearOfCentury(ZonedDateTime dateTime) {
        return dateTime == null ? NULL_INT : dateTime.getYear() % 100;
    }

    /** The day of the week in a zone. */
    public static DayOfWeek dayOfWeek(Instant instant, ZoneId timeZone) {
        return dayOfWeek(toZonedDateTime(instant, timeZone));
    }

    /** The day of the week. */
    public static DayOfWeek dayOfWeek(ZonedDateTime dateTime) {
        return dateTime == null ? null : dateTime.getDayOfWeek();
    }

    /**
     * The nanosecond of the day in a zone.
     *
     * @param asLocal whether as a clock there shows it, which can go back or ahead; otherwise since midnight
     */
    public static long nanosOfDay(Instant instant, ZoneId timeZone, boolean asLocal) {
        return nanosOfDay(toZonedDateTime(instant, timeZone), asLocal);
    }

    /** The nanosecond of the day, as a clock shows it or since midnight. */
    public static long nanosOfDay(ZonedDateTime dateTime, boolean asLocal) {
        if (dateTime == null) {
            return NULL_LONG;
        }
        return asLocal ? dateTime.toLocalTime().toNanoOfDay()
                : ChronoUnit.NANOS.between(dateTime.toLocalDate().atStartOfDay(dateTime.getZone()), dateTime);
    }

    /** The millisecond of the day in a zone, as a clock shows it or since midnight. */
    public static int millisOfDay(Instant instant, ZoneId timeZone, boolean asLocal) {
        return millisOfDay(toZonedDateTime(instant, timeZone), asLocal);
    }

    /** The millisecond of the day, as a clock shows it or since midnight. */
    public static int millisOfDay(ZonedDateTime dateTime, boolean asLocal) {
        return dateTime == null ? NULL_INT : (int) (nanosOfDay(dateTime, asLocal) / MILLI);
    }

    /** The second of the day in a zone, as a clock shows it or since midnight. */
    public static int secondOfDay(Instant instant, ZoneId timeZone, boolean asLocal) {
        return secondOfDay(toZonedDateTime(instant, timeZone), asLocal);
    }

    /** The second of the day, as a clock shows it or since midnight. */
    public static int secondOfDay(ZonedDateTime dateTime, boolean asLocal) {
        return dateTime == null ? NULL_INT : (int) (nanosOfDay(dateTime, asLocal) / SECOND);
    }

    /** The minute of the day in a zone, as a clock shows it or since midnight. */
    public static int minuteOfDay(Instant instant, ZoneId timeZone, boolean asLocal) {
        return minuteOfDay(toZonedDateTime(instant, timeZone), asLocal);
    }

    /** The minute of the day, as a clock shows it or since midnight. */
    public static int minuteOfDay(ZonedDateTime dateTime, boolean asLocal) {
        return dateTime == null ? NULL_INT : (int) (nanosOfDay(dateTime, asLocal) / MINUTE);
    }

    /** The hour of the day in a zone, as a clock shows it or since midnight. */
    public static int hourOfDay(Instant instant, ZoneId timeZone, boolean asLocal) {
        return hourOfDay(toZonedDateTime(instant, timeZone), asLocal);
    }

    /** The hour of the day, as a clock shows it or since midnight. */
    public static int hourOfDay(ZonedDateTime dateTime, boolean asLocal) {
        return dateTime == null ? NULL_INT : (int) (nanosOfDay(dateTime, asLocal) / HOUR);
    }

    /** The midnight before a time, in a zone. */
    public static Instant atMidnight(Instant instant, ZoneId timeZone) {
        return toInstant(atMidnight(toZonedDateTime(instant, timeZone)));
    }

    /** The midnight before a time. */
    public static ZonedDateTime atMidnight(ZonedDateTime dateTime) {
        return dateTime == null ? null : dateTime.toLocalDate().atStartOfDay(dateTime.getZone());
    }

    /** The last multiple of an interval that is not after a time. */
    public static Instant lowerBin(Instant instant, long intervalNanos) {
        return lowerBin(instant, intervalNanos, 0);
    }

    /** The last multiple of an interval that is not after a time. */
    public static Instant lowerBin(Instant instant, Duration interval) {
        return interval == null ? null : lowerBin(instant, interval.toNanos());
    }

    /** The same with multiples moved by an offset. */
    public static Instant lowerBin(Instant instant, Duration interval, Duration offset) {
        return interval == null || offset == null ? null : lowerBin(instant, interval.toNanos(), offset.toNanos());
    }

    /** The first multiple of an interval that is not before a time. */
    public static Instant upperBin(Instant instant, long intervalNanos) {
        return upperBin(instant, intervalNanos, 0);
    }

    /** The first multiple of an interval that is not before a time. */
    public static Instant upperBin(Instant instant, Duration interval) {
        return interval == null ? null : upperBin(instant, interval.toNanos());
    }

    /** The same with multiples moved by an offset. */
    public static Instant upperBin(Instant instant, Duration interval, Duration offset) {
        return interval == null || offset == null ? null : upperBin(instant, interval.toNanos(), offset.toNanos());
    }

    /** The last multiple of an interval, moved by an offset, that is not after a time. */
    public static Instant lowerBin(Instant instant, long intervalNanos, long offset) {
        if (instant == null || intervalNanos == NULL_LONG || offset == NULL_LONG) {
            return null;
        }
        return epochNanosToInstant(Math.floorDiv(Nanos.of(instant) - offset, intervalNanos) * intervalNanos + offset);
    }

    /** The first multiple of an interval, moved by an offset, that is not before a time. */
    public static Instant upperBin(Instant instant, long intervalNanos, long offset) {
        if (instant == null || intervalNanos == NULL_LONG || offset == NULL_LONG) {
            return null;
        }
        return epochNanosToInstant(-Math.floorDiv(offset - Nanos.of(instant), intervalNanos) * intervalNanos + offset);
    }

    /** Nanoseconds as {@code PT1:02:03.000000004}. */
    public static String formatDurationNanos(long nanos) {
        if (nanos == NULL_LONG) {
            return null;
        }
        long size = Math.abs(nanos);
        String fraction = size % SECOND == 0 ? "" : String.format(".%09d", size % SECOND);
        return String.format("%sPT%d:%02d:%02d%s", nanos < 0 ? "-" : "", size / HOUR, size / MINUTE % 60, size / SECOND % 60, fraction);
    }

    /** A time in a zone as {@code 2024-01-01T00:00:00.000000000 ET}. */
    public static String formatDateTime(Instant instant, ZoneId timeZone) {
        return formatDateTime(toZonedDateTime(instant, timeZone));
    }

    /** A time as {@code 2024-01-01T00:00:00.000000000 ET}. */
    public static String formatDateTime(ZonedDateTime dateTime) {
        return dateTime == null ? null : DATE_TIME.format(dateTime) + " " + TimeZoneAliases.name(dateTime.getZone());
    }

    /** The date of a time in a zone as {@code 2024-01-01}. */
    public static String formatDate(Instant instant, ZoneId timeZone) {
        return formatDate(toLocalDate(instant, timeZone));
    }

    /** The date of a time as {@code 2024-01-01}. */
    public static String formatDate(ZonedDateTime dateTime) {
        return formatDate(toLocalDate(dateTime));
    }

    /** A date as {@code 2024-01-01}. */
    public static String formatDate(LocalDate date) {
        return date == null ? null : date.toString();
    }

    /**
     * A time: ISO-8601 with a zone or an offset, {@code 2024-01-01T00:00:00 ET}, or a number since 1970.
     *
     * @throws java.time.format.DateTimeParseException for any other text, and for null
     */
    public static Instant parseInstant(String text) {
        return TimeParser.parse("instant", text, TimeParser::instant);
    }

    /** The same; null for any other text, and for null. */
    public static Instant parseInstantQuiet(String text) {
        return TimeParser.quietly(text, TimeParser::instant);
    }

    /**
     * A time with its zone.
     *
     * @throws java.time.format.DateTimeParseException for any other text, and for null
     */
    public static ZonedDateTime parseZonedDateTime(String text) {
        return TimeParser.parse("zoned date time", text, TimeParser::zonedDateTime);
    }

    /** The same; null for any other text, and for null. */
    public static ZonedDateTime parseZonedDateTimeQuiet(String text) {
        return TimeParser.quietly(text, TimeParser::zonedDateTime);
    }

    /**
     * A duration: {@code PT1h30m}, {@code PT01:30:00}, {@code 01:30:00}.
     *
     * @throws java.time.format.DateTimeParseException for any other text, and for null
     */
    public static Duration parseDuration(String text) {
        return TimeParser.parse("duration", text, TimeParser::duration);
    }

    /** The same; null for any other text, and for null. */
    public static Duration parseDurationQuiet(String text) {
        return TimeParser.quietly(text, TimeParser::duration);
    }

    /**
     * A period: {@code P1M2D}.
     *
     * @throws java.time.format.DateTimeParseException for any other text, and for null
     */
    public static Period parsePeriod(String text) {
        return TimeParser.parse("period", text, TimeParser::period);
    }

    /** The same; null for any other text, and for null. */
    public static Period parsePeriodQuiet(String text) {
        return TimeParser.quietly(text, TimeParser::period);
    }

    /**
     * A time zone, also by a short name.
     *
     * @throws java.time.format.DateTimeParseException for any other text, and for null
     */
    public static ZoneId parseTimeZone(String text) {
        return TimeParser.parse("time zone", text, TimeParser::timeZone);
    }

    /** The same; null for any other text, and for null. */
    public static ZoneId parseTimeZoneQuiet(String text) {
        return TimeParser.quietly(text, TimeParser::timeZone);
    }

    /**
     * A date: {@code 2024-01-01}.
     *
     * @throws java.time.format.DateTimeParseException for any other text, and for null
     */
    public static LocalDate parseLocalDate(String text) {
        return TimeParser.parse("local date", text, LocalDate::parse);
    }

    /** The same; null for any other text, and for null. */
    public static LocalDate parseLocalDateQuiet(String text) {
        return TimeParser.quietly(text, LocalDate::parse);
    }

    /**
     * A time of day: {@code 10:00:00.5}.
     *
     * @throws java.time.format.DateTimeParseException for any other text, and for null
     */
    public static LocalTime parseLocalTime(String text) {
        return TimeParser.parse("local time", text, LocalTime::parse);
    }

    /** The same; null for any other text, and for null. */
    public static LocalTime parseLocalTimeQuiet(String text) {
        return TimeParser.quietly(text, LocalTime::parse);
    }

    /**
     * A date and time without a zone.
     *
     * @throws java.time.format.DateTimeParseException for any other text, and for null
     */
    public static LocalDateTime parseLocalDateTime(String text) {
        return TimeParser.parse("local date time", text, LocalDateTime::parse);
    }

    /** The same; null for any other text, and for null. */
    public static LocalDateTime parseLocalDateTimeQuiet(String text) {
        return TimeParser.quietly(text, LocalDateTime::parse);
    }

    /**
     * A duration in nanoseconds.
     *
     * @throws java.time.format.DateTimeParseException for any other text, and for null
     */
    public static long parseDurationNanos(String text) {
        return TimeParser.parse("time", text, duration -> TimeParser.duration(duration).toNanos());
    }

    /** The same; null for any other text, and for null. */
    public static long parseDurationNanosQuiet(String text) {
        Long nanos = TimeParser.quietly(text, duration -> TimeParser.duration(duration).toNanos());
        return nanos == null ? NULL_LONG : nanos;
    }

    /**
     * A time in nanoseconds since 1970.
     *
     * @throws java.time.format.DateTimeParseException for any other text, and for null
     */
    public static long parseEpochNanos(String text) {
        return epochNanos(parseInstant(text));
    }
}

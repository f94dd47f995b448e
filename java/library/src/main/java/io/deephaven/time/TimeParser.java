package io.deephaven.time;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads times as the mirrored API writes them. */
final class TimeParser {
    private static final Pattern NUMBER = Pattern.compile("-?\\d+");
    private static final Pattern CLOCK =
            Pattern.compile("(-?)(?:PT)?(-?)(\\d+):(\\d{1,2})(?::(\\d{1,2})(?:\\.(\\d{1,9}))?)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern ZONED = Pattern.compile("(\\d{4}-\\d{2}-\\d{2})(T[\\d:.]*)?\\s+(\\S+)");

    private TimeParser() {}

    /** What {@code parser} reads; what it cannot read is named as {@code what}. */
    static <T> T parse(String what, String text, Function<String, T> parser) {
        if (text == null) {
            throw new DateTimeParseException("Cannot parse " + what + " (null): null", "", 0);
        }
        try {
            return parser.apply(text);
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            throw new DateTimeParseException("Cannot parse " + what + ": " + text, text, 0, e);
        }
    }

    /** The same; null for what it cannot read. */
    static <T> T quietly(String text, Function<String, T> parser) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            return parser.apply(text);
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            return null;
        }
    }

    /** ISO-8601 with a zone or an offset, a local time and a zone's name, or a number since 1970 of the unit that fits. */
    static Instant instant(String text) {
        if (NUMBER.matcher(text).matches()) {
            return DateTimeUtils.epochAutoToInstant(Long.parseLong(text));
        }
        return zonedDateTime(text).toInstant();
    }

    /** ISO-8601 with a zone or an offset, or a local time and a zone's name. */
    static ZonedDateTime zonedDateTime(String text) {
        Matcher zoned = ZONED.matcher(text);
        if (!zoned.matches()) {
            return ZonedDateTime.parse(text);
        }
        String time = zoned.group(2);
        LocalDate date = LocalDate.parse(zoned.group(1));
        LocalDateTime local = time == null || time.equals("T") ? date.atStartOfDay() : date.atTime(LocalTime.parse(time.substring(1)));
        return local.atZone(TimeZoneAliases.zone(zoned.group(3)));
    }

    /** {@code PT1h30m}, {@code PT01:30:00.5}, or the same without PT. */
    static Duration duration(String text) {
        Matcher clock = CLOCK.matcher(text);
        if (!clock.matches()) {
            return Duration.parse(text);
        }
        Duration duration = Duration.ofHours(Long.parseLong(clock.group(3))).plusMinutes(Long.parseLong(clock.group(4)));
        if (clock.group(5) != null) {
            duration = duration.plusSeconds(Long.parseLong(clock.group(5)));
        }
        if (clock.group(6) != null) {
            duration = duration.plusNanos(Long.parseLong((clock.group(6) + "00000000").substring(0, 9)));
        }
        boolean negative = clock.group(1).isEmpty() != clock.group(2).isEmpty();
        return negative ? duration.negated() : duration;
    }

    /** {@code P1M2D}. */
    static Period period(String text) {
        return Period.parse(text);
    }

    /** A name, an alias or an offset. */
    static ZoneId timeZone(String text) {
        return TimeZoneAliases.zone(text);
    }
}

package io.deephaven.time.calendar;

import com.fasterxml.jackson.databind.JsonNode;
import io.deephaven.time.DateTimeUtils;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongFunction;
import topictable.internal.CalendarHandle;
import topictable.internal.Nanos;

/**
 * A calendar of business days, which {@link Calendars} gives by its name. Dates that it does not know throw an
 * {@link IllegalArgumentException}.
 */
public class BusinessCalendar extends Calendar {
    private final LocalDate firstValidDate;
    private final LocalDate lastValidDate;
    private final Set<DayOfWeek> weekendDays;
    private final CalendarDay<LocalTime> standardBusinessDay;
    private final Map<LocalDate, CalendarDay<Instant>> holidays;

    BusinessCalendar(JsonNode described) {
        super(described);
        firstValidDate = LocalDate.ofEpochDay(described.get("first").asLong());
        lastValidDate = LocalDate.ofEpochDay(described.get("last").asLong());
        EnumSet<DayOfWeek> weekend = EnumSet.noneOf(DayOfWeek.class);
        described.get("weekend").forEach(day -> weekend.add(DayOfWeek.valueOf(day.asText())));
        weekendDays = Collections.unmodifiableSet(weekend);
        standardBusinessDay = new CalendarDay<>(ranges(described.get("standard"), LocalTime::ofNanoOfDay));
        Map<LocalDate, CalendarDay<Instant>> days = new TreeMap<>();
        described.get("holidays").forEach(holiday -> days.put(LocalDate.ofEpochDay(holiday.get("date").asLong()),
                new CalendarDay<>(ranges(holiday.get("hours"), Nanos::toInstant))));
        holidays = Collections.unmodifiableMap(days);
    }

    private static <T extends Comparable<T> & Temporal> List<TimeRange<T>> ranges(JsonNode hours, LongFunction<T> time) {
        List<TimeRange<T>> ranges = new ArrayList<>();
        hours.forEach(range -> ranges.add(new TimeRange<>(time.apply(range.get("from").asLong()),
                time.apply(range.get("until").asLong()), range.get("inclusive").asBoolean())));
        return ranges;
    }

    /** The first date that the calendar knows. */
    public LocalDate firstValidDate() {
        return firstValidDate;
    }

    /** The last date that the calendar knows. */
    public LocalDate lastValidDate() {
        return lastValidDate;
    }

    /** Whether there is business on the day: today. */
    public boolean isBusinessDay() {
        return (Boolean) ask("isBusinessDay");
    }

    /** Whether there is business on the day: then. False for null. */
    public boolean isBusinessDay(LocalDate date) {
        return (Boolean) ask("isBusinessDay", date);
    }

    /** Whether there is business on the day: then. False for null. */
    public boolean isBusinessDay(String date) {
        return (Boolean) ask("isBusinessDay", date);
    }

    /** Whether there is business on the day: then. False for null. */
    public boolean isBusinessDay(ZonedDateTime time) {
        return (Boolean) ask("isBusinessDay", instant(time));
    }

    /** Whether there is business on the day: then. False for null. */
    public boolean isBusinessDay(Instant time) {
        return (Boolean) ask("isBusinessDay", time);
    }

    /** Whether a day of the week is not one of the weekend. False for null. */
    public boolean isBusinessDay(DayOfWeek day) {
        return (Boolean) ask("isBusinessDay", day == null ? null : day.name());
    }

    /** Whether the day is the last one of its month with business: today. */
    public boolean isLastBusinessDayOfMonth() {
        return (Boolean) ask("isLastBusinessDayOfMonth");
    }

    /** Whether the day is the last one of its month with business: then. False for null. */
    public boolean isLastBusinessDayOfMonth(ZonedDateTime time) {
        return (Boolean) ask("isLastBusinessDayOfMonth", instant(time));
    }

    /** Whether the day is the last one of its month with business: then. False for null. */
    public boolean isLastBusinessDayOfMonth(Instant time) {
        return (Boolean) ask("isLastBusinessDayOfMonth", time);
    }

    /** Whether the day is the last one of its month with business: then. False for null. */
    public boolean isLastBusinessDayOfMonth(String date) {
        return (Boolean) ask("isLastBusinessDayOfMonth", date);
    }

    /** Whether the day is the last one of its week with business: today. */
    public boolean isLastBusinessDayOfWeek() {
        return (Boolean) ask("isLastBusinessDayOfWeek");
    }

    /** Whether the day is the last one of its week with business: then. False for null. */
    public boolean isLastBusinessDayOfWeek(LocalDate date) {
        return (Boolean) ask("isLastBusinessDayOfWeek", date);
    }

    /** Whether the day is the last one of its week with business: then. False for null. */
    public boolean isLastBusinessDayOfWeek(ZonedDateTime time) {
        return (Boolean) ask("isLastBusinessDayOfWeek", instant(time));
    }

    /** Whether the day is the last one of its week with business: then. False for null. */
    public boolean isLastBusinessDayOfWeek(Instant time) {
        return (Boolean) ask("isLastBusinessDayOfWeek", time);
    }

    /** Whether the day is the last one of its week with business: then. False for null. */
    public boolean isLastBusinessDayOfWeek(String date) {
        return (Boolean) ask("isLastBusinessDayOfWeek", date);
    }

    /** Whether the day is the last one of its year with business: today. */
    public boolean isLastBusinessDayOfYear() {
        return (Boolean) ask("isLastBusinessDayOfYear");
    }

    /** Whether the day is the last one of its year with business: then. False for null. */
    public boolean isLastBusinessDayOfYear(ZonedDateTime time) {
        return (Boolean) ask("isLastBusinessDayOfYear", instant(time));
    }

    /** Whether the day is the last one of its year with business: then. False for null. */
    public boolean isLastBusinessDayOfYear(Instant time) {
        return (Boolean) ask("isLastBusinessDayOfYear", time);
    }

    /** Whether there is business now. */
    public boolean isBusinessTime() {
        return (Boolean) ask("isBusinessTime");
    }

    /** Whether there is business at a time; false for null. */
    public boolean isBusinessTime(ZonedDateTime time) {
        return (Boolean) ask("isBusinessTime", instant(time));
    }

    /** Whether there is business at a time; false for null. */
    public boolean isBusinessTime(Instant time) {
        return (Boolean) ask("isBusinessTime", time);
    }

    /** The business of a day as a part of that of a day that is nothing special. */
    public double fractionStandardBusinessDay() {
        return fraction(ask("fractionStandardBusinessDay"));
    }

    /** The business of a day as a part of that of a day that is nothing special. */
    public double fractionStandardBusinessDay(LocalDate date) {
        return fraction(ask("fractionStandardBusinessDay", date));
    }

    /** The business of a day as a part of that of a day that is nothing special. */
    public double fractionStandardBusinessDay(String date) {
        return fraction(ask("fractionStandardBusinessDay", date));
    }

    /** The business of a day as a part of that of a day that is nothing special. */
    public double fractionStandardBusinessDay(Instant time) {
        return fraction(ask("fractionStandardBusinessDay", time));
    }

    /** The business of a day as a part of that of a day that is nothing special. */
    public double fractionStandardBusinessDay(ZonedDateTime time) {
        return fraction(ask("fractionStandardBusinessDay", instant(time)));
    }

    /** Which part of the business of its day is over. */
    public double fractionBusinessDayComplete() {
        return fraction(ask("fractionBusinessDayComplete"));
    }

    /** Which part of the business of its day is over. */
    public double fractionBusinessDayComplete(Instant time) {
        return fraction(ask("fractionBusinessDayComplete", time));
    }

    /** Which part of the business of its day is over. */
    public double fractionBusinessDayComplete(ZonedDateTime time) {
        return fraction(ask("fractionBusinessDayComplete", instant(time)));
    }

    /** Which part of the business of its day is to come. */
    public double fractionBusinessDayRemaining() {
        return fraction(ask("fractionBusinessDayRemaining"));
    }

    /** Which part of the business of its day is to come. */
    public double fractionBusinessDayRemaining(Instant time) {
        return fraction(ask("fractionBusinessDayRemaining", time));
    }

    /** Which part of the business of its day is to come. */
    public double fractionBusinessDayRemaining(ZonedDateTime time) {
        return fraction(ask("fractionBusinessDayRemaining", instant(time)));
    }

    /** The days with business from one date to another. */
    public LocalDate[] businessDates(LocalDate start, LocalDate end, boolean startInclusive, boolean endInclusive) {
        return dates(ask("businessDates", start, end, startInclusive, endInclusive));
    }

    /** How many days with business there are from one date to another. */
    public int numberBusinessDates(LocalDate start, LocalDate end, boolean startInclusive, boolean endInclusive) {
        return number(ask("numberBusinessDates", start, end, startInclusive, endInclusive));
    }

    /** The days with business from one date to another. */
    public String[] businessDates(String start, String end, boolean startInclusive, boolean endInclusive) {
        return texts(ask("businessDates", start, end, startInclusive, endInclusive));
    }

    /** How many days with business there are from one date to another. */
    public int numberBusinessDates(String start, String end, boolean startInclusive, boolean endInclusive) {
        return number(ask("numberBusinessDates", start, end, startInclusive, endInclusive));
    }

    /** The days with business from one date to another. */
    public LocalDate[] businessDates(ZonedDateTime start, ZonedDateTime end, boolean startInclusive, boolean endInclusive) {
        return dates(ask("businessDates", instant(start), instant(end), startInclusive, endInclusive));
    }

    /** How many days with business there are from one date to another. */
    public int numberBusinessDates(ZonedDateTime start, ZonedDateTime end, boolean startInclusive, boolean endInclusive) {
        return number(ask("numberBusinessDates", instant(start), instant(end), startInclusive, endInclusive));
    }

    /** The days with business from one date to another. */
    public LocalDate[] businessDates(Instant start, Instant end, boolean startInclusive, boolean endInclusive) {
        return dates(ask("businessDates", start, end, startInclusive, endInclusive));
    }

    /** How many days with business there are from one date to another. */
    public int numberBusinessDates(Instant start, Instant end, boolean startInclusive, boolean endInclusive) {
        return number(ask("numberBusinessDates", start, end, startInclusive, endInclusive));
    }

    /** The days with business from one date to another, both included. */
    public LocalDate[] businessDates(LocalDate start, LocalDate end) {
        return dates(ask("businessDates", start, end));
    }

    /** How many days with business there are from one date to another, both included. */
    public int numberBusinessDates(LocalDate start, LocalDate end) {
        return number(ask("numberBusinessDates", start, end));
    }

    /** The days with business from one date to another, both included. */
    public String[] businessDates(String start, String end) {
        return texts(ask("businessDates", start, end));
    }

    /** How many days with business there are from one date to another, both included. */
    public int numberBusinessDates(String start, String end) {
        return number(ask("numberBusinessDates", start, end));
    }

    /** The days with business from one date to another, both included. */
    public LocalDate[] businessDates(ZonedDateTime start, ZonedDateTime end) {
        return dates(ask("businessDates", instant(start), instant(end)));
    }

    /** How many days with business there are from one date to another, both included. */
    public int numberBusinessDates(ZonedDateTime start, ZonedDateTime end) {
        return number(ask("numberBusinessDates", instant(start), instant(end)));
    }

    /** The days with business from one date to another, both included. */
    public LocalDate[] businessDates(Instant start, Instant end) {
        return dates(ask("businessDates", start, end));
    }

    /** How many days with business there are from one date to another, both included. */
    public int numberBusinessDates(Instant start, Instant end) {
        return number(ask("numberBusinessDates", start, end));
    }

    /** The days without business from one date to another. */
    public LocalDate[] nonBusinessDates(LocalDate start, LocalDate end, boolean startInclusive, boolean endInclusive) {
        return dates(ask("nonBusinessDates", start, end, startInclusive, endInclusive));
    }

    /** How many days without business there are from one date to another. */
    public int numberNonBusinessDates(LocalDate start, LocalDate end, boolean startInclusive, boolean endInclusive) {
        return number(ask("numberNonBusinessDates", start, end, startInclusive, endInclusive));
    }

    /** The days without business from one date to another. */
    public String[] nonBusinessDates(String start, String end, boolean startInclusive, boolean endInclusive) {
        return texts(ask("nonBusinessDates", start, end, startInclusive, endInclusive));
    }

    /** How many days without business there are from one date to another. */
    public int numberNonBusinessDates(String start, String end, boolean startInclusive, boolean endInclusive) {
        return number(ask("numberNonBusinessDates", start, end, startInclusive, endInclusive));
    }

    /** The days without business from one date to another. */
    public LocalDate[] nonBusinessDates(ZonedDateTime start, ZonedDateTime end, boolean startInclusive, boolean endInclusive) {
        return dates(ask("nonBusinessDates", instant(start), instant(end), startInclusive, endInclusive));
    }

    /** How many days without business there are from one date to another. */
    public int numberNonBusinessDates(ZonedDateTime start, ZonedDateTime end, boolean startInclusive, boolean endInclusive) {
        return number(ask("numberNonBusinessDates", instant(start), instant(end), startInclusive, endInclusive));
    }

    /** The days without business from one date to another. */
    public LocalDate[] nonBusinessDates(Instant start, Instant end, boolean startInclusive, boolean endInclusive) {
        return dates(ask("nonBusinessDates", start, end, startInclusive, endInclusive));
    }

    /** How many days without business there are from one date to another. */
    public int numberNonBusinessDates(Instant start, Instant end, boolean startInclusive, boolean endInclusive) {
        return number(ask("numberNonBusinessDates", start, end, startInclusive, endInclusive));
    }

    /** The days without business from one date to another, both included. */
    public LocalDate[] nonBusinessDates(LocalDate start, LocalDate end) {
        return dates(ask("nonBusinessDates", start, end));
    }

    /** How many days without business there are from one date to another, both included. */
    public int numberNonBusinessDates(LocalDate start, LocalDate end) {
        return number(ask("numberNonBusinessDates", start, end));
    }

    /** The days without business from one date to another, both included. */
    public String[] nonBusinessDates(String start, String end) {
        return texts(ask("nonBusinessDates", start, end));
    }

    /** How many days without business there are from one date to another, both included. */
    public int numberNonBusinessDates(String start, String end) {
        return number(ask("numberNonBusinessDates", start, end));
    }

    /** The days without business from one date to another, both included. */
    public LocalDate[] nonBusinessDates(ZonedDateTime start, ZonedDateTime end) {
        return dates(ask("nonBusinessDates", instant(start), instant(end)));
    }

    /** How many days without business there are from one date to another, both included. */
    public int numberNonBusinessDates(ZonedDateTime start, ZonedDateTime end) {
        return number(ask("numberNonBusinessDates", instant(start), instant(end)));
    }

    /** The days without business from one date to another, both included. */
    public LocalDate[] nonBusinessDates(Instant start, Instant end) {
        return dates(ask("nonBusinessDates", start, end));
    }

    /** How many days without business there are from one date to another, both included. */
    public int numberNonBusinessDates(Instant start, Instant end) {
        return number(ask("numberNonBusinessDates", start, end));
    }

    /** The nanoseconds of business between two times. */
    public long diffBusinessNanos(Instant start, Instant end) {
        return nanos(ask("diffBusinessNanos", start, end));
    }

    /** The nanoseconds of business between two times. */
    public long diffBusinessNanos(ZonedDateTime start, ZonedDateTime end) {
        return nanos(ask("diffBusinessNanos", instant(start), instant(end)));
    }

    /** The nanoseconds without business between two times. */
    public long diffNonBusinessNanos(Instant start, Instant end) {
        return nanos(ask("diffNonBusinessNanos", start, end));
    }

    /** The nanoseconds without business between two times. */
    public long diffNonBusinessNanos(ZonedDateTime start, ZonedDateTime end) {
        return nanos(ask("diffNonBusinessNanos", instant(start), instant(end)));
    }

    /** The time of business between two times. */
    public Duration diffBusinessDuration(Instant start, Instant end) {
        return (Duration) ask("diffBusinessDuration", start, end);
    }

    /** The time of business between two times. */
    public Duration diffBusinessDuration(ZonedDateTime start, ZonedDateTime end) {
        return (Duration) ask("diffBusinessDuration", instant(start), instant(end));
    }

    /** The time without business between two times. */
    public Duration diffNonBusinessDuration(Instant start, Instant end) {
        return (Duration) ask("diffNonBusinessDuration", start, end);
    }

    /** The time without business between two times. */
    public Duration diffNonBusinessDuration(ZonedDateTime start, ZonedDateTime end) {
        return (Duration) ask("diffNonBusinessDuration", instant(start), instant(end));
    }

    /** The business between two times in days that are nothing special. */
    public double diffBusinessDays(Instant start, Instant end) {
        return fraction(ask("diffBusinessDays", start, end));
    }

    /** The business between two times in days that are nothing special. */
    public double diffBusinessDays(ZonedDateTime start, ZonedDateTime end) {
        return fraction(ask("diffBusinessDays", instant(start), instant(end)));
    }

    /** The business between two times in years, each as long as its own business. */
    public double diffBusinessYears(Instant start, Instant end) {
        return fraction(ask("diffBusinessYears", start, end));
    }

    /** The business between two times in years, each as long as its own business. */
    public double diffBusinessYears(ZonedDateTime start, ZonedDateTime end) {
        return fraction(ask("diffBusinessYears", instant(start), instant(end)));
    }

    /** The day with business so many later; of 0 null where there is none. */
    public LocalDate plusBusinessDays(LocalDate date, int days) {
        return (LocalDate) ask("plusBusinessDays", date, days);
    }

    /** The day with business so many later; of 0 null where there is none. */
    public String plusBusinessDays(String date, int days) {
        return (String) ask("plusBusinessDays", date, days);
    }

    /** The day with business so many later; of 0 null where there is none. */
    public Instant plusBusinessDays(Instant time, int days) {
        return (Instant) ask("plusBusinessDays", time, days);
    }

    /** The day with business so many later; of 0 null where there is none. */
    public ZonedDateTime plusBusinessDays(ZonedDateTime time, int days) {
        return zoned(ask("plusBusinessDays", instant(time), days));
    }

    /** The day without business so many later; of 0 null where there is some. */
    public LocalDate plusNonBusinessDays(LocalDate date, int days) {
        return (LocalDate) ask("plusNonBusinessDays", date, days);
    }

    /** The day without business so many later; of 0 null where there is some. */
    public String plusNonBusinessDays(String date, int days) {
        return (String) ask("plusNonBusinessDays", date, days);
    }

    /** The day without business so many later; of 0 null where there is some. */
    public Instant plusNonBusinessDays(Instant time, int days) {
        return (Instant) ask("plusNonBusinessDays", time, days);
    }

    /** The day without business so many later; of 0 null where there is some. */
    public ZonedDateTime plusNonBusinessDays(ZonedDateTime time, int days) {
        return zoned(ask("plusNonBusinessDays", instant(time), days));
    }

    /** The day with business so many earlier; of 0 null where there is none. */
    public LocalDate minusBusinessDays(LocalDate date, int days) {
        return (LocalDate) ask("minusBusinessDays", date, days);
    }

    /** The day with business so many earlier; of 0 null where there is none. */
    public String minusBusinessDays(String date, int days) {
        return (String) ask("minusBusinessDays", date, days);
    }

    /** The day with business so many earlier; of 0 null where there is none. */
    public Instant minusBusinessDays(Instant time, int days) {
        return (Instant) ask("minusBusinessDays", time, days);
    }

    /** The day with business so many earlier; of 0 null where there is none. */
    public ZonedDateTime minusBusinessDays(ZonedDateTime time, int days) {
        return zoned(ask("minusBusinessDays", instant(time), days));
    }

    /** The day without business so many earlier; of 0 null where there is some. */
    public LocalDate minusNonBusinessDays(LocalDate date, int days) {
        return (LocalDate) ask("minusNonBusinessDays", date, days);
    }

    /** The day without business so many earlier; of 0 null where there is some. */
    public String minusNonBusinessDays(String date, int days) {
        return (String) ask("minusNonBusinessDays", date, days);
    }

    /** The day without business so many earlier; of 0 null where there is some. */
    public Instant minusNonBusinessDays(Instant time, int days) {
        return (Instant) ask("minusNonBusinessDays", time, days);
    }

    /** The day without business so many earlier; of 0 null where there is some. */
    public ZonedDateTime minusNonBusinessDays(ZonedDateTime time, int days) {
        return zoned(ask("minusNonBusinessDays", instant(time), days));
    }

    /** The day with business so many after today. */
    public LocalDate futureBusinessDate(int days) {
        return (LocalDate) ask("futureBusinessDate", days);
    }

    /** The day with business so many before today. */
    public LocalDate pastBusinessDate(int days) {
        return (LocalDate) ask("pastBusinessDate", days);
    }

    /** The day without business so many after today. */
    public LocalDate futureNonBusinessDate(int days) {
        return (LocalDate) ask("futureNonBusinessDate", days);
    }

    /** The day without business so many before today. */
    public LocalDate pastNonBusinessDate(int days) {
        return (LocalDate) ask("pastNonBusinessDate", days);
    }

    /** The hours of a date; null for null. */
    public CalendarDay<Instant> calendarDay(LocalDate date) {
        return date == null ? null : new CalendarDay<>(ranges(day(date), Nanos::toInstant));
    }

    /** The hours of the date of a time; null for null. */
    public CalendarDay<Instant> calendarDay(ZonedDateTime time) {
        return calendarDay(instant(time));
    }

    /** The hours of the date of a time; null for null. */
    public CalendarDay<Instant> calendarDay(Instant time) {
        return time == null ? null : calendarDay(LocalDate.ofInstant(time, timeZone()));
    }

    /** The hours of a date; null for null. */
    public CalendarDay<Instant> calendarDay(String date) {
        return date == null ? null : calendarDay(DateTimeUtils.parseLocalDate(date));
    }

    /** The hours of today. */
    public CalendarDay<Instant> calendarDay() {
        return calendarDay(calendarDate());
    }

    /** The days of the week without business. */
    public Set<DayOfWeek> weekendDays() {
        return weekendDays;
    }

    /** The hours of a day that is nothing special. */
    public CalendarDay<LocalTime> standardBusinessDay() {
        return standardBusinessDay;
    }

    /** The days that have hours of their own, or none. */
    public Map<LocalDate, CalendarDay<Instant>> holidays() {
        return holidays;
    }

    /** The business of a day that is nothing special, in nanoseconds. */
    public long standardBusinessNanos() {
        return standardBusinessDay.businessNanos();
    }

    /** The business of a day that is nothing special. */
    public Duration standardBusinessDuration() {
        return standardBusinessDay.businessDuration();
    }
}

package io.deephaven.time.calendar;

import static io.deephaven.util.QueryConstants.NULL_DOUBLE;
import static io.deephaven.util.QueryConstants.NULL_INT;
import static io.deephaven.util.QueryConstants.NULL_LONG;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import topictable.internal.CalendarHandle;

/**
 * A calendar in a time zone. It never changes; any thread may use it. Null gives null, or a null constant. What the native
 * library refuses, such as a text that is no date, throws an {@link IllegalArgumentException}.
 */
public class Calendar extends CalendarHandle {
    private final String name;
    private final String description;
    private final ZoneId timeZone;

    Calendar(JsonNode described) {
        super(described);
        name = described.get("name").asText();
        description = described.get("description").isNull() ? null : described.get("description").asText();
        timeZone = ZoneId.of(described.get("zone").asText());
    }

    /** The name. */
    public String name() {
        return name;
    }

    /** What the calendar says that it is for; null where it says nothing. */
    public String description() {
        return description;
    }

    /** The time zone. */
    public ZoneId timeZone() {
        return timeZone;
    }

    @Override
    public String toString() {
        return "Calendar{name='" + name + "', description='" + description + "', timeZone=" + timeZone + "}";
    }

    static DayOfWeek day(Object name) {
        return name == null ? null : DayOfWeek.valueOf((String) name);
    }

    static int number(Object value) {
        return value == null ? NULL_INT : (Integer) value;
    }

    static long nanos(Object value) {
        return value == null ? NULL_LONG : (Long) value;
    }

    static double fraction(Object value) {
        return value == null ? NULL_DOUBLE : (Double) value;
    }

    static LocalDate[] dates(Object values) {
        return values == null ? null : ((List<?>) values).toArray(LocalDate[]::new);
    }

    static String[] texts(Object values) {
        return values == null ? null : ((List<?>) values).toArray(String[]::new);
    }

    ZonedDateTime zoned(Object instant) {
        return instant == null ? null : ((Instant) instant).atZone(timeZone);
    }

    /** Today in the time zone of the calendar. */
    public LocalDate calendarDate() {
        return (LocalDate) ask("calendarDate");
    }

    /** The day of the week today. */
    public DayOfWeek dayOfWeek() {
        return day(ask("dayOfWeek"));
    }

    /** The day of the week; null for null. */
    public DayOfWeek dayOfWeek(LocalDate date) {
        return day(ask("dayOfWeek", date));
    }

    /** The day of the week; null for null. */
    public DayOfWeek dayOfWeek(String date) {
        return day(ask("dayOfWeek", date));
    }

    /** The day of the week; null for null. */
    public DayOfWeek dayOfWeek(Instant time) {
        return day(ask("dayOfWeek", time));
    }

    /** The day of the week; null for null. */
    public DayOfWeek dayOfWeek(ZonedDateTime time) {
        return day(ask("dayOfWeek", instant(time)));
    }

    /** The number of the day of the week today, from 1, which is Monday. */
    public int dayOfWeekValue() {
        return number(ask("dayOfWeekValue"));
    }

    /** The number of the day of the week, from 1, which is Monday; null, the constant, for null. */
    public int dayOfWeekValue(LocalDate date) {
        return number(ask("dayOfWeekValue", date));
    }

    /** The number of the day of the week, from 1, which is Monday; null, the constant, for null. */
    public int dayOfWeekValue(String date) {
        return number(ask("dayOfWeekValue", date));
    }

    /** The number of the day of the week, from 1, which is Monday; null, the constant, for null. */
    public int dayOfWeekValue(Instant time) {
        return number(ask("dayOfWeekValue", time));
    }

    /** The number of the day of the week, from 1, which is Monday; null, the constant, for null. */
    public int dayOfWeekValue(ZonedDateTime time) {
        return number(ask("dayOfWeekValue", instant(time)));
    }

    /** The date so many days later; the time of the day stays. */
    public LocalDate plusDays(LocalDate date, int days) {
        return (LocalDate) ask("plusDays", date, days);
    }

    /** The date so many days later; the time of the day stays. */
    public String plusDays(String date, int days) {
        return (String) ask("plusDays", date, days);
    }

    /** The date so many days later; the time of the day stays. */
    public Instant plusDays(Instant time, int days) {
        return (Instant) ask("plusDays", time, days);
    }

    /** The date so many days later; the time of the day stays. */
    public ZonedDateTime plusDays(ZonedDateTime time, int days) {
        return zoned(ask("plusDays", instant(time), days));
    }

    /** The date so many days earlier; the time of the day stays. */
    public LocalDate minusDays(LocalDate date, int days) {
        return (LocalDate) ask("minusDays", date, days);
    }

    /** The date so many days earlier; the time of the day stays. */
    public String minusDays(String date, int days) {
        return (String) ask("minusDays", date, days);
    }

    /** The date so many days earlier; the time of the day stays. */
    public Instant minusDays(Instant time, int days) {
        return (Instant) ask("minusDays", time, days);
    }

    /** The date so many days earlier; the time of the day stays. */
    public ZonedDateTime minusDays(ZonedDateTime time, int days) {
        return zoned(ask("minusDays", instant(time), days));
    }

    /** The date so many days after today. */
    public LocalDate futureDate(int days) {
        return (LocalDate) ask("futureDate", days);
    }

    /** The date so many days before today. */
    public LocalDate pastDate(int days) {
        return (LocalDate) ask("pastDate", days);
    }

    /** The dates from one to another. */
    public LocalDate[] calendarDates(LocalDate start, LocalDate end, boolean startInclusive, boolean endInclusive) {
        return dates(ask("calendarDates", start, end, startInclusive, endInclusive));
    }

    /** How many dates there are from one to another. */
    public int numberCalendarDates(LocalDate start, LocalDate end, boolean startInclusive, boolean endInclusive) {
        return number(ask("numberCalendarDates", start, end, startInclusive, endInclusive));
    }

    /** The dates from one to another. */
    public String[] calendarDates(String start, String end, boolean startInclusive, boolean endInclusive) {
        return texts(ask("calendarDates", start, end, startInclusive, endInclusive));
    }

    /** How many dates there are from one to another. */
    public int numberCalendarDates(String start, String end, boolean startInclusive, boolean endInclusive) {
        return number(ask("numberCalendarDates", start, end, startInclusive, endInclusive));
    }

    /** The dates from one to another. */
    public LocalDate[] calendarDates(ZonedDateTime start, ZonedDateTime end, boolean startInclusive, boolean endInclusive) {
        return dates(ask("calendarDates", instant(start), instant(end), startInclusive, endInclusive));
    }

    /** How many dates there are from one to another. */
    public int numberCalendarDates(ZonedDateTime start, ZonedDateTime end, boolean startInclusive, boolean endInclusive) {
        return number(ask("numberCalendarDates", instant(start), instant(end), startInclusive, endInclusive));
    }

    /** The dates from one to another. */
    public LocalDate[] calendarDates(Instant start, Instant end, boolean startInclusive, boolean endInclusive) {
        return dates(ask("calendarDates", start, end, startInclusive, endInclusive));
    }

    /** How many dates there are from one to another. */
    public int numberCalendarDates(Instant start, Instant end, boolean startInclusive, boolean endInclusive) {
        return number(ask("numberCalendarDates", start, end, startInclusive, endInclusive));
    }

    /** The dates from one to another, both included. */
    public LocalDate[] calendarDates(LocalDate start, LocalDate end) {
        return dates(ask("calendarDates", start, end));
    }

    /** How many dates there are from one to another, both included. */
    public int numberCalendarDates(LocalDate start, LocalDate end) {
        return number(ask("numberCalendarDates", start, end));
    }

    /** The dates from one to another, both included. */
    public String[] calendarDates(String start, String end) {
        return texts(ask("calendarDates", start, end));
    }

    /** How many dates there are from one to another, both included. */
    public int numberCalendarDates(String start, String end) {
        return number(ask("numberCalendarDates", start, end));
    }

    /** The dates from one to another, both included. */
    public LocalDate[] calendarDates(ZonedDateTime start, ZonedDateTime end) {
        return dates(ask("calendarDates", instant(start), instant(end)));
    }

    /** How many dates there are from one to another, both included. */
    public int numberCalendarDates(ZonedDateTime start, ZonedDateTime end) {
        return number(ask("numberCalendarDates", instant(start), instant(end)));
    }

    /** The dates from one to another, both included. */
    public LocalDate[] calendarDates(Instant start, Instant end) {
        return dates(ask("calendarDates", start, end));
    }

    /** How many dates there are from one to another, both included. */
    public int numberCalendarDates(Instant start, Instant end) {
        return number(ask("numberCalendarDates", start, end));
    }
}

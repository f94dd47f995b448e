package io.deephaven.time.calendar;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Set;

/** The methods of the default calendar, as functions. Any thread may call them. */
public class StaticCalendarMethods {
    /** The time zone of the default calendar. */
    public static ZoneId calendarTimeZone() {
        return Calendars.calendar().timeZone();
    }

    /** Today in the time zone of the calendar. Of the default calendar. */
    public static LocalDate calendarDate() {
        return Calendars.calendar().calendarDate();
    }

    /** The day of the week today. Of the default calendar. */
    public static DayOfWeek calendarDayOfWeek() {
        return Calendars.calendar().dayOfWeek();
    }

    /** The day of the week; null for null. Of the default calendar. */
    public static DayOfWeek calendarDayOfWeek(LocalDate date) {
        return Calendars.calendar().dayOfWeek(date);
    }

    /** The day of the week; null for null. Of the default calendar. */
    public static DayOfWeek calendarDayOfWeek(String date) {
        return Calendars.calendar().dayOfWeek(date);
    }

    /** The day of the week; null for null. Of the default calendar. */
    public static DayOfWeek calendarDayOfWeek(Instant time) {
        return Calendars.calendar().dayOfWeek(time);
    }

    /** The day of the week; null for null. Of the default calendar. */
    public static DayOfWeek calendarDayOfWeek(ZonedDateTime time) {
        return Calendars.calendar().dayOfWeek(time);
    }

    /** The number of the day of the week today, from 1, which is Monday. Of the default calendar. */
    public static int calendarDayOfWeekValue() {
        return Calendars.calendar().dayOfWeekValue();
    }

    /** The number of the day of the week, from 1, which is Monday; null, the constant, for null. Of the default calendar. */
    public static int calendarDayOfWeekValue(LocalDate date) {
        return Calendars.calendar().dayOfWeekValue(date);
    }

    /** The number of the day of the week, from 1, which is Monday; null, the constant, for null. Of the default calendar. */
    public static int calendarDayOfWeekValue(String date) {
        return Calendars.calendar().dayOfWeekValue(date);
    }

    /** The number of the day of the week, from 1, which is Monday; null, the constant, for null. Of the default calendar. */
    public static int calendarDayOfWeekValue(Instant time) {
        return Calendars.calendar().dayOfWeekValue(time);
    }

    /** The number of the day of the week, from 1, which is Monday; null, the constant, for null. Of the default calendar. */
    public static int calendarDayOfWeekValue(ZonedDateTime time) {
        return Calendars.calendar().dayOfWeekValue(time);
    }

    /** The date so many days later; the time of the day stays. Of the default calendar. */
    public static LocalDate plusDays(LocalDate date, int days) {
        return Calendars.calendar().plusDays(date, days);
    }

    /** The date so many days later; the time of the day stays. Of the default calendar. */
    public static String plusDays(String date, int days) {
        return Calendars.calendar().plusDays(date, days);
    }

    /** The date so many days later; the time of the day stays. Of the default calendar. */
    public static Instant plusDays(Instant time, int days) {
        return Calendars.calendar().plusDays(time, days);
    }

    /** The date so many days later; the time of the day stays. Of the default calendar. */
    public static ZonedDateTime plusDays(ZonedDateTime time, int days) {
        return Calendars.calendar().plusDays(time, days);
    }

    /** The date so many days earlier; the time of the day stays. Of the default calendar. */
    public static LocalDate minusDays(LocalDate date, int days) {
        return Calendars.calendar().minusDays(date, days);
    }

    /** The date so many days earlier; the time of the day stays. Of the default calendar. */
    public static String minusDays(String date, int days) {
        return Calendars.calendar().minusDays(date, days);
    }

    /** The date so many days earlier; the time of the day stays. Of the default calendar. */
    public static Instant minusDays(Instant time, int days) {
        return Calendars.calendar().minusDays(time, days);
    }

    /** The date so many days earlier; the time of the day stays. Of the default calendar. */
    public static ZonedDateTime minusDays(ZonedDateTime time, int days) {
        return Calendars.calendar().minusDays(time, days);
    }

    /** The date so many days after today. Of the default calendar. */
    public static LocalDate futureDate(int days) {
        return Calendars.calendar().futureDate(days);
    }

    /** The date so many days before today. Of the default calendar. */
    public static LocalDate pastDate(int days) {
        return Calendars.calendar().pastDate(days);
    }

    /** The dates from one to another. Of the default calendar. */
    public static LocalDate[] calendarDates(LocalDate start, LocalDate end, boolean startInclusive, boolean endInclusive) {
        return Calendars.calendar().calendarDates(start, end, startInclusive, endInclusive);
    }

    /** How many dates there are from one to another. Of the default calendar. */
    public static int numberCalendarDates(LocalDate start, LocalDate end, boolean startInclusive, boolean endInclusive) {
        return Calendars.calendar().numberCalendarDates(start, end, startInclusive, endInclusive);
    }

    /** The dates from one to another. Of the default calendar. */
    public static String[] calendarDates(String start, String end, boolean startInclusive, boolean endInclusive) {
        return Calendars.calendar().calendarDates(start, end, startInclusive, endInclusive);
    }

    /** How many dates there are from one to another. Of the default calendar. */
    public static int numberCalendarDates(String start, String end, boolean startInclusive, boolean endInclusive) {
        return Calendars.calendar().numberCalendarDates(start, end, startInclusive, endInclusive);
    }

    /** The dates from one to another. Of the default calendar. */
    public static LocalDate[] calendarDates(ZonedDateTime start, ZonedDateTime end, boolean startInclusive, boolean endInclusive) {
        return Calendars.calendar().calendarDates(start, end, startInclusive, endInclusive);
    }

    /** How many dates there are from one to another. Of the default calendar. */
    public static int numberCalendarDates(ZonedDateTime start, ZonedDateTime end, boolean startInclusive, boolean endInclusive) {
        return Calendars.calendar().numberCalendarDates(start, end, startInclusive, endInclusive);
    }

    /** The dates from one to another. Of the default calendar. */
    public static LocalDate[] calendarDates(Instant start, Instant end, boolean startInclusive, boolean endInclusive) {
        return Calendars.calendar().calendarDates(start, end, startInclusive, endInclusive);
    }

    /** How many dates there are from one to another. Of the default calendar. */
    public static int numberCalendarDates(Instant start, Instant end, boolean startInclusive, boolean endInclusive) {
        return Calendars.calendar().numberCalendarDates(start, end, startInclusive, endInclusive);
    }

    /** The dates from one to another, both included. Of the default calendar. */
    public static LocalDate[] calendarDates(LocalDate start, LocalDate end) {
        return Calendars.calendar().calendarDates(start, end);
    }

    /** How many dates there are from one to another, both included. Of the default calendar. */
    public static int numberCalendarDates(LocalDate start, LocalDate end) {
        return Calendars.calendar().numberCalendarDates(start, end);
    }

    /** The dates from one to another, both included. Of the default calendar. */
    public static String[] calendarDates(String start, String end) {
        return Calendars.calendar().calendarDates(start, end);
    }

    /** How many dates there are from one to another, both included. Of the default calendar. */
    public static int numberCalendarDates(String start, String end) {
        return Calendars.calendar().numberCalendarDates(start, end);
    }

    /** The dates from one to another, both included. Of the default calendar. */
    public static LocalDate[] calendarDates(ZonedDateTime start, ZonedDateTime end) {
        return Calendars.calendar().calendarDates(start, end);
    }

    /** How many dates there are from one to another, both included. Of the default calendar. */
    public static int numberCalendarDates(ZonedDateTime start, ZonedDateTime end) {
        return Calendars.calendar().numberCalendarDates(start, end);
    }

    /** The dates from one to another, both included. Of the default calendar. */
    public static LocalDate[] calendarDates(Instant start, Instant end) {
        return Calendars.calendar().calendarDates(start, end);
    }

    /** How many dates there are from one to another, both included. Of the default calendar. */
    public static int numberCalendarDates(Instant start, Instant end) {
        return Calendars.calendar().numberCalendarDates(start, end);
    }

    /** Whether there is business on the day: today. Of the default calendar. */
    public static boolean isBusinessDay() {
        return Calendars.calendar().isBusinessDay();
    }

    /** Whether there is business on the day: then. False for null. Of the default calendar. */
    public static boolean isBusinessDay(LocalDate date) {
        return Calendars.calendar().isBusinessDay(date);
    }

    /** Whether there is business on the day: then. False for null. Of the default calendar. */
    public static boolean isBusinessDay(String date) {
        return Calendars.calendar().isBusinessDay(date);
    }

    /** Whether there is business on the day: then. False for null. Of the default calendar. */
    public static boolean isBusinessDay(ZonedDateTime time) {
        return Calendars.calendar().isBusinessDay(time);
    }

    /** Whether there is business on the day: then. False for null. Of the default calendar. */
    public static boolean isBusinessDay(Instant time) {
        return Calendars.calendar().isBusinessDay(time);
    }

    /** Whether a day of the week is not one of the weekend. False for null. Of the default calendar. */
    public static boolean isBusinessDay(DayOfWeek day) {
        return Calendars.calendar().isBusinessDay(day);
    }

    /** Whether the day is the last one of its month with business: today. Of the default calendar. */
    public static boolean isLastBusinessDayOfMonth() {
        return Calendars.calendar().isLastBusinessDayOfMonth();
    }

    /** Whether the day is the last one of its month with business: then. False for null. Of the default calendar. */
    public static boolean isLastBusinessDayOfMonth(ZonedDateTime time) {
        return Calendars.calendar().isLastBusinessDayOfMonth(time);
    }

    /** Whether the day is the last one of its month with business: then. False for null. Of the default calendar. */
    public static boolean isLastBusinessDayOfMonth(Instant time) {
        return Calendars.calendar().isLastBusinessDayOfMonth(time);
    }

    /** Whether the day is the last one of its month with business: then. False for null. Of the default calendar. */
    public static boolean isLastBusinessDayOfMonth(String date) {
        return Calendars.calendar().isLastBusinessDayOfMonth(date);
    }

    /** Whether the day is the last one of its week with business: today. Of the default calendar. */
    public static boolean isLastBusinessDayOfWeek() {
        return Calendars.calendar().isLastBusinessDayOfWeek();
    }

    /** Whether the day is the last one of its week with business: then. False for null. Of the default calendar. */
    public static boolean isLastBusinessDayOfWeek(LocalDate date) {
        return Calendars.calendar().isLastBusinessDayOfWeek(date);
    }

    /** Whether the day is the last one of its week with business: then. False for null. Of the default calendar. */
    public static boolean isLastBusinessDayOfWeek(ZonedDateTime time) {
        return Calendars.calendar().isLastBusinessDayOfWeek(time);
    }

    /** Whether the day is the last one of its week with business: then. False for null. Of the default calendar. */
    public static boolean isLastBusinessDayOfWeek(Instant time) {
        return Calendars.calendar().isLastBusinessDayOfWeek(time);
    }

    /** Whether the day is the last one of its week with business: then. False for null. Of the default calendar. */
    public static boolean isLastBusinessDayOfWeek(String date) {
        return Calendars.calendar().isLastBusinessDayOfWeek(date);
    }

    /** Whether the day is the last one of its year with business: today. Of the default calendar. */
    public static boolean isLastBusinessDayOfYear() {
        return Calendars.calendar().isLastBusinessDayOfYear();
    }

    /** Whether the day is the last one of its year with business: then. False for null. Of the default calendar. */
    public static boolean isLastBusinessDayOfYear(ZonedDateTime time) {
        return Calendars.calendar().isLastBusinessDayOfYear(time);
    }

    /** Whether the day is the last one of its year with business: then. False for null. Of the default calendar. */
    public static boolean isLastBusinessDayOfYear(Instant time) {
        return Calendars.calendar().isLastBusinessDayOfYear(time);
    }

    /** Whether there is business now. Of the default calendar. */
    public static boolean isBusinessTime() {
        return Calendars.calendar().isBusinessTime();
    }

    /** Whether there is business at a time; false for null. Of the default calendar. */
    public static boolean isBusinessTime(ZonedDateTime time) {
        return Calendars.calendar().isBusinessTime(time);
    }

    /** Whether there is business at a time; false for null. Of the default calendar. */
    public static boolean isBusinessTime(Instant time) {
        return Calendars.calendar().isBusinessTime(time);
    }

    /** The business of a day as a part of that of a day that is nothing special. Of the default calendar. */
    public static double fractionStandardBusinessDay() {
        return Calendars.calendar().fractionStandardBusinessDay();
    }

    /** The business of a day as a part of that of a day that is nothing special. Of the default calendar. */
    public static double fractionStandardBusinessDay(LocalDate date) {
        return Calendars.calendar().fractionStandardBusinessDay(date);
    }

    /** The business of a day as a part of that of a day that is nothing special. Of the default calendar. */
    public static double fractionStandardBusinessDay(String date) {
        return Calendars.calendar().fractionStandardBusinessDay(date);
    }

    /** The business of a day as a part of that of a day that is nothing special. Of the default calendar. */
    public static double fractionStandardBusinessDay(Instant time) {
        return Calendars.calendar().fractionStandardBusinessDay(time);
    }

    /** The business of a day as a part of that of a day that is nothing special. Of the default calendar. */
    public static double fractionStandardBusinessDay(ZonedDateTime time) {
        return Calendars.calendar().fractionStandardBusinessDay(time);
    }

    /** Which part of the business of its day is over. Of the default calendar. */
    public static double fractionBusinessDayComplete() {
        return Calendars.calendar().fractionBusinessDayComplete();
    }

    /** Which part of the business of its day is over. Of the default calendar. */
    public static double fractionBusinessDayComplete(Instant time) {
        return Calendars.calendar().fractionBusinessDayComplete(time);
    }

    /** Which part of the business of its day is over. Of the default calendar. */
    public static double fractionBusinessDayComplete(ZonedDateTime time) {
        return Calendars.calendar().fractionBusinessDayComplete(time);
    }

    /** Which part of the business of its day is to come. Of the default calendar. */
    public static double fractionBusinessDayRemaining() {
        return Calendars.calendar().fractionBusinessDayRemaining();
    }

    /** Which part of the business of its day is to come. Of the default calendar. */
    public static double fractionBusinessDayRemaining(Instant time) {
        return Calendars.calendar().fractionBusinessDayRemaining(time);
    }

    /** Which part of the business of its day is to come. Of the default calendar. */
    public static double fractionBusinessDayRemaining(ZonedDateTime time) {
        return Calendars.calendar().fractionBusinessDayRemaining(time);
    }

    /** The days with business from one date to another. Of the default calendar. */
    public static LocalDate[] businessDates(LocalDate start, LocalDate end, boolean startInclusive, boolean endInclusive) {
        return Calendars.calendar().businessDates(start, end, startInclusive, endInclusive);
    }

    /** How many days with business there are from one date to another. Of the default calendar. */
    public static int numberBusinessDates(LocalDate start, LocalDate end, boolean startInclusive, boolean endInclusive) {
        return Calendars.calendar().numberBusinessDates(start, end, startInclusive, endInclusive);
    }

    /** The days with business from one date to another. Of the default calendar. */
    public static String[] businessDates(String start, String end, boolean startInclusive, boolean endInclusive) {
        return Calendars.calendar().businessDates(start, end, startInclusive, endInclusive);
    }

    /** How many days with business there are from one date to another. Of the default calendar. */
    public static int numberBusinessDates(String start, String end, boolean startInclusive, boolean endInclusive) {
        return Calendars.calendar().numberBusinessDates(start, end, startInclusive, endInclusive);
    }

    /** The days with business from one date to another. Of the default calendar. */
    public static LocalDate[] businessDates(ZonedDateTime start, ZonedDateTime end, boolean startInclusive, boolean endInclusive) {
        return Calendars.calendar().businessDates(start, end, startInclusive, endInclusive);
    }

    /** How many days with business there are from one date to another. Of the default calendar. */
    public static int numberBusinessDates(ZonedDateTime start, ZonedDateTime end, boolean startInclusive, boolean endInclusive) {
        return Calendars.calendar().numberBusinessDates(start, end, startInclusive, endInclusive);
    }

    /** The days with business from one date to another. Of the default calendar. */
    public static LocalDate[] businessDates(Instant start, Instant end, boolean startInclusive, boolean endInclusive) {
        return Calendars.calendar().businessDates(start, end, startInclusive, endInclusive);
    }

    /** How many days with business there are from one date to another. Of the default calendar. */
    public static int numberBusinessDates(Instant start, Instant end, boolean startInclusive, boolean endInclusive) {
        return Calendars.calendar().numberBusinessDates(start, end, startInclusive, endInclusive);
    }

    /** The days with business from one date to another, both included. Of the default calendar. */
    public static LocalDate[] businessDates(LocalDate start, LocalDate end) {
        return Calendars.calendar().businessDates(start, end);
    }

    /** How many days with business there are from one date to another, both included. Of the default calendar. */
    public static int numberBusinessDates(LocalDate start, LocalDate end) {
        return Calendars.calendar().numberBusinessDates(start, end);
    }

    /** The days with business from one date to another, both included. Of the default calendar. */
    public static String[] businessDates(String start, String end) {
        return Calendars.calendar().businessDates(start, end);
    }

    /** How many days with business there are from one date to another, both included. Of the default calendar. */
    public static int numberBusinessDates(String start, String end) {
        return Calendars.calendar().numberBusinessDates(start, end);
    }

    /** The days with business from one date to another, both included. Of the default calendar. */
    public static LocalDate[] businessDates(ZonedDateTime start, ZonedDateTime end) {
        return Calendars.calendar().businessDates(start, end);
    }

    /** How many days with business there are from one date to another, both included. Of the default calendar. */
    public static int numberBusinessDates(ZonedDateTime start, ZonedDateTime end) {
        return Calendars.calendar().numberBusinessDates(start, end);
    }

    /** The days with business from one date to another, both included. Of the default calendar. */
    public static LocalDate[] businessDates(Instant start, Instant end) {
        return Calendars.calendar().businessDates(start, end);
    }

    /** How many days with business there are from one date to another, both included. Of the default calendar. */
    public static int numberBusinessDates(Instant start, Instant end) {
        return Calendars.calendar().numberBusinessDates(start, end);
    }

    /** The days without business from one date to another. Of the default calendar. */
    public static LocalDate[] nonBusinessDates(LocalDate start, LocalDate end, boolean startInclusive, boolean endInclusive) {
        return Calendars.calendar().nonBusinessDates(start, end, startInclusive, endInclusive);
    }

    /** How many days without business there are from one date to another. Of the default calendar. */
    public static int numberNonBusinessDates(LocalDate start, LocalDate end, boolean startInclusive, boolean endInclusive) {
        return Calendars.calendar().numberNonBusinessDates(start, end, startInclusive, endInclusive);
    }

    /** The days without business from one date to another. Of the default calendar. */
    public static String[] nonBusinessDates(String start, String end, boolean startInclusive, boolean endInclusive) {
        return Calendars.calendar().nonBusinessDates(start, end, startInclusive, endInclusive);
    }

    /** How many days without business there are from one date to another. Of the default calendar. */
    public static int numberNonBusinessDates(String start, String end, boolean startInclusive, boolean endInclusive) {
        return Calendars.calendar().numberNonBusinessDates(start, end, startInclusive, endInclusive);
    }

    /** The days without business from one date to another. Of the default calendar. */
    public static LocalDate[] nonBusinessDates(ZonedDateTime start, ZonedDateTime end, boolean startInclusive, boolean endInclusive) {
        return Calendars.calendar().nonBusinessDates(start, end, startInclusive, endInclusive);
    }

    /** How many days without business there are from one date to another. Of the default calendar. */
    public static int numberNonBusinessDates(ZonedDateTime start, ZonedDateTime end, boolean startInclusive, boolean endInclusive) {
        return Calendars.calendar().numberNonBusinessDates(start, end, startInclusive, endInclusive);
    }

    /** The days without business from one date to another. Of the default calendar. */
    public static LocalDate[] nonBusinessDates(Instant start, Instant end, boolean startInclusive, boolean endInclusive) {
        return Calendars.calendar().nonBusinessDates(start, end, startInclusive, endInclusive);
    }

    /** How many days without business there are from one date to another. Of the default calendar. */
    public static int numberNonBusinessDates(Instant start, Instant end, boolean startInclusive, boolean endInclusive) {
        return Calendars.calendar().numberNonBusinessDates(start, end, startInclusive, endInclusive);
    }

    /** The days without business from one date to another, both included. Of the default calendar. */
    public static LocalDate[] nonBusinessDates(LocalDate start, LocalDate end) {
        return Calendars.calendar().nonBusinessDates(start, end);
    }

    /** How many days without business there are from one date to another, both included. Of the default calendar. */
    public static int numberNonBusinessDates(LocalDate start, LocalDate end) {
        return Calendars.calendar().numberNonBusinessDates(start, end);
    }

    /** The days without business from one date to another, both included. Of the default calendar. */
    public static String[] nonBusinessDates(String start, String end) {
        return Calendars.calendar().nonBusinessDates(start, end);
    }

    /** How many days without business there are from one date to another, both included. Of the default calendar. */
    public static int numberNonBusinessDates(String start, String end) {
        return Calendars.calendar().numberNonBusinessDates(start, end);
    }

    /** The days without business from one date to another, both included. Of the default calendar. */
    public static LocalDate[] nonBusinessDates(ZonedDateTime start, ZonedDateTime end) {
        return Calendars.calendar().nonBusinessDates(start, end);
    }

    /** How many days without business there are from one date to another, both included. Of the default calendar. */
    public static int numberNonBusinessDates(ZonedDateTime start, ZonedDateTime end) {
        return Calendars.calendar().numberNonBusinessDates(start, end);
    }

    /** The days without business from one date to another, both included. Of the default calendar. */
    public static LocalDate[] nonBusinessDates(Instant start, Instant end) {
        return Calendars.calendar().nonBusinessDates(start, end);
    }

    /** How many days without business there are from one date to another, both included. Of the default calendar. */
    public static int numberNonBusinessDates(Instant start, Instant end) {
        return Calendars.calendar().numberNonBusinessDates(start, end);
    }

    /** The nanoseconds of business between two times. Of the default calendar. */
    public static long diffBusinessNanos(Instant start, Instant end) {
        return Calendars.calendar().diffBusinessNanos(start, end);
    }

    /** The nanoseconds of business between two times. Of the default calendar. */
    public static long diffBusinessNanos(ZonedDateTime start, ZonedDateTime end) {
        return Calendars.calendar().diffBusinessNanos(start, end);
    }

    /** The nanoseconds without business between two times. Of the default calendar. */
    public static long diffNonBusinessNanos(Instant start, Instant end) {
        return Calendars.calendar().diffNonBusinessNanos(start, end);
    }

    /** The nanoseconds without business between two times. Of the default calendar. */
    public static long diffNonBusinessNanos(ZonedDateTime start, ZonedDateTime end) {
        return Calendars.calendar().diffNonBusinessNanos(start, end);
    }

    /** The time of business between two times. Of the default calendar. */
    public static Duration diffBusinessDuration(Instant start, Instant end) {
        return Calendars.calendar().diffBusinessDuration(start, end);
    }

    /** The time of business between two times. Of the default calendar. */
    public static Duration diffBusinessDuration(ZonedDateTime start, ZonedDateTime end) {
        return Calendars.calendar().diffBusinessDuration(start, end);
    }

    /** The time without business between two times. Of the default calendar. */
    public static Duration diffNonBusinessDuration(Instant start, Instant end) {
        return Calendars.calendar().diffNonBusinessDuration(start, end);
    }

    /** The time without business between two times. Of the default calendar. */
    public static Duration diffNonBusinessDuration(ZonedDateTime start, ZonedDateTime end) {
        return Calendars.calendar().diffNonBusinessDuration(start, end);
    }

    /** The business between two times in days that are nothing special. Of the default calendar. */
    public static double diffBusinessDays(Instant start, Instant end) {
        return Calendars.calendar().diffBusinessDays(start, end);
    }

    /** The business between two times in days that are nothing special. Of the default calendar. */
    public static double diffBusinessDays(ZonedDateTime start, ZonedDateTime end) {
        return Calendars.calendar().diffBusinessDays(start, end);
    }

    /** The business between two times in years, each as long as its own business. Of the default calendar. */
    public static double diffBusinessYears(Instant start, Instant end) {
        return Calendars.calendar().diffBusinessYears(start, end);
    }

    /** The business between two times in years, each as long as its own business. Of the default calendar. */
    public static double diffBusinessYears(ZonedDateTime start, ZonedDateTime end) {
        return Calendars.calendar().diffBusinessYears(start, end);
    }

    /** The day with business so many later; of 0 null where there is none. Of the default calendar. */
    public static LocalDate plusBusinessDays(LocalDate date, int days) {
        return Calendars.calendar().plusBusinessDays(date, days);
    }

    /** The day with business so many later; of 0 null where there is none. Of the default calendar. */
    public static String plusBusinessDays(String date, int days) {
        return Calendars.calendar().plusBusinessDays(date, days);
    }

    /** The day with business so many later; of 0 null where there is none. Of the default calendar. */
    public static Instant plusBusinessDays(Instant time, int days) {
        return Calendars.calendar().plusBusinessDays(time, days);
    }

    /** The day with business so many later; of 0 null where there is none. Of the default calendar. */
    public static ZonedDateTime plusBusinessDays(ZonedDateTime time, int days) {
        return Calendars.calendar().plusBusinessDays(time, days);
    }

    /** The day without business so many later; of 0 null where there is some. Of the default calendar. */
    public static LocalDate plusNonBusinessDays(LocalDate date, int days) {
        return Calendars.calendar().plusNonBusinessDays(date, days);
    }

    /** The day without business so many later; of 0 null where there is some. Of the default calendar. */
    public static String plusNonBusinessDays(String date, int days) {
        return Calendars.calendar().plusNonBusinessDays(date, days);
    }

    /** The day without business so many later; of 0 null where there is some. Of the default calendar. */
    public static Instant plusNonBusinessDays(Instant time, int days) {
        return Calendars.calendar().plusNonBusinessDays(time, days);
    }

    /** The day without business so many later; of 0 null where there is some. Of the default calendar. */
    public static ZonedDateTime plusNonBusinessDays(ZonedDateTime time, int days) {
        return Calendars.calendar().plusNonBusinessDays(time, days);
    }

    /** The day with business so many earlier; of 0 null where there is none. Of the default calendar. */
    public static LocalDate minusBusinessDays(LocalDate date, int days) {
        return Calendars.calendar().minusBusinessDays(date, days);
    }

    /** The day with business so many earlier; of 0 null where there is none. Of the default calendar. */
    public static String minusBusinessDays(String date, int days) {
        return Calendars.calendar().minusBusinessDays(date, days);
    }

    /** The day with business so many earlier; of 0 null where there is none. Of the default calendar. */
    public static Instant minusBusinessDays(Instant time, int days) {
        return Calendars.calendar().minusBusinessDays(time, days);
    }

    /** The day with business so many earlier; of 0 null where there is none. Of the default calendar. */
    public static ZonedDateTime minusBusinessDays(ZonedDateTime time, int days) {
        return Calendars.calendar().minusBusinessDays(time, days);
    }

    /** The day without business so many earlier; of 0 null where there is some. Of the default calendar. */
    public static LocalDate minusNonBusinessDays(LocalDate date, int days) {
        return Calendars.calendar().minusNonBusinessDays(date, days);
    }

    /** The day without business so many earlier; of 0 null where there is some. Of the default calendar. */
    public static String minusNonBusinessDays(String date, int days) {
        return Calendars.calendar().minusNonBusinessDays(date, days);
    }

    /** The day without business so many earlier; of 0 null where there is some. Of the default calendar. */
    public static Instant minusNonBusinessDays(Instant time, int days) {
        return Calendars.calendar().minusNonBusinessDays(time, days);
    }

    /** The day without business so many earlier; of 0 null where there is some. Of the default calendar. */
    public static ZonedDateTime minusNonBusinessDays(ZonedDateTime time, int days) {
        return Calendars.calendar().minusNonBusinessDays(time, days);
    }

    /** The day with business so many after today. Of the default calendar. */
    public static LocalDate futureBusinessDate(int days) {
        return Calendars.calendar().futureBusinessDate(days);
    }

    /** The day with business so many before today. Of the default calendar. */
    public static LocalDate pastBusinessDate(int days) {
        return Calendars.calendar().pastBusinessDate(days);
    }

    /** The day without business so many after today. Of the default calendar. */
    public static LocalDate futureNonBusinessDate(int days) {
        return Calendars.calendar().futureNonBusinessDate(days);
    }

    /** The day without business so many before today. Of the default calendar. */
    public static LocalDate pastNonBusinessDate(int days) {
        return Calendars.calendar().pastNonBusinessDate(days);
    }

    /** The hours of a date; null for null. Of the default calendar. */
    public static CalendarDay<Instant> calendarDay(LocalDate date) {
        return Calendars.calendar().calendarDay(date);
    }

    /** The hours of the date of a time; null for null. Of the default calendar. */
    public static CalendarDay<Instant> calendarDay(ZonedDateTime time) {
        return Calendars.calendar().calendarDay(time);
    }

    /** The hours of the date of a time; null for null. Of the default calendar. */
    public static CalendarDay<Instant> calendarDay(Instant time) {
        return Calendars.calendar().calendarDay(time);
    }

    /** The hours of a date; null for null. Of the default calendar. */
    public static CalendarDay<Instant> calendarDay(String date) {
        return Calendars.calendar().calendarDay(date);
    }

    /** The hours of today. Of the default calendar. */
    public static CalendarDay<Instant> calendarDay() {
        return Calendars.calendar().calendarDay();
    }

    /** The days of the week without business. Of the default calendar. */
    public static Set<DayOfWeek> weekendDays() {
        return Calendars.calendar().weekendDays();
    }

    /** The hours of a day that is nothing special. Of the default calendar. */
    public static CalendarDay<LocalTime> standardBusinessDay() {
        return Calendars.calendar().standardBusinessDay();
    }

    /** The days that have hours of their own, or none. Of the default calendar. */
    public static Map<LocalDate, CalendarDay<Instant>> holidays() {
        return Calendars.calendar().holidays();
    }

    /** The business of a day that is nothing special, in nanoseconds. Of the default calendar. */
    public static long standardBusinessNanos() {
        return Calendars.calendar().standardBusinessNanos();
    }

    /** The business of a day that is nothing special. Of the default calendar. */
    public static Duration standardBusinessDuration() {
        return Calendars.calendar().standardBusinessDuration();
    }
}

package io.deephaven.time.calendar;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import topictable.internal.CalendarHandle;

/**
 * The calendars of the process, by their names, whose capitals do not count: UTC, USBANK_EXAMPLE, USNYSE_EXAMPLE, and those
 * of files. Any thread may call it. A name that there is not throws an {@link IllegalArgumentException}.
 */
public class Calendars {
    private static final Map<Long, BusinessCalendar> KNOWN = new ConcurrentHashMap<>();

    private Calendars() {}

    private static BusinessCalendar of(JsonNode described) {
        return KNOWN.computeIfAbsent(described.get("calendar").asLong(), number -> new BusinessCalendar(described));
    }

    /** The calendar of a name. */
    public static BusinessCalendar calendar(String name) {
        return of(CalendarHandle.request("named", CalendarHandle.fields().put("name", Objects.requireNonNull(name, "name"))));
    }

    /** The default calendar. */
    public static BusinessCalendar calendar() {
        return of(CalendarHandle.request("named", CalendarHandle.fields().putNull("name")));
    }

    /** The name of the default calendar. */
    public static String calendarName() {
        return CalendarHandle.names().get("default").asText();
    }

    /** The names of all calendars, in ascending order. */
    public static String[] calendarNames() {
        List<String> names = new ArrayList<>();
        CalendarHandle.names().get("names").forEach(name -> names.add(name.asText()));
        return names.toArray(String[]::new);
    }

    /** Makes a calendar the default: live tables use it for what they compute from now on. */
    public static void setCalendar(String name) {
        CalendarHandle.request("set_default", CalendarHandle.fields().put("name", Objects.requireNonNull(name, "name")));
    }

    /**
     * Adds the calendar of a file.
     *
     * @throws IllegalArgumentException where the file is no calendar, which names its line, or the calendar's name is taken
     * @throws topictable.NotFoundException where the file cannot be read
     */
    public static void addCalendarFromFile(String file) {
        of(CalendarHandle.request("add_file", CalendarHandle.fields().put("path", Objects.requireNonNull(file, "file"))));
    }

    /** Adds the calendar of a file. */
    public static void addCalendarFromFile(File file) {
        addCalendarFromFile(file.getPath());
    }

    /** Removes the calendar of a name, if there is one. What uses it goes on with it. */
    public static void removeCalendar(String name) {
        CalendarHandle.request("remove", CalendarHandle.fields().put("name", Objects.requireNonNull(name, "name")));
    }
}

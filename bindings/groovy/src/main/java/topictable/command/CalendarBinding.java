package topictable.command;

import groovy.lang.Binding;
import io.deephaven.time.calendar.BusinessCalendar;
import io.deephaven.time.calendar.Calendars;

/** Variables of a script, with one for each calendar: {@code CALENDAR_UTC}, and {@code CALENDAR_DEFAULT}. */
final class CalendarBinding extends Binding {
    private static final String PREFIX = "CALENDAR_";
    private static final String DEFAULT = "DEFAULT";

    /** The calendar that a name which the script has not set stands for; null if none does. */
    private static BusinessCalendar calendar(String name) {
        if (!name.startsWith(PREFIX)) {
            return null;
        }
        String calendar = name.substring(PREFIX.length());
        if (calendar.equals(DEFAULT)) {
            return Calendars.calendar();
        }
        for (String known : Calendars.calendarNames()) {
            if (known.equals(calendar)) {
                return Calendars.calendar(known);
            }
        }
        return null;
    }

    @Override
    public Object getVariable(String name) {
        if (!super.hasVariable(name)) {
            BusinessCalendar calendar = calendar(name);
            if (calendar != null) {
                return calendar;
            }
        }
        return super.getVariable(name);
    }

    @Override
    public boolean hasVariable(String name) {
        return super.hasVariable(name) || calendar(name) != null;
    }
}

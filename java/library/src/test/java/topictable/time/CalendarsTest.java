package topictable.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deephaven.time.calendar.BusinessCalendar;
import io.deephaven.time.calendar.CalendarDay;
import io.deephaven.time.calendar.Calendars;
import io.deephaven.time.calendar.StaticCalendarMethods;
import io.deephaven.util.QueryConstants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topictable.NotFoundException;

/** Calendars in Java. The answers are those of the mirrored API. */
class CalendarsTest {
    private static final BusinessCalendar NYSE = Calendars.calendar("USNYSE_EXAMPLE");
    private static final LocalDate THIRD = LocalDate.of(2024, 7, 3);
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    @Test
    void whatACalendarSaysOfItself() {
        assertThat(Calendars.calendarNames()).contains("USBANK_EXAMPLE", "USNYSE_EXAMPLE", "UTC");
        assertThat(Calendars.calendarName()).isEqualTo("UTC");
        assertThat(Calendars.calendar().toString()).isEqualTo("Calendar{name='UTC', description='UTC', timeZone=UTC}");
        assertThat(Calendars.calendar("usnyse_example")).isSameAs(NYSE);
        assertThat(NYSE.timeZone()).isEqualTo(NEW_YORK);
        assertThat(NYSE.firstValidDate()).isEqualTo("1999-01-01");
        assertThat(NYSE.lastValidDate()).isEqualTo("2027-12-31");
        assertThat(NYSE.weekendDays()).containsExactlyInAnyOrder(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY);
        assertThat(NYSE.standardBusinessDay().toString()).isEqualTo(
                "CalendarDay{businessTimeRanges=[TimeRange{start=09:30, end=16:00, inclusiveEnd=false}]}");
        assertThat(NYSE.standardBusinessNanos()).isEqualTo(23_400_000_000_000L);
        assertThat(NYSE.holidays()).hasSize(327);
        assertThat(NYSE.holidays().get(LocalDate.of(2024, 7, 4)).isBusinessDay()).isFalse();
        assertThat(CalendarDay.HOLIDAY.businessStart()).isNull();
        assertThat(StaticCalendarMethods.standardBusinessDay().businessStart()).isEqualTo(LocalTime.MIDNIGHT);
    }

    @Test
    void datesOfEveryClass() {
        Instant instant = Instant.parse("2024-07-03T14:00:00Z");
        ZonedDateTime zoned = instant.atZone(ZoneId.of("UTC"));
        assertThat(NYSE.plusBusinessDays(THIRD, 2)).isEqualTo("2024-07-08");
        assertThat(NYSE.plusBusinessDays("2024-07-03", 2)).isEqualTo("2024-07-08");
        assertThat(NYSE.plusBusinessDays(instant, 2)).isEqualTo("2024-07-08T14:00:00Z");
        assertThat(NYSE.plusBusinessDays(zoned, 2)).isEqualTo(ZonedDateTime.of(2024, 7, 8, 10, 0, 0, 0, NEW_YORK));
        assertThat(NYSE.minusNonBusinessDays(THIRD, 3)).isEqualTo("2024-06-23");
        assertThat(NYSE.isBusinessDay(LocalDate.of(2024, 7, 4))).isFalse();
        assertThat(NYSE.isBusinessDay(zoned)).isTrue();
        assertThat(NYSE.isBusinessDay(DayOfWeek.SUNDAY)).isFalse();
        assertThat(NYSE.isLastBusinessDayOfMonth("2024-06-28")).isTrue();
        assertThat(NYSE.dayOfWeek(THIRD)).isEqualTo(DayOfWeek.WEDNESDAY);
        assertThat(NYSE.dayOfWeekValue(instant)).isEqualTo(3);
        assertThat(NYSE.businessDates(THIRD, LocalDate.of(2024, 7, 8)))
                .containsExactly(THIRD, LocalDate.of(2024, 7, 5), LocalDate.of(2024, 7, 8));
        assertThat(NYSE.nonBusinessDates("2024-07-03", "2024-07-08")).containsExactly("2024-07-04", "2024-07-06", "2024-07-07");
        assertThat(NYSE.numberBusinessDates("2024-07-03", "2024-07-08", false, false)).isEqualTo(1);
        assertThat(StaticCalendarMethods.calendarDates("2024-07-03", "2024-07-05")).hasSize(3);
        assertThat(StaticCalendarMethods.calendarDayOfWeek("2024-07-03")).isEqualTo(DayOfWeek.WEDNESDAY);
        assertThat(NYSE.futureDate(1)).isEqualTo(NYSE.calendarDate().plusDays(1));
    }

    @Test
    void hours() {
        Instant ten = Instant.parse("2024-07-03T14:00:00Z");
        Instant later = Instant.parse("2024-07-08T14:00:00Z");
        CalendarDay<Instant> day = NYSE.calendarDay("2024-07-03");
        assertThat(day).isEqualTo(NYSE.calendarDay(ten)).isEqualTo(NYSE.holidays().get(THIRD));
        assertThat(day.businessStart()).isEqualTo("2024-07-03T13:30:00Z");
        assertThat(day.businessEnd()).isEqualTo("2024-07-03T17:00:00Z");
        assertThat(day.businessNanosElapsed(ten)).isEqualTo(1_800_000_000_000L);
        assertThat(day.businessDurationRemaining(ten)).isEqualTo(Duration.ofHours(3));
        assertThat(NYSE.isBusinessTime(ten)).isTrue();
        assertThat(NYSE.isBusinessTime(day.businessEnd())).isFalse();
        assertThat(NYSE.fractionStandardBusinessDay(THIRD)).isEqualTo(0.5384615384615384);
        assertThat(NYSE.fractionBusinessDayRemaining(ten)).isEqualTo(0.8571428571428572);
        assertThat(NYSE.diffBusinessNanos(ten, later)).isEqualTo(36_000_000_000_000L);
        assertThat(NYSE.diffNonBusinessDuration(ten, later)).isEqualTo(Duration.ofHours(110));
        assertThat(NYSE.diffBusinessYears(ten, later)).isEqualTo(0.006138735420503376);
        CalendarDay<Instant> utc = Calendars.calendar("UTC").calendarDay(THIRD);
        assertThat(utc.isInclusiveEnd()).isTrue();
        assertThat(utc.businessNanosRemaining(utc.businessEnd())).isEqualTo(1);
    }

    @Test
    void nullIsQuiet() {
        assertThat(NYSE.isBusinessDay((Instant) null)).isFalse();
        assertThat(NYSE.plusBusinessDays((ZonedDateTime) null, 1)).isNull();
        assertThat(NYSE.plusBusinessDays(THIRD, QueryConstants.NULL_INT)).isNull();
        assertThat(NYSE.dayOfWeek((String) null)).isNull();
        assertThat(NYSE.numberBusinessDates((LocalDate) null, THIRD)).isEqualTo(QueryConstants.NULL_INT);
        assertThat(NYSE.businessDates((LocalDate) null, THIRD)).isNull();
        assertThat(NYSE.diffBusinessNanos(null, Instant.EPOCH)).isEqualTo(QueryConstants.NULL_LONG);
        assertThat(NYSE.fractionBusinessDayComplete((Instant) null)).isEqualTo(QueryConstants.NULL_DOUBLE);
        assertThat(NYSE.calendarDay((LocalDate) null)).isNull();
    }

    @Test
    void filesAreAddedAndRemoved(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("a.calendar"), """
                <calendar><name>CALENDARS_TEST</name><timeZone>Europe/Berlin</timeZone>
                <default><businessPeriod>09:00,12:00</businessPeriod><weekend>Sunday</weekend></default>
                <holiday><date>2024-01-01</date></holiday>
                <holiday><date>2024-12-25</date></holiday></calendar>
                """);
        Calendars.addCalendarFromFile(file.toFile());
        BusinessCalendar calendar = Calendars.calendar("CALENDARS_TEST");
        assertThat(calendar.description()).isNull();
        assertThat(calendar.plusBusinessDays("2024-01-06", 1)).isEqualTo("2024-01-08");
        assertThatIllegalArgumentException().isThrownBy(() -> Calendars.addCalendarFromFile(file.toString()))
                .withMessageContaining("there is a calendar CALENDARS_TEST already");
        Calendars.removeCalendar("CALENDARS_TEST");
        assertThat(calendar.isBusinessDay("2024-12-25")).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> Calendars.calendar("CALENDARS_TEST"))
                .withMessageContaining("there is no calendar \"CALENDARS_TEST\"; there are ");
        Files.writeString(file, "<calendar>\n<name>A</name>\n</calendar>");
        assertThatIllegalArgumentException().isThrownBy(() -> Calendars.addCalendarFromFile(file.toString()))
                .withMessageContaining("a.calendar:1: <calendar>: the element <timeZone> is missing");
        assertThatThrownBy(() -> Calendars.addCalendarFromFile("/nowhere.calendar")).isInstanceOf(NotFoundException.class);
    }

    @Test
    void datesThatACalendarDoesNotKnow() {
        assertThatIllegalArgumentException().isThrownBy(() -> NYSE.isBusinessDay("2028-01-03"))
                .withMessage("2028-01-03 is after 2027-12-31, the last date that the calendar USNYSE_EXAMPLE knows");
        assertThatIllegalArgumentException().isThrownBy(() -> NYSE.isBusinessDay("soon"));
        assertThatIllegalArgumentException().isThrownBy(() -> Calendars.setCalendar("NONE"));
    }
}

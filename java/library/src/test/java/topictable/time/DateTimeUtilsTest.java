package topictable.time;

import static io.deephaven.time.DateTimeUtils.*;
import static io.deephaven.util.QueryConstants.NULL_INT;
import static io.deephaven.util.QueryConstants.NULL_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.time.zone.ZoneRulesException;
import org.junit.jupiter.api.Test;

/** The answers are the peer's. */
class DateTimeUtilsTest {
    private static final Instant START = Instant.parse("2024-01-01T00:00:00Z");
    private static final ZoneId ET = ZoneId.of("America/New_York");

    @Test
    void instants() {
        assertThat(parseInstant("2024-01-01T00:00:00Z")).isEqualTo(START);
        assertThat(parseInstant("2024-01-01T01:00:00+01:00")).isEqualTo(START);
        assertThat(parseInstant("2024-01-01T00:00:00 ET")).isEqualTo("2024-01-01T05:00:00Z");
        assertThat(parseInstant("2024-01-01T00:00 America/New_York")).isEqualTo("2024-01-01T05:00:00Z");
        assertThat(parseInstant("1700000000")).isEqualTo("2023-11-14T22:13:20Z");
        assertThat(parseInstant("1700000000123")).isEqualTo("2023-11-14T22:13:20.123Z");
        assertThatThrownBy(() -> parseInstant("2024-01-01")).isInstanceOf(DateTimeParseException.class)
                .hasMessage("Cannot parse instant: 2024-01-01");
        assertThatThrownBy(() -> parseInstant("2024-01-01T00:00:00")).isInstanceOf(DateTimeParseException.class);
        assertThatThrownBy(() -> parseInstant(null)).isInstanceOf(DateTimeParseException.class)
                .hasMessage("Cannot parse instant (null): null");
        assertThat(parseInstantQuiet("nonsense")).isNull();
        assertThat(parseEpochNanos("1970-01-01T00:00:01Z")).isEqualTo(SECOND);
        assertThat(parseZonedDateTime("2024-01-01T00:00:00 ET")).isEqualTo(ZonedDateTime.of(2024, 1, 1, 0, 0, 0, 0, ET));
    }

    @Test
    void durationsAndPeriods() {
        assertThat(parseDuration("PT1H")).isEqualTo(Duration.ofHours(1));
        assertThat(parseDuration("PT1h30m")).isEqualTo(Duration.ofMinutes(90));
        assertThat(parseDurationNanos("PT1.5s")).isEqualTo(1_500_000_000);
        assertThat(parseDurationNanos("PT00:00:00.1")).isEqualTo(100_000_000);
        assertThat(parseDurationNanos("-PT00:00:01")).isEqualTo(-SECOND);
        assertThat(parseDurationNanos("00:00:01.5")).as("as older guides write it").isEqualTo(1_500_000_000);
        assertThat(parseDurationNanos("01:02")).isEqualTo(62 * MINUTE);
        assertThatThrownBy(() -> parseDurationNanos("1 second")).isInstanceOf(DateTimeParseException.class)
                .hasMessage("Cannot parse time: 1 second");
        assertThat(parseDurationNanosQuiet("1 second")).isEqualTo(NULL_LONG);
        assertThat(parsePeriod("P2Y3D")).isEqualTo(Period.of(2, 0, 3));
        assertThat(formatDurationNanos(3_723 * SECOND)).isEqualTo("PT1:02:03");
        assertThat(formatDurationNanos(-1_500_000_000)).isEqualTo("-PT0:00:01.500000000");
        assertThat(formatDurationNanos(90_000 * SECOND)).isEqualTo("PT25:00:00");
    }

    @Test
    void datesAndZones() {
        assertThat(parseLocalDate("2024-01-01")).isEqualTo(LocalDate.of(2024, 1, 1));
        assertThat(parseLocalDateQuiet("x")).isNull();
        assertThat(parseLocalTime("10:00:00.5")).isEqualTo(LocalTime.of(10, 0, 0, 500_000_000));
        assertThatThrownBy(() -> parseLocalTime("10")).isInstanceOf(DateTimeParseException.class).hasMessage("Cannot parse local time: 10");
        assertThat(timeZone("ET")).isEqualTo(ET);
        assertThat(parseTimeZone("JP")).isEqualTo(ZoneId.of("Asia/Tokyo"));
        assertThat(timeZone("America/Chicago")).isEqualTo(ZoneId.of("America/Chicago"));
        assertThat(timeZone()).isEqualTo(ZoneId.systemDefault());
        assertThatThrownBy(() -> timeZone("Nope")).isInstanceOf(ZoneRulesException.class);
        assertThat(formatDateTime(START, ET)).isEqualTo("2023-12-31T19:00:00.000000000 ET");
        assertThat(formatDateTime(START, ZoneId.of("Europe/Berlin"))).isEqualTo("2024-01-01T01:00:00.000000000 Europe/Berlin");
        assertThat(formatDateTime(null, ET)).isNull();
        assertThat(formatDate(START, ET)).isEqualTo("2023-12-31");
        assertThat(today(ET)).hasSize(10).isEqualTo(todayLocalDate(ET).toString());
    }

    @Test
    void arithmetic() {
        assertThat(plus(START, 5)).isEqualTo("2024-01-01T00:00:00.000000005Z");
        assertThat(plus(START, NULL_LONG)).isNull();
        assertThat(plus(START, Period.ofDays(1))).isEqualTo("2024-01-02T00:00:00Z");
        assertThat(minus(START, Duration.ofHours(1))).isEqualTo("2023-12-31T23:00:00Z");
        assertThat(minus(START, START.plusSeconds(1))).isEqualTo(-SECOND);
        Instant later = Instant.parse("2024-01-02T12:00:00Z");
        assertThat(diffNanos(START, later)).isEqualTo(129_600_000_000_000L);
        assertThat(diffMillis(START, later)).isEqualTo(129_600_000);
        assertThat(diffDays(START, later)).isEqualTo(1.5);
        assertThat(diffYears365(START, later)).isEqualTo(0.004109589041095891);
        assertThat(diffYearsAvg(START, later)).isEqualTo(0.0041068605104827615);
        assertThat(diffNanos(START, null)).isEqualTo(NULL_LONG);
        assertThat(isBefore(START, later)).isTrue();
        assertThat(isAfterOrEqual(START, later)).isFalse();
    }

    @Test
    void bins() {
        Instant time = START.plusSeconds(7 * 60);
        assertThat(lowerBin(time, 5 * MINUTE)).isEqualTo("2024-01-01T00:05:00Z");
        assertThat(upperBin(time, Duration.ofMinutes(5))).isEqualTo("2024-01-01T00:10:00Z");
        assertThat(upperBin(START, 5 * MINUTE)).as("a multiple stays").isEqualTo(START);
        assertThat(lowerBin(time, 5 * MINUTE, MINUTE)).isEqualTo("2024-01-01T00:06:00Z");
        assertThat(lowerBin(Instant.parse("1969-12-31T23:58:00Z"), 5 * MINUTE)).isEqualTo("1969-12-31T23:55:00Z");
    }

    @Test
    void epochs() {
        assertThat(epochAutoToInstant(1_700_000_000L)).isEqualTo("2023-11-14T22:13:20Z");
        assertThat(epochAutoToInstant(1_700_000_000_123L)).isEqualTo("2023-11-14T22:13:20.123Z");
        assertThat(epochAutoToInstant(1_700_000_000_123_456L)).isEqualTo("2023-11-14T22:13:20.123456Z");
        assertThat(epochAutoToInstant(1_700_000_000_123_456_789L)).isEqualTo("2023-11-14T22:13:20.123456789Z");
        assertThat(epochMillisToInstant(NULL_LONG)).isNull();
        assertThat(epochMillis(START)).isEqualTo(1_704_067_200_000L);
        assertThat(epochSecondsToInstant(1_704_067_200L)).isEqualTo(START);
        assertThat(epochNanos((Instant) null)).isEqualTo(NULL_LONG);
        assertThat(millisToNanos(5)).isEqualTo(5_000_000);
        assertThat(nanosToSeconds(NULL_LONG)).isEqualTo(NULL_LONG);
    }

    @Test
    void parts() {
        Instant springForward = Instant.parse("2024-03-10T12:00:00Z");
        assertThat(hourOfDay(springForward, ET, true)).isEqualTo(8);
        assertThat(hourOfDay(springForward, ET, false)).as("since midnight").isEqualTo(7);
        assertThat(year(START, ET)).isEqualTo(2023);
        assertThat(monthOfYear(START, ET)).isEqualTo(12);
        assertThat(dayOfMonth(START, ET)).isEqualTo(31);
        assertThat(dayOfWeek(START, ET)).isEqualTo(DayOfWeek.SUNDAY);
        assertThat(dayOfWeekValue(START, ET)).isEqualTo(7);
        assertThat(minuteOfDay(START, ET, true)).isEqualTo(19 * 60);
        assertThat(year(null, ET)).isEqualTo(NULL_INT);
        assertThat(atMidnight(START, ET)).isEqualTo("2023-12-31T05:00:00Z");
    }
}

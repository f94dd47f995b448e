package topictable.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deephaven.engine.table.Table;
import io.deephaven.json.InstantValue;
import io.deephaven.json.LocalDateValue;
import io.deephaven.json.ObjectValue;
import io.deephaven.json.Value;
import io.deephaven.json.jackson.JacksonProvider;
import io.deephaven.kafka.KafkaTools.Consume;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalQuery;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import topictable.InvalidArgumentException;
import topictable.UnsupportedFeatureException;
import topictable.testing.Consuming;
import topictable.testing.Rows;
import topictable.testing.Topic;

/** Times and dates in patterns, which Java's own formatters read too. */
class DateTimePatternTest {
    private static DateTimeFormatter of(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.US);
    }

    private static DateTimeFormatter utc(String pattern) {
        return of(pattern).withZone(ZoneOffset.UTC);
    }

    /** What the library reads is what Java reads; null where Java throws. */
    private static <T> void assertReadsLikeJava(Value value, DateTimeFormatter formatter, TemporalQuery<T> query,
            String... texts) {
        List<List<Object>> expected = new ArrayList<>();
        String[] records = new String[texts.length];
        for (int i = 0; i < texts.length; i++) {
            records[i] = "{\"t\": \"" + texts[i] + "\"}";
            Object read;
            try {
                read = formatter.parse(texts[i], query);
            } catch (DateTimeException e) {
                read = null;
            }
            expected.add(Arrays.asList(read));
        }
        Table table = Consuming.of(Topic.of(records)).withoutCommonColumns().with("topictable.on.error", "null")
                .value(Consume.objectProcessorSpec(JacksonProvider.of(ObjectValue.standard(Map.of("t", value))))).toTable();
        assertThat(Rows.of(Rows.await(table, texts.length))).as(formatter.toString()).isEqualTo(expected);
    }

    private static void assertTimes(DateTimeFormatter formatter, String... texts) {
        assertReadsLikeJava(InstantValue.builder().dateTimeFormatter(formatter).build(), formatter, Instant::from, texts);
    }

    private static void assertDates(DateTimeFormatter formatter, String... texts) {
        assertReadsLikeJava(LocalDateValue.builder().dateTimeFormatter(formatter).build(), formatter, LocalDate::from, texts);
    }

    @Test
    void timesLikeJava() {
        assertTimes(utc("yyyy-MM-dd HH:mm:ss"), "2024-01-02 03:04:05", "2024-02-31 01:02:03", "2024-02-30 24:00:00",
                "2024-02-01 24:00:01", "2024-1-2 03:04:05", "12024-01-02 03:04:05", "2024-01-02 03:04:05 ");
        assertTimes(utc("yyyyMMddHHmmssSSS"), "20240102030405678", "2024010203040567", "02024010203040567");
        assertTimes(of("yyyy-MM-dd'T'HH:mm[:ss][.SSS]XXX"), "2024-01-02T03:04Z", "2024-01-02T03:04:05+01:00",
                "2024-01-02T03:04:05.678-05:30", "2024-01-02T03:04:05.67Z", "2024-01-02T03:04:05");
        assertTimes(of("dd.MM.uuuu HH:mm:ss VV"), "02.01.2024 03:04:05 Europe/Berlin", "31.03.2024 02:30:00 Europe/Berlin",
                "27.10.2024 02:30:00 Europe/Berlin", "02.01.2024 03:04:05 UTC", "02.01.2024 03:04:05 Nowhere");
        assertTimes(of("MMM d, yyyy, h:mm a").withZone(ZoneId.of("America/New_York")), "Feb 3, 2024, 4:05 PM",
                "Feb 3, 2024, 12:05 AM", "Feb 3, 2024, 13:05 AM", "February 3, 2024, 4:05 PM", "feb 3, 2024, 4:05 PM");
        assertTimes(of("EEEE, d MMMM yyyy HH:mm:ss Z"), "Tuesday, 2 January 2024 03:04:05 +0100",
                "Monday, 2 January 2024 03:04:05 +0100", "Tuesday, 2 Jan 2024 03:04:05 +0100");
        assertTimes(of("EEE MMM dd HH:mm:ss xx yyyy"), "Wed Aug 27 13:08:45 +0000 2008");
        assertTimes(utc("yy-M-d H 'o''clock'"), "24-1-2 3 o'clock", "70-1-2 3 o'clock");
        assertTimes(utc("yyyy-DDD kk:mm:ss.n"), "2024-366 24:00:00.5", "2023-366 01:00:00.5", "2024-001 00:00:00.1234567890");
        assertTimes(of("yyyy-MM-dd HH:mm:ssX"), "2024-01-02 03:04:05+02", "2024-01-02 03:04:05+0230",
                "2024-01-02 03:04:05+19", "2024-01-02 03:04:05z");
    }

    @Test
    void datesLikeJava() {
        assertDates(of("dd/MM/yyyy"), "02/01/2024", "31/02/2024", "32/01/2024", "2/1/2024");
        assertDates(of("uuuu-MM-dd").withResolverStyle(ResolverStyle.STRICT), "2024-02-29", "2023-02-29", "-0001-01-01");
        assertDates(new DateTimeFormatterBuilder().parseCaseInsensitive().appendPattern("dd-MMM-yyyy")
                .toFormatter(Locale.US), "02-JAN-2024", "02-jan-2024", "02-Jän-2024");
        assertDates(of("yyyy.MM.dd[ HH:mm]"), "2024.01.02", "2024.01.02 03:04", "2024.01.02 24:00");
    }

    @Test
    void formattersThatAreNotRead() {
        assertRefused(of("yyyy-'W'ww"), "for which there is no letter");
        assertRefused(DateTimeFormatter.ISO_LOCAL_DATE_TIME.withZone(ZoneOffset.UTC), "for which there is no letter");
        assertRefused(utc("yyyy-MM-dd HH").withResolverStyle(ResolverStyle.LENIENT), "it is lenient");
        assertRefused(utc("yyyy-MM-dd HH").withResolverFields(ChronoField.YEAR), "it has resolver fields");
        assertRefused(DateTimeFormatter.ofPattern("d MMMM yyyy HH", Locale.FRANCE).withZone(ZoneOffset.UTC),
                "its texts are those of the locale fr_FR");
        assertThatThrownBy(() -> InstantValue.builder().dateTimeFormatter(of("yyyy-MM-dd HH:mm")).build())
                .isInstanceOf(InvalidArgumentException.class).hasMessageContaining("it tells no offset from UTC");
        assertThatThrownBy(() -> InstantValue.builder().dateTimeFormatter(of("dd.MM.yyyy")).build())
                .isInstanceOf(InvalidArgumentException.class).hasMessageContaining("no time comes of it");
    }

    private static void assertRefused(DateTimeFormatter formatter, String reason) {
        assertThatThrownBy(() -> InstantValue.builder().dateTimeFormatter(formatter).build())
                .isInstanceOf(UnsupportedFeatureException.class).hasMessageContaining(reason);
    }
}

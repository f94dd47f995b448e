package topictable.command;

import io.deephaven.kafka.KafkaTools;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.function.Function;
import java.util.function.IntToLongFunction;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where reading a topic begins.
 *
 * @param seek the offset of each partition
 * @param firstOffset the first offset that is wanted; 0 for any
 * @param time the first time that is wanted; null for any
 */
record TailStart(long seek, long firstOffset, Instant time) {
    static final TailStart BEGINNING = new TailStart(KafkaTools.SEEK_TO_BEGINNING, 0, null);
    static final TailStart END = new TailStart(KafkaTools.SEEK_TO_END, 0, null);

    IntToLongFunction offsets() {
        return partition -> seek;
    }

    private static TailStart at(long offset) {
        return new TailStart(offset, offset, null);
    }

    private static TailStart at(Instant time) {
        return new TailStart(KafkaTools.DONT_SEEK, 0, time);
    }

    /** Reads beginning, end, an offset, a time or an age. */
    static final class Converter implements ITypeConverter<TailStart> {
        @Override
        public TailStart convert(String text) {
            if (text.equals("beginning")) {
                return BEGINNING;
            }
            if (text.equals("end")) {
                return END;
            }
            try {
                if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
                    return at(Long.parseLong(text));
                }
                return at(time(text));
            } catch (NumberFormatException | DateTimeParseException | TypeConversionException e) {
                throw new TypeConversionException("'" + text + "' is no start: expected beginning, end, an offset such as 1000,"
                        + " a time such as 2024-01-02T03:04:05Z or 2024-01-02, or an age such as 10m");
            }
        }

        /** A time, in the zone of the computer if it names none, or an age. */
        private static Instant time(String text) {
            ZoneId zone = ZoneId.systemDefault();
            Stream<Function<String, Instant>> forms = Stream.of(
                    form -> OffsetDateTime.parse(form).toInstant(),
                    form -> LocalDateTime.parse(form).atZone(zone).toInstant(),
                    form -> LocalDate.parse(form).atStartOfDay(zone).toInstant());
            return forms.map(form -> parsed(form, text)).filter(time -> time != null).findFirst()
                    .orElseGet(() -> Instant.now().minus(age(text)));
        }

        private static Instant parsed(Function<String, Instant> form, String text) {
            try {
                return form.apply(text);
            } catch (DateTimeParseException e) {
                return null;
            }
        }

        private static Duration age(String text) {
            return new DurationConverter().convert(text);
        }
    }
}

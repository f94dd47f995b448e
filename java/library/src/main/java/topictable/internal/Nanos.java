package topictable.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import topictable.InvalidArgumentException;

/** Times as nanoseconds since 1970, and durations as nanoseconds. */
public final class Nanos {
    private static final long PER_SECOND = 1_000_000_000;

    private Nanos() {}

    /**
     * The nanoseconds of a time.
     *
     * @throws InvalidArgumentException for one before 1677 or after 2262
     */
    public static long of(Instant instant) {
        try {
            return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), PER_SECOND), instant.getNano());
        } catch (ArithmeticException e) {
            throw new InvalidArgumentException(instant + " cannot be told in nanoseconds since 1970", Map.of());
        }
    }

    /**
     * The nanoseconds of a duration.
     *
     * @throws InvalidArgumentException for one of more than 292 years
     */
    public static long of(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException e) {
            throw new InvalidArgumentException(duration + " is too long to be told in nanoseconds", Map.of());
        }
    }

    /** The time of nanoseconds. */
    public static Instant toInstant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, PER_SECOND), Math.floorMod(nanos, PER_SECOND));
    }
}

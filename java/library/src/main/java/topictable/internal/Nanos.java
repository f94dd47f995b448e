package topictable.internal;

import java.time.Instant;
import java.util.Map;
import topictable.InvalidArgumentException;

/** Times as nanoseconds since 1970. */
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

    /** The time of nanoseconds. */
    public static Instant toInstant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, PER_SECOND), Math.floorMod(nanos, PER_SECOND));
    }
}

package topictable.testing;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for conditions, never longer than a bound. */
public final class Await {
    /** Longer than anything takes that works. */
    public static final Duration LONG = Duration.ofSeconds(30);

    private static final long PAUSE_MILLIS = 5;

    private Await() {}

    /** Fails when the condition is not met in time. */
    public static void until(String what, BooleanSupplier condition) {
        until(() -> what, condition);
    }

    /** The same with a description that is made when it is needed. */
    public static void until(Supplier<String> what, BooleanSupplier condition) {
        if (!happens(LONG, condition)) {
            fail("not within %s: %s", LONG, what.get());
        }
    }

    /** Whether the condition is met in time. */
    public static boolean happens(Duration within, BooleanSupplier condition) {
        long end = System.nanoTime() + within.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }
}

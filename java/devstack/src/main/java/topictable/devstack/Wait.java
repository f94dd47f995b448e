package topictable.devstack;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waiting without checked exceptions: no thread of this program is ever interrupted. */
final class Wait {
    private static final long VISIBLE_SECONDS = 20;

    private Wait() {}

    static void millis(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until clients see what was done. */
    static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(VISIBLE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new DevstackException("it is not so after " + VISIBLE_SECONDS + " s that " + what);
            }
            millis(10);
        }
    }

    /** The result, or the failure's message after {@code what}, as in "cannot create topic \"t\"". */
    static <T> T result(Future<T> future, String what) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new DevstackException(what + ": " + (cause.getMessage() == null ? cause.toString() : cause.getMessage()), cause);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

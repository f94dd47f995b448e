package topictable.devstack;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Waiting without checked exceptions: no thread of this program is ever interrupted. */
final class Wait {
    private Wait() {}

    static void millis(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
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
